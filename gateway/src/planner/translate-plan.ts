import type {
  BatchFetchNode,
  FetchNode,
  FetchNodePathSegment,
  FetchRewrite,
  FlattenNodePathSegment,
  PlanNode as NativeNode,
  QueryPlan as NativePlan,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';

import {
  type EntityFetch,
  type PathStep,
  type Plan,
  type PlanNode,
  PlanningError,
  type RequiredSelection,
  type Rewrite,
  type RewriteStep,
  type RootFetch,
  type SubscriptionFetch,
} from '../plan.js';

type Path = readonly PathStep[];

/** Turns the native planner's plan into ours. Throws a `PlanningError` on what the engine does not execute. */
export function translatePlan({ node }: NativePlan): Plan {
  const [first, ...rest] = node?.kind === 'Sequence' ? node.nodes : [node];
  if (first?.kind !== 'Subscription') return { root: node && translateNode(node, []) };
  const nodes = rest.flatMap((child) => (child ? [translateNode(child, [])] : []));
  const root: PlanNode | undefined = nodes.length > 1 ? { kind: 'sequence', nodes } : nodes[0];
  return { root, subscription: translateSubscription(first.primary) };
}

/** The planner puts the subscription first; everything after it completes an event. */
function translateSubscription(node: FetchNode): SubscriptionFetch {
  return {
    subgraph: node.serviceName,
    operation: node.operation,
    variables: node.variableUsages ?? [],
    outputRewrites: (node.outputRewrites ?? []).map(translateRewrite),
  };
}

function translateNode(node: NativeNode, path: Path): PlanNode {
  switch (node.kind) {
    case 'Sequence':
      return { kind: 'sequence', nodes: node.nodes.map((child) => translateNode(child, path)) };
    case 'Parallel':
      return { kind: 'parallel', nodes: node.nodes.map((child) => translateNode(child, path)) };
    case 'Flatten':
      return translateNode(node.node, [...path, ...node.path.map(translatePathStep)]);
    case 'Fetch':
      return translateFetch(node, path);
    case 'BatchFetch':
      return translateBatchFetch(node);
    case 'Condition':
    case 'Subscription':
    case 'Defer':
      throw new PlanningError(`The engine does not execute plan nodes of kind ${node.kind}.`);
  }
}

function translateFetch(node: FetchNode, path: Path): RootFetch | EntityFetch {
  const outputRewrites = (node.outputRewrites ?? []).map(translateRewrite);
  if (!node.requires) {
    return { kind: 'root-fetch', ...fetchOf(node), outputRewrites };
  }
  const batch = {
    responseKey: '_entities',
    representationsVariable: 'representations',
    paths: [path],
    requires: node.requires.map(translateRequired),
    inputRewrites: (node.inputRewrites ?? []).map(translateRewrite),
    outputRewrites: outputRewrites.map((rewrite) => relativeToEntity(rewrite, '_entities')),
  };
  return { kind: 'entity-fetch', ...fetchOf(node), batches: [batch] };
}

function translateBatchFetch(node: BatchFetchNode): EntityFetch {
  const batches = node.entityBatch.aliases.map((alias) => ({
    responseKey: alias.alias,
    representationsVariable: alias.representationsVariableName,
    paths: alias.paths.map((path) => path.map(translatePathStep)),
    requires: alias.requires.map(translateRequired),
    inputRewrites: (alias.inputRewrites ?? []).map(translateRewrite),
    outputRewrites: (alias.outputRewrites ?? []).map((rewrite) =>
      relativeToEntity(translateRewrite(rewrite), alias.alias),
    ),
  }));
  return { kind: 'entity-fetch', ...fetchOf(node), batches };
}

function fetchOf(node: FetchNode | BatchFetchNode) {
  const { operationKind = 'query' } = node;
  if (operationKind === 'subscription') {
    throw new PlanningError('The engine does not execute subscriptions.');
  }
  return {
    subgraph: node.serviceName,
    operationKind,
    operation: node.operation,
    variables: node.variableUsages ?? [],
  };
}

function translatePathStep(step: FlattenNodePathSegment): PathStep {
  if (step === '@') return { kind: 'elements' };
  return 'Field' in step ? { kind: 'field', key: step.Field } : { kind: 'type', names: step.TypeCondition };
}

/** In the native plan a field's alias is the name to send under, the reverse of what an alias means in GraphQL. */
function translateRequired(selection: RequiresSelection): RequiredSelection {
  switch (selection.kind) {
    case 'Field':
      return {
        kind: 'field',
        readFrom: selection.name,
        sendAs: selection.alias ?? selection.name,
        selections: selection.selections?.map(translateRequired),
      };
    case 'InlineFragment':
      return {
        kind: 'fragment',
        typeCondition: selection.typeCondition,
        selections: selection.selections.map(translateRequired),
      };
    case 'FragmentSpread':
      throw new PlanningError('The engine does not execute named fragments in required inputs.');
  }
}

function translateRewrite(rewrite: FetchRewrite): Rewrite {
  if ('KeyRenamer' in rewrite) {
    const { path, renameKeyTo } = rewrite.KeyRenamer;
    return { kind: 'rename-key', path: path.map(translateRewriteStep), to: renameKeyTo };
  }
  const { path, setValueTo } = 'ValueSetter' in rewrite ? rewrite.ValueSetter : rewrite;
  return { kind: 'set-value', path: path.map(translateRewriteStep), value: setValueTo };
}

function translateRewriteStep(step: FetchNodePathSegment): RewriteStep {
  return 'Key' in step ? { kind: 'key', key: step.Key } : { kind: 'type', names: step.TypenameEquals };
}

/** Rewrites of an entity fetch may be told from the answer's root or from the entity; we tell them from the entity. */
function relativeToEntity(rewrite: Rewrite, responseKey: string): Rewrite {
  const [first, ...rest] = rewrite.path;
  return first?.kind === 'key' && first.key === responseKey ? { ...rewrite, path: rest } : rewrite;
}
