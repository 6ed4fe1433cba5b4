import {
  type FieldNode,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql';

import type { EntityBatch, EntityFetch, PathStep, Plan } from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import type { JoinFacts } from './join-facts.js';
import { withUsedVariables } from './operation-places.js';
import { checkPlan } from './plan-check.js';
import { mapFetches } from './plan-nodes.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';

/**
 * Asks objects of each type for what the operation asks of that type, where the subgraph knows no types but their
 * interface (`@interfaceObject`). The native planner asks all of them for everything: a field that may not be null, and
 * fails for an object that is not asked for it, would take with it what is asked for (GraphQL specification,
 * section 6.4.4). It stays one call, with a batch for each selection. Nullable fields make no difference.
 *
 * @param operation - what `plan` is the plan of; without named fragments
 */
export function withOwnSelections(plan: Plan, operation: OperationDefinitionNode, facts: JoinFacts): Plan {
  if (!plan.root || !facts.hasInterfaceObjects) return plan;
  const own = new OwnSelections(operation, facts);
  const root = mapFetches(plan.root, (fetch) => (fetch.kind === 'entity-fetch' ? own.fetch(fetch) : fetch));
  if (!own.hasChanged) return plan;
  const changed = { ...plan, root };
  // What is not asked for may still be the input of something that is.
  const { losses, isUnchecked } = checkPlan(changed, operation, facts);
  return losses.length === 0 && !isUnchecked ? changed : plan;
}

/** What the operation asks for at one place. */
interface Asked {
  readonly typename: string;
  readonly sets: readonly SelectionSetNode[];
}

/** The entities of a batch that are asked for the same. */
interface Group {
  readonly field: FieldNode;
  readonly paths: (readonly PathStep[])[];
}

class OwnSelections {
  hasChanged = false;

  constructor(
    private readonly operation: OperationDefinitionNode,
    private readonly facts: JoinFacts,
  ) {}

  fetch(fetch: EntityFetch): EntityFetch {
    const [operation] = withoutSpreads(parse(fetch.operation, { noLocation: true })).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) return fetch;
    const divided = fetch.batches.map((batch) => this.batch(fetch.subgraph, batch, operation.selectionSet));
    if (divided.every((groups) => groups.length < 2)) return fetch;
    this.hasChanged = true;
    const all = fetch.batches.flatMap((batch, position) => namedApart(batch, divided[position] ?? []));
    return { ...fetch, operation: print(asking(operation, all)), batches: all.map(({ batch }) => batch) };
  }

  /** The batch in groups of entities; one group where it stays as it is. */
  private batch(subgraph: string, batch: EntityBatch, { selections }: SelectionSetNode): readonly Group[] {
    const field = selections.find((node) => node.kind === Kind.FIELD && keyOf(node) === batch.responseKey);
    if (field?.kind !== Kind.FIELD) return [];
    const whole = { field, paths: [...batch.paths] };
    if (!this.isByInterface(subgraph, field)) return [whole];
    const groups = new Map<string, Group>();
    for (const path of batch.paths) {
      const types = this.typesBySelection(subgraph, field, path);
      for (const [text, { own, names }] of types) {
        const group = groups.get(text) ?? { field: own, paths: [] };
        group.paths.push(types.size > 1 ? [...path, { kind: 'type', names }] : path);
        groups.set(text, group);
      }
    }
    return groups.size > 1 ? [...groups.values()] : [whole];
  }

  private isByInterface(subgraph: string, { selectionSet }: FieldNode): boolean {
    return (selectionSet?.selections ?? []).some(
      (node) =>
        node.kind === Kind.INLINE_FRAGMENT &&
        node.typeCondition !== undefined &&
        this.facts.isInterfaceObject(subgraph, node.typeCondition.name.value),
    );
  }

  /** By what they are asked for: types of the entities at the end of a path. */
  private typesBySelection(subgraph: string, field: FieldNode, path: readonly PathStep[]) {
    const found = new Map<string, { readonly own: FieldNode; readonly names: string[] }>();
    const asked = this.askedAt(path);
    const isByType = asked.sets.some(({ selections }) => selections.some(({ kind }) => kind === Kind.INLINE_FRAGMENT));
    const types = this.typesAt(asked.typename, path);
    for (const typename of isByType ? types : types.slice(0, 1)) {
      const own = this.ownField(subgraph, field, asked, typename);
      if (!own) continue;
      const known = found.get(print(own));
      if (known) known.names.push(typename);
      else found.set(print(own), { own, names: [typename] });
    }
    return found;
  }

  private askedAt(path: readonly PathStep[]): Asked {
    const rootType = this.facts.schema.getRootType(this.operation.operation)?.name ?? '';
    let at: Asked = { typename: rootType, sets: [this.operation.selectionSet] };
    for (const step of path) {
      if (step.kind !== 'field') continue;
      const nodes = this.fieldsIn(at).filter(({ node }) => keyOf(node) === step.key);
      const [first] = nodes;
      const typename = first && this.facts.typeOfField('', first.parent, first.node.name.value);
      at = { typename: typename ?? '', sets: nodes.flatMap(({ node }) => node.selectionSet ?? []) };
    }
    return at;
  }

  /** Types that entities at the end of a path may have. */
  private typesAt(typename: string, path: readonly PathStep[]): readonly string[] {
    const type = this.facts.schema.getType(typename);
    const possible = isAbstractType(type)
      ? this.facts.schema.getPossibleTypes(type).map(({ name }) => name)
      : [typename];
    const conditions = path.slice(path.findLastIndex(({ kind }) => kind === 'field') + 1);
    return possible.filter((name) =>
      conditions.every((step) => step.kind !== 'type' || step.names.some((each) => this.facts.isOfType(name, each))),
    );
  }

  /** The entities' field with what objects of a type are asked for; undefined when that is nothing. */
  private ownField(subgraph: string, field: FieldNode, asked: Asked, typename: string): FieldNode | undefined {
    const wanted = this.fieldsIn(asked, typename);
    const [named, due] = [keysOf(this.fieldsIn(asked)), keysOf(wanted)];
    const isDue = (node: SelectionNode) => node.kind !== Kind.FIELD || due.has(keyOf(node)) || !named.has(keyOf(node));
    const selections = (field.selectionSet?.selections ?? []).flatMap((node): SelectionNode[] => {
      const view = node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition?.name.value : undefined;
      if (node.kind !== Kind.INLINE_FRAGMENT || !view || !this.facts.isInterfaceObject(subgraph, view)) return [node];
      const own = this.own(node.selectionSet, { subgraph, view }, asked.sets, wanted);
      return own.some(isDue) ? [{ ...node, selectionSet: selectionSetOf(own) }] : [];
    });
    return selections.length > 0 ? { ...field, selectionSet: selectionSetOf(selections) } : undefined;
  }

  /**
   * The part of a selection that has been asked for, and what the operation does not name: that is an input of
   * something.
   */
  private own(
    { selections }: SelectionSetNode,
    { subgraph, view }: View,
    all: readonly SelectionSetNode[],
    wanted: readonly AskedField[],
  ): SelectionNode[] {
    const named = this.fieldsIn({ typename: view, sets: all });
    return selections.flatMap((node): SelectionNode[] => {
      if (node.kind !== Kind.FIELD) return [node];
      const isIt = (each: AskedField) => keyOf(each.node) === keyOf(node);
      const [inAll, inWanted] = [named.filter(isIt), wanted.filter(isIt)];
      const name = node.name.value;
      if (inWanted.length === 0) {
        return inAll.length > 0 && this.facts.isNonNullIn(subgraph, view, name) ? [] : [node];
      }
      if (!node.selectionSet) return [node];
      const below = this.facts.typeOfField(subgraph, view, name) ?? '';
      const own = this.own(
        node.selectionSet,
        { subgraph, view: below },
        inAll.flatMap((each) => each.node.selectionSet ?? []),
        this.fieldsIn({ typename: below, sets: inWanted.flatMap((each) => each.node.selectionSet ?? []) }),
      );
      return own.length > 0 ? [{ ...node, selectionSet: selectionSetOf(own) }] : [node];
    });
  }

  /** Fields that are asked for, of objects of whichever type, or of one. */
  private fieldsIn({ typename, sets }: Asked, only?: string): AskedField[] {
    return sets.flatMap(({ selections }) =>
      selections.flatMap((node): AskedField[] => {
        if (node.kind === Kind.FIELD) return [{ node, parent: typename }];
        if (node.kind === Kind.FRAGMENT_SPREAD) return [];
        const condition = node.typeCondition?.name.value ?? typename;
        if (only !== undefined && !this.facts.isOfType(only, condition)) return [];
        return this.fieldsIn({ typename: condition, sets: [node.selectionSet] }, only);
      }),
    );
  }
}

