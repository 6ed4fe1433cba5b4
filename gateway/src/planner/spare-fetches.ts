import {
  type DocumentNode,
  type FieldNode,
  Kind,
  OperationTypeNode,
  parse,
  print,
  type OperationDefinitionNode,
  type SelectionSetNode,
  stripIgnoredCharacters,
  visit,
} from 'graphql';

import type { EntityBatch, EntityFetch, PathStep, Plan, RootFetch } from '../plan.js';
import type { JoinFacts } from './join-facts.js';
import { argumentText } from './known-object.js';
import { checkPlan } from './plan-check.js';
import { fetchesIn, mapFetches } from './plan-nodes.js';
import { keyOf, selectionSetOf } from './selection-nodes.js';

type AnyFetch = RootFetch | EntityFetch;

/** Plans of more fetches, or of longer ones, are left as they are: to look through them takes longer than it saves. */
const maxFetches = 30;
const maxCharacters = 20_000;

/**
 * Spares calls about objects that one other fetch has brought: when that was a fetch from the same subgraph, it asks for
 * their fields as well; what it has already, nobody is asked for again. The native planner fetches what fields require
 * on its own where the object comes from below an entity.
 *
 * Only what may be null is asked for earlier: a field that may not be, and fails, would take the object with it, although
 * the client did not ask for the field (GraphQL specification, section 6.4.4).
 *
 * @param operation - what `plan` is the plan of; without named fragments
 */
export function withoutSpareFetches(plan: Plan, operation: OperationDefinitionNode, facts: JoinFacts): Plan {
  const all = plan.root ? fetchesIn(plan.root) : [];
  if (all.length < 3 || all.length > maxFetches || plan.subscription) return plan;
  if (all.reduce((sum, fetch) => sum + fetch.operation.length, 0) > maxCharacters) return plan;
  const documents = new Documents();
  let current = plan;
  for (const fetch of all) {
    const spared = spare(current, fetch, facts, documents);
    if (!spared) continue;
    const { losses, wrongInputs, isUnchecked } = checkPlan(spared, operation, facts);
    if (losses.length === 0 && wrongInputs.length === 0 && !isUnchecked) current = spared;
  }
  return current;
}

/** The plan without the fetch; undefined when it is needed. */
function spare(plan: Plan, fetch: AnyFetch, facts: JoinFacts, documents: Documents): Plan | undefined {
  const late = plainFetch(fetch, documents);
  if (!late || !plan.root) return undefined;
  const keys = keysOf(late.path);
  const bringing = fetchesIn(plan.root).filter((each) => each !== fetch && leadsTo(each, keys, documents));
  const [early, ...others] = bringing;
  if (!early || others.length > 0) return undefined;
  const document = documents.of(early);
  const place = placeIn(early, document, late, facts);
  const selectionSet = place && withFields(place, early.subgraph, late, facts);
  if (!selectionSet) return undefined;
  const changed = visit(document, {
    SelectionSet: { leave: (node) => (node === place ? selectionSet : undefined) },
  });
  const replacement = { ...early, operation: stripIgnoredCharacters(print(changed)) };
  const root = mapFetches(plan.root, (each) => {
    if (each === fetch) return undefined;
    return each === early ? replacement : each;
  });
  return { ...plan, root };
}

/** What fetches ask for, read once. */
class Documents {
  private readonly known = new Map<AnyFetch, DocumentNode>();

  of(fetch: AnyFetch): DocumentNode {
    let document = this.known.get(fetch);
    if (!document) this.known.set(fetch, (document = parse(fetch.operation, { noLocation: true })));
    return document;
  }
}

/** A fetch about entities of one type at one place. */
interface PlainFetch {
  readonly subgraph: string;
  readonly typename: string;
  readonly path: readonly PathStep[];
  readonly fields: readonly FieldNode[];
}

function plainFetch(fetch: AnyFetch, documents: Documents): PlainFetch | undefined {
  if (fetch.kind === 'root-fetch' || fetch.operationKind === 'mutation' || fetch.variables.length > 0) return undefined;
  const path = onlyPath(fetch);
  const asked = path && entitySelections(documents.of(fetch));
  if (!asked) return undefined;
  const { typename, selectionSet } = asked;
  const fields = selectionSet.selections.flatMap((node) => (node.kind === Kind.FIELD ? [node] : []));
  const isPlain = fields.length === selectionSet.selections.length;
  return isPlain ? { subgraph: fetch.subgraph, typename, path, fields } : undefined;
}

/** The path of a fetch that has but one, without conditions, and rewrites nothing. */
function onlyPath({ batches: [batch, ...others] }: EntityFetch): EntityBatch['paths'][number] | undefined {
  const [path, ...more] = batch?.paths ?? [];
  if (!batch || !path || others.length > 0 || more.length > 0) return undefined;
  const isPlain = batch.inputRewrites.length === 0 && batch.outputRewrites.length === 0;
  return isPlain && path.every(({ kind }) => kind !== 'type') ? path : undefined;
}

