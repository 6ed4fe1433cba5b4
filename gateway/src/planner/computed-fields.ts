import {
  type ArgumentNode,
  type FieldNode,
  getNamedType,
  isCompositeType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import type { EntityBatch, EntityFetch, PathStep, RequiredSelection } from '../plan.js';
import type { FieldProvider, JoinFacts } from './join-facts.js';
import { argumentText } from './known-object.js';
import { privateKey } from './private-keys.js';
import { selectionSetOf } from './selection-nodes.js';

/** A field that requires others (`@requires`), and the subgraph that computes it. */
export interface ComputedField {
  readonly node: FieldNode;
  readonly provider: FieldProvider;
}

/** One of which it is known what to send for it. */
export interface InformedField extends ComputedField {
  readonly requires: readonly RequiredSelection[];
}

/** Takes the fields that require others out of what is asked for of an entity. */
export function withoutComputed(
  { selections }: SelectionSetNode,
  typename: string,
  facts: JoinFacts,
): { readonly rest: readonly SelectionNode[]; readonly computed: readonly ComputedField[] } {
  const computed: ComputedField[] = [];
  const rest = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const inner = withoutComputed(node.selectionSet, typename, facts);
      computed.push(...inner.computed);
      return inner.rest.length > 0 ? [{ ...node, selectionSet: selectionSetOf(inner.rest) }] : [];
    }
    const provider = facts.computing(typename, node.name.value) ?? beyondKeys(node, typename, facts);
    if (!provider) return [node];
    computed.push({ node, provider });
    return [];
  });
  return { rest, computed };
}

/**
 * The subgraph that knows more of an object than keys of its owner say of it. The native planner has no way from what a
 * key says of the object to the rest: it would have to go by that very key.
 */
function beyondKeys(node: FieldNode, typename: string, facts: JoinFacts): FieldProvider | undefined {
  const ways = facts.identifiedBy(typename, node.name.value);
  if (!node.selectionSet || ways.length === 0) return undefined;
  if (
    isCovered(
      node.selectionSet,
      ways.map(({ part }) => part),
    )
  )
    return undefined;
  const asked = selectionSetOf([node]);
  return ways.find(({ provider }) => isWithin(provider.subgraph, typename, asked, facts))?.provider;
}

/** Whether selections, taken together, have all that is selected. */
function isCovered({ selections }: SelectionSetNode, by: readonly SelectionSetNode[]): boolean {
  return selections.every((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) return isCovered(node.selectionSet, by);
    if (node.kind === Kind.FRAGMENT_SPREAD || node.name.value === '__typename') return true;
    const found = by.flatMap((each) =>
      each.selections.flatMap((one) => (one.kind === Kind.FIELD && one.name.value === node.name.value ? [one] : [])),
    );
    const below = found.flatMap((one) => one.selectionSet ?? []);
    return found.length > 0 && (!node.selectionSet || isCovered(node.selectionSet, below));
  });
}

/** Takes those out as well that the subgraphs have by way of which they are computed. Without such fields, takes out all. */
export function withoutDetours(
  selectionSet: SelectionSetNode,
  typename: string,
  facts: JoinFacts,
): { readonly staying: readonly SelectionNode[]; readonly leaving: readonly SelectionNode[] } {
  const { rest, computed } = withoutComputed(selectionSet, typename, facts);
  if (computed.length === 0) return { staying: [], leaving: selectionSet.selections };
  const visited = new Set<string>();
  for (const { provider } of computed) {
    visited.add(provider.subgraph);
    for (const node of provider.inputs.selections) {
      if (node.kind !== Kind.FIELD) continue;
      for (const subgraph of facts.subgraphsOf(typename, node.name.value)) visited.add(subgraph);
    }
  }
  const stays = (node: SelectionNode): boolean =>
    node.kind === Kind.FIELD && !facts.subgraphsOf(typename, node.name.value).some((each) => visited.has(each));
  const leaving = [...rest.filter((node) => !stays(node)), ...computed.map(({ node }) => node)];
  return { staying: rest.filter(stays), leaving };
}

/** What to select for an input, and what to send of it. */
interface Input {
  readonly asked: SelectionNode;
  readonly sent: readonly RequiredSelection[];
}

/** Inputs of computed fields, under names of their own, and how representations are made of them. */
export class ComputedInputs {
  /** What has to be selected of the entity. */
  readonly selections: SelectionNode[] = [];
  private readonly aliases = new Map<string, string>();