function keysOf(fields: readonly AskedField[]): ReadonlySet<string> {
  return new Set(fields.map(({ node }) => keyOf(node)));
}

interface View {
  readonly subgraph: string;
  readonly view: string;
}

interface AskedField {
  readonly node: FieldNode;
  readonly parent: string;
}

interface NamedGroup {
  readonly batch: EntityBatch;
  readonly field: FieldNode;
  /** The variable of the batch that the group is a part of. */
  readonly copiedFrom: string;
}

/** Each group as a batch with names of its own; the first keeps those of the batch. */
function namedApart(batch: EntityBatch, groups: readonly Group[]): NamedGroup[] {
  const { responseKey, representationsVariable: copiedFrom } = batch;
  return groups.map(({ field, paths }, index) => {
    if (index === 0) return { batch: { ...batch, paths }, field, copiedFrom };
    const [key, variable] = [`${responseKey}_${index}`, `${copiedFrom}_${index}`];
    const own = { ...batch, paths, responseKey: key, representationsVariable: variable };
    return { batch: own, field: withNames(field, key, copiedFrom, variable), copiedFrom };
  });
}

function withNames(field: FieldNode, key: string, from: string, to: string): FieldNode {
  const args = field.arguments?.map((argument) => {
    const { value } = argument;
    const isIt = value.kind === Kind.VARIABLE && value.name.value === from;
    return isIt ? { ...argument, value: { ...value, name: { kind: Kind.NAME as const, value: to } } } : argument;
  });
  return { ...field, alias: { kind: Kind.NAME, value: key }, ...(args && { arguments: args }) };
}

/** The operation with these groups in the place of its batches. */
function asking(operation: OperationDefinitionNode, groups: readonly NamedGroup[]): OperationDefinitionNode {
  const variableDefinitions = (operation.variableDefinitions ?? []).flatMap((definition): VariableDefinitionNode[] => {
    const name = definition.variable.name.value;
    const own = groups.filter((group) => group.copiedFrom === name);
    if (own.length === 0) return [definition];
    const names = new Set(own.map(({ batch }) => batch.representationsVariable));
    return [...names].map((value) => ({
      ...definition,
      variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value } },
    }));
  });
  const asked = { ...operation, variableDefinitions, selectionSet: selectionSetOf(groups.map(({ field }) => field)) };
  return withUsedVariables(asked, asked);
}