/** What entities of one type are asked for; undefined when they are of several. */
function entitySelections(
  document: DocumentNode,
): { readonly typename: string; readonly selectionSet: SelectionSetNode } | undefined {
  const [entities, ...others] = rootSelections(document).selections;
  if (entities?.kind !== Kind.FIELD || others.length > 0) return undefined;
  const [fragment, ...more] = entities.selectionSet?.selections ?? [];
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || !fragment.typeCondition || more.length > 0) return undefined;
  return { typename: fragment.typeCondition.name.value, selectionSet: fragment.selectionSet };
}

/** Whether the fetch brings the objects at a place, and not only more of them. */
function leadsTo(fetch: AnyFetch, keys: readonly string[], documents: Documents): boolean {
  const all = rootSelections(documents.of(fetch));
  if (fetch.kind === 'root-fetch') return reaches(all, keys);
  return fetch.batches.some(({ responseKey, paths }) =>
    paths.some((path) => {
      const before = keysOf(path);
      const isAbove = before.length < keys.length && before.every((key, index) => keys[index] === key);
      return isAbove && reaches(all, [responseKey, ...keys.slice(before.length)]);
    }),
  );
}

function reaches({ selections }: SelectionSetNode, [first, ...rest]: readonly string[]): boolean {
  return selections.some((node) => {
    // The planner may have moved what several places have in common there: rather one fetch too many.
    if (node.kind === Kind.FRAGMENT_SPREAD) return true;
    if (node.kind === Kind.INLINE_FRAGMENT) return first !== undefined && reaches(node.selectionSet, [first, ...rest]);
    if (keyOf(node) !== first) return false;
    return rest.length === 0 || (node.selectionSet !== undefined && reaches(node.selectionSet, rest));
  });
}

/** The selections about the objects of the late fetch, where they can be only these. */
function placeIn(
  early: AnyFetch,
  document: DocumentNode,
  late: PlainFetch,
  facts: JoinFacts,
): SelectionSetNode | undefined {
  const start = startOf(early, document, late.path, facts);
  if (!start) return undefined;
  let { typename, selectionSet } = start;
  for (const step of start.rest) {
    if (step.kind !== 'field') continue;
    if (selectionSet.selections.some(({ kind }) => kind !== Kind.FIELD)) return undefined;
    const node = selectionSet.selections.find((each) => each.kind === Kind.FIELD && keyOf(each) === step.key);
    if (node?.kind !== Kind.FIELD || !node.selectionSet) return undefined;
    typename = facts.typeOfField(early.subgraph, typename, node.name.value) ?? '';
    selectionSet = node.selectionSet;
  }
  return typename === late.typename && facts.isObject(typename) ? selectionSet : undefined;
}

interface Start {
  readonly typename: string;
  readonly selectionSet: SelectionSetNode;
  /** Steps from there to the place. */
  readonly rest: readonly PathStep[];
}

function startOf(
  early: AnyFetch,
  document: DocumentNode,
  path: readonly PathStep[],
  { schema }: JoinFacts,
): Start | undefined {
  if (early.operationKind === 'mutation') return undefined;
  if (early.kind === 'root-fetch') {
    const typename = schema.getRootType(OperationTypeNode.QUERY)?.name ?? '';
    const isPlain = early.outputRewrites.length === 0;
    return isPlain ? { typename, selectionSet: rootSelections(document), rest: path } : undefined;
  }
  const before = onlyPath(early);
  const asked = before && entitySelections(document);
  if (!asked || JSON.stringify(path.slice(0, before.length)) !== JSON.stringify(before)) return undefined;
  return { ...asked, rest: path.slice(before.length) };
}

/** The selections with those of the late fetch; undefined when they cannot stand there. */
function withFields(
  { selections }: SelectionSetNode,
  subgraph: string,
  { subgraph: lateSubgraph, typename, fields }: PlainFetch,
  facts: JoinFacts,
): SelectionSetNode | undefined {
  const known = new Map(selections.flatMap((node) => (node.kind === Kind.FIELD ? [[keyOf(node), node] as const] : [])));
  if (known.size < selections.length) return undefined;
  const added: FieldNode[] = [];
  for (const field of fields) {
    const before = known.get(keyOf(field));
    const name = field.name.value;
    if (before) {
      if (!isSameLeaf(before, field)) return undefined;
      continue;
    }
    const isHere = subgraph === lateSubgraph && !facts.isInterfaceObject(subgraph, typename);
    if (!isHere || !facts.provides(subgraph, typename, name) || facts.isNonNullIn(subgraph, typename, name)) {
      return undefined;
    }
    added.push(field);
  }
  return selectionSetOf([...selections, ...added]);
}

function isSameLeaf(one: FieldNode, other: FieldNode): boolean {
  const isLeaf = !one.selectionSet && !other.selectionSet;
  return isLeaf && one.name.value === other.name.value && argumentText(one.arguments) === argumentText(other.arguments);
}

function rootSelections({ definitions }: DocumentNode): SelectionSetNode {
  for (const node of definitions) if (node.kind === Kind.OPERATION_DEFINITION) return node.selectionSet;
  return selectionSetOf([]);
}

function keysOf(path: readonly PathStep[]): string[] {
  return path.flatMap((step) => (step.kind === 'field' ? [step.key] : []));
}
