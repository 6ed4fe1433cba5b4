import { type InlineFragmentNode, Kind, parse, print, visit } from 'graphql';

import type { EntityBatch, PathStep, Plan, PlanNode, RequiredSelection, Rewrite, RewriteStep } from '../plan.js';
import { liftedPrefix, liftedType } from './lifted-type.js';

/** Writes a plan's made-up fields back as fragments: they were never more than another way to say `... on Type`. */
export function lowerPlan({ root }: Plan): Plan {
  return { root: root && lowerNode(root) };
}

function lowerNode(node: PlanNode): PlanNode {
  switch (node.kind) {
    case 'sequence':
    case 'parallel':
      return { ...node, nodes: node.nodes.map(lowerNode) };
    case 'condition':
      return {
        ...node,
        whenTrue: node.whenTrue && lowerNode(node.whenTrue),
        whenFalse: node.whenFalse && lowerNode(node.whenFalse),
      };
    case 'root-fetch':
      return {
        ...node,
        operation: lowerOperation(node.operation),
        outputRewrites: node.outputRewrites.map(lowerRewrite),
      };
    case 'entity-fetch':
      return { ...node, operation: lowerOperation(node.operation), batches: node.batches.map(lowerBatch) };
  }
}

function lowerOperation(operation: string): string {
  if (!operation.includes(liftedPrefix)) return operation;
  const document = visit(parse(operation, { noLocation: true }), {
    Field: ({ name, directives = [], selectionSet }): InlineFragmentNode | undefined => {
      const type = liftedType(name.value);
      if (type === undefined || !selectionSet) return undefined;
      const typeCondition = { kind: Kind.NAMED_TYPE as const, name: { kind: Kind.NAME as const, value: type } };
      return { kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet };
    },
  });
  return print(document);
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
