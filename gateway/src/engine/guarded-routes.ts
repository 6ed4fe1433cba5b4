import { type FieldNode, getNamedType, type GraphQLSchema, Kind, type SelectionSetNode } from 'graphql';

import type { Verdict } from '../authorization/authorization.js';
import type { EntityBatch, Plan, PlanNode, RequiredSelection } from '../plan.js';
import type { DataKeys } from './data-keys.js';
import { SubgraphOperation } from './fetched-fields.js';
import type { OperationParts } from './operation-parts.js';

/** An `_entities` field of a plan: what it is handed, and what it adds where. */
interface Route {
  readonly batch: EntityBatch;
  /** Keys of the data under which it adds something to the entities. */
  readonly adds: ReadonlySet<string>;
  /** Keys of the data that lead to the entities, for each place. */
  readonly places: readonly (readonly string[])[];
}

/** What is needed to judge the routes of a plan. */
export interface RouteContext {
  readonly fullSchema: GraphQLSchema;
  readonly dataKeys: DataKeys;
  readonly parts: OperationParts;
  readonly verdict: Verdict;
}

/**
 * The fields of an operation that its plan reaches only by handing a subgraph what the caller may not read. What
 * `@requires` names is known beforehand, and is cut before planning; which keys lead to an entity, only the plan tells.
 * A subgraph could answer with what it was handed, so such a route is as closed as the field itself.
 *
 * Undefined when all routes are open; empty when one is closed and serves none of the operation's own fields.
 */
export function fieldsBehindClosedRoutes(plan: Plan, context: RouteContext): ReadonlySet<FieldNode> | undefined {
  const isClosed = ({ requires }: EntityBatch) => needsClosed(requires, undefined, context);
  if (!plan.root || !batchesIn(plan.root).some(isClosed)) return undefined;
  const routes = routesIn(plan.root);
  const closed = routes.filter(({ batch }) => isClosed(batch));
  const own = fieldsOf(closed, context);
  if (own.size > 0) return own;
  // What the closed route adds are keys for others, which start from the same entities or from below them.
  const places = closed.flatMap((route) => route.places);
  const after = routes.filter((route) =>
    route.places.some((place) => places.some((first) => startsWith(place, first))),
  );
  return fieldsOf(after, context);
}

function batchesIn(node: PlanNode): readonly EntityBatch[] {
  if (node.kind === 'entity-fetch') return node.batches;
  return node.kind === 'root-fetch' ? [] : node.nodes.flatMap(batchesIn);
}

function routesIn(node: PlanNode): readonly Route[] {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return node.nodes.flatMap(routesIn);
    case 'root-fetch':
      return [];
    case 'entity-fetch': {
      const fields = Map.groupBy(new SubgraphOperation(node.operation).fields, ({ key }) => key);
      return node.batches.map((batch) => {
        const added = (fields.get(batch.responseKey) ?? []).flatMap((field) => field.fields);
        const renamed = batch.outputRewrites.flatMap((rewrite) => (rewrite.kind === 'rename-key' ? [rewrite.to] : []));
        const places = batch.paths.map((steps) => steps.flatMap((step) => (step.kind === 'field' ? [step.key] : [])));
        return { batch, adds: new Set([...added.map(({ key }) => key), ...renamed]), places };
      });
    }
  }
}

function needsClosed(
  selections: readonly RequiredSelection[],
  type: string | undefined,
  context: RouteContext,
): boolean {
  return selections.some((selection) => {
    if (selection.kind === 'fragment') return needsClosed(selection.selections, selection.typeCondition, context);
    if (type === undefined || selection.sendAs.startsWith('__')) return false;
    if (!context.verdict.isOpen({ type, field: selection.sendAs })) return true;
    const parent = context.fullSchema.getType(type);
    const field = parent && 'getFields' in parent ? parent.getFields()[selection.sendAs] : undefined;
    return field !== undefined && needsClosed(selection.selections ?? [], getNamedType(field.type).name, context);
  });
}

/** The fields that the client asked for among what routes add. Types are not looked at: rather one field too many. */
function fieldsOf(routes: readonly Route[], context: RouteContext): ReadonlySet<FieldNode> {
  const found = new Set<FieldNode>();
  for (const { adds, places } of routes) {
    for (const place of places) {
      let nodes = fieldsIn([context.parts.operation.selectionSet], context.parts);
      for (const key of place) {
        const holders = [...nodes].filter((node) => context.dataKeys.keyOf(node) === key);
        nodes = fieldsIn(
          holders.flatMap(({ selectionSet }) => selectionSet ?? []),
          context.parts,
        );
      }
      for (const node of nodes) {
        if (adds.has(context.dataKeys.keyOf(node)) && !node.name.value.startsWith('__')) found.add(node);
      }
    }
  }
  return found;
}

function fieldsIn(selectionSets: readonly SelectionSetNode[], { fragments }: OperationParts): ReadonlySet<FieldNode> {
  const found = new Set<FieldNode>();
  const spread = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) found.add(node);
      else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet);
      else if (!spread.has(node.name.value)) {
        spread.add(node.name.value);
        const fragment = fragments.get(node.name.value);
        if (fragment) collect(fragment.selectionSet);
      }
    }
  };
  selectionSets.forEach(collect);
  return found;
}

function startsWith(keys: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((key, index) => keys[index] === key);
}
