import {
  type DocumentNode,
  doTypesOverlap,
  type FieldNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isCompositeType,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

import type {
  EntityBatch,
  EntityFetch,
  PathStep,
  Plan,
  PlanNode,
  RequiredSelection,
  Rewrite,
  RewriteStep,
  RootFetch,
  SubscriptionFetch,
} from '../plan.js';
import { withoutSpreads } from './fragment-spreads.js';
import { liftedPrefix, liftedType } from './lifted-type.js';
import { mapFetches } from './plan-nodes.js';
import { fragmentOn, selectionSetOf, typenameField } from './selection-nodes.js';

/**
 * Writes a plan's made-up fields back as fragments: they were never more than another way to say `... on Type`.
 *
 * @param schema - the one in which the plan was made
 */
export function lowerPlan({ root, subscription }: Plan, schema: GraphQLSchema): Plan {
  return {
    root: mapFetches(root, (fetch) => lowerFetch(fetch, schema)),
    ...(subscription && { subscription: lowerRootFields(subscription, schema) }),
  };
}

function lowerRootFields<Fetch extends RootFetch | SubscriptionFetch>(fetch: Fetch, schema: GraphQLSchema): Fetch {
  return {
    ...fetch,
    operation: lowerOperation(fetch.operation, schema),
    outputRewrites: fetch.outputRewrites.map(lowerRewrite),
  };
}

function lowerFetch(fetch: RootFetch | EntityFetch, schema: GraphQLSchema): PlanNode {
  if (fetch.kind === 'root-fetch') return lowerRootFields(fetch, schema);
  return { ...fetch, operation: lowerOperation(fetch.operation, schema), batches: fetch.batches.map(lowerBatch) };
}

/** Fragments are written out: some may have to go, and a fragment that nobody uses makes an operation invalid. */
function lowerOperation(operation: string, schema: GraphQLSchema): string {
  if (!operation.includes(liftedPrefix)) return operation;
  const document = withoutSpreads(parse(operation, { noLocation: true }));
  const types = new TypeInfo(schema);
  const lowered = visit(
    document,
    visitWithTypeInfo(types, {
      Field: (node) => lowerField(node, types.getParentType()?.name, schema),
      SelectionSet: { leave: (node) => (node.selections.length === 0 ? typenameOnly : undefined) },
    }),
  );
  return print(withoutUnusedVariables(lowered));
}

/** What was removed may have been the only use of a variable. */
function withoutUnusedVariables(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
  });
  return visit(document, {
    VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
  });
}

const typenameOnly = selectionSetOf([typenameField]);

/** The fragment that a made-up field stands for; null, which removes it, where no object can be of its type. */
function lowerField(
  { name, directives = [], selectionSet }: FieldNode,
  parentName: string | undefined,
  schema: GraphQLSchema,
): InlineFragmentNode | null | undefined {
  const type = liftedType(name.value);
  if (type === undefined || !selectionSet) return undefined;
  const [parent, lifted] = [schema.getType(parentName ?? ''), schema.getType(type)];
  if (isCompositeType(parent) && isCompositeType(lifted) && !doTypesOverlap(schema, parent, lifted)) return null;
  return { ...fragmentOn(type, selectionSet), directives };
}

function lowerBatch(batch: EntityBatch): EntityBatch {
  return {
    ...batch,
    paths: batch.paths.map((path) => path.map(lowerStep)),
    requires: batch.requires.map(lowerRequired),
    inputRewrites: batch.inputRewrites.map(lowerRewrite),
    outputRewrites: batch.outputRewrites.map(lowerRewrite),
  };
}

function lowerStep(step: PathStep): PathStep {
  const type = step.kind === 'field' ? liftedType(step.key) : undefined;
  return type === undefined ? step : { kind: 'type', names: [type] };
}

function lowerRequired(selection: RequiredSelection): RequiredSelection {
  const selections = selection.selections?.map(lowerRequired);
  const type = selection.kind === 'field' ? liftedType(selection.readFrom) : undefined;
  if (type !== undefined) return { kind: 'fragment', typeCondition: type, selections: selections ?? [] };
  return selection.kind === 'field' ? { ...selection, selections } : { ...selection, selections: selections ?? [] };
}

function lowerRewrite(rewrite: Rewrite): Rewrite {
  return { ...rewrite, path: rewrite.path.map(lowerRewriteStep) };
}

function lowerRewriteStep(step: RewriteStep): RewriteStep {
  const type = step.kind === 'key' ? liftedType(step.key) : undefined;
  return type === undefined ? step : { kind: 'type', names: [type] };
}