  /** @param part - number of the part of the plan that they belong to */
  constructor(private readonly part: number) {}

  /** What to send for a field that requires `inputs`. */
  add(inputs: SelectionSetNode): RequiredSelection[] {
    const read = this.read(inputs);
    this.selections.push(...read.map(({ asked }) => asked));
    return read.flatMap(({ sent }) => sent);
  }

  private read({ selections }: SelectionSetNode): Input[] {
    return selections.flatMap((node): Input[] => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return [];
      const below = node.selectionSet && this.read(node.selectionSet);
      const selectionSet = below && selectionSetOf(below.map(({ asked }) => asked));
      const sent = below?.flatMap((each) => each.sent);
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const typeCondition = node.typeCondition?.name.value;
        const asked = { ...node, selectionSet: selectionSet ?? node.selectionSet };
        if (typeCondition === undefined) return [{ asked, sent: sent ?? [] }];
        return [{ asked, sent: [{ kind: 'fragment', typeCondition, selections: sent ?? [] }] }];
      }
      const readFrom = this.aliasOf(node.name.value, node.arguments);
      const alias = { kind: Kind.NAME, value: readFrom } as const;
      const asked = { ...node, ...(readFrom !== node.name.value && { alias }), ...(selectionSet && { selectionSet }) };
      return [{ asked, sent: [{ kind: 'field', readFrom, sendAs: node.name.value, selections: sent }] }];
    });
  }

  private aliasOf(name: string, args: readonly ArgumentNode[] | undefined): string {
    if (!args || args.length === 0) return name;
    const meaning = `${name}(${argumentText(args)})`;
    const alias = this.aliases.get(meaning) ?? privateKey(this.part, this.aliases.size);
    this.aliases.set(meaning, alias);
    return alias;
  }
}

/** One call to a subgraph for the fields that it computes of an entity, each from its own inputs and no others. */
export function computingFetch(
  computed: readonly InformedField[],
  {
    type,
    path,
    declared,
  }: { readonly type: string; readonly path: readonly PathStep[]; readonly declared: OperationDefinitionNode },
): EntityFetch {
  const used = new Set<string>();
  for (const each of computed) visit(each.node, { Variable: ({ name }) => void used.add(name.value) });
  const variables = (declared.variableDefinitions ?? []).filter(({ variable }) => used.has(variable.name.value));
  const definitions = [
    ...computed.map((_, index) => `$__inputs_${index}: [_Any!]!`),
    ...variables.map((each) => print(each)),
  ];
  const fields = computed.map(
    (each, index) =>
      `_e${index}: _entities(representations: $__inputs_${index}) { ... on ${each.provider.view} { ${print(each.node)} } }`,
  );
  return {
    kind: 'entity-fetch',
    subgraph: computed[0]?.provider.subgraph ?? '',
    operationKind: 'query',
    operation: `query (${definitions.join(', ')}) { ${fields.join(' ')} }`,
    variables: variables.map(({ variable }) => variable.name.value),
    batches: computed.map(({ provider, requires }, index): EntityBatch => {
      const isRenamed = provider.view !== type;
      const typename = { kind: 'field', readFrom: '__typename', sendAs: '__typename', selections: undefined } as const;
      return {
        responseKey: `_e${index}`,
        representationsVariable: `__inputs_${index}`,
        paths: [path],
        requires: [{ kind: 'fragment', typeCondition: type, selections: [typename, ...requires] }],
        inputRewrites: isRenamed
          ? [
              {
                kind: 'set-value',
                path: [
                  { kind: 'type', names: [type] },
                  { kind: 'key', key: '__typename' },
                ],
                value: provider.view,
              },
            ]
          : [],
        outputRewrites: [],
      };
    }),
  };
}

/** Whether one subgraph knows all that is selected, without being sent anything for it. */
export function isWithin(
  subgraph: string,
  typename: string,
  selectionSet: SelectionSetNode,
  facts: JoinFacts,
): boolean {
  return selectionSet.selections.every((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return false;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      return isWithin(subgraph, node.typeCondition?.name.value ?? typename, node.selectionSet, facts);
    }
    if (node.name.value === '__typename') return true;
    if (!facts.provides(subgraph, typename, node.name.value)) return false;
    const type = facts.schema.getType(facts.typeOfField(subgraph, typename, node.name.value) ?? '');
    const below = node.selectionSet;
    return !below || (isCompositeType(getNamedType(type)) && isWithin(subgraph, type?.name ?? '', below, facts));
  });
}
