import {
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import type { Plan, PlanNode } from '../plan.js';
import { withUsedVariables } from './operation-places.js';
import { fetchesIn, inSequence } from './plan-nodes.js';
import { selectionSetOf } from './selection-nodes.js';

type MakePlan = (operation: OperationDefinitionNode) => Promise<Plan>;

/** Root fields of a mutation that are asked for in one call, and completed before anything else is changed. */
interface Turn {
  readonly keys: string[];
  readonly subgraph: string | undefined;
  /** That of the first key alone. */
  readonly plan: Plan;
  /** The subgraph needs no other to complete the last of them. */
  isOpen: boolean;
}

/**
 * Plans an operation, a mutation so that each root field is complete before the next begins (GraphQL specification,
 * section 6.2.2): the native planner has other subgraphs complete them when the next ones have been executed, or at the
 * same time. Neighbours that one subgraph completes are asked of it in one call.
 */
export async function planSerially(operation: OperationDefinitionNode, makePlan: MakePlan): Promise<Plan> {
  const whole = await makePlan(operation);
  if (operation.operation !== OperationTypeNode.MUTATION || isOfOneStep(whole.root)) return whole;
  const keys = new Set(rootKeys(operation.selectionSet));
  if (keys.size < 2) return whole;
  const turns = await turnsOf([...keys], (key) => makePlan(partOf(operation, [key])));
  const nodes: (PlanNode | undefined)[] = [];
  for (const turn of turns) {
    const { root } = turn.keys.length === 1 ? turn.plan : await makePlan(partOf(operation, turn.keys));
    nodes.push(root);
  }
  return { root: inSequence(nodes) };
}

async function turnsOf(keys: readonly string[], planOf: (key: string) => Promise<Plan>): Promise<readonly Turn[]> {
  const turns: Turn[] = [];
  for (const key of keys) {
    const plan = await planOf(key);
    const [subgraph, isOpen] = [plan.root && fetchesIn(plan.root)[0]?.subgraph, isOfOneStep(plan.root)];
    const last = turns.at(-1);
    if (last?.isOpen && last.subgraph === subgraph) {
      last.keys.push(key);
      last.isOpen = isOpen;
    } else turns.push({ keys: [key], subgraph, plan, isOpen });
  }
  return turns;
}

/** Whether no entity has to be completed. */
function isOfOneStep(root: PlanNode | undefined): boolean {
  return !root || fetchesIn(root).every(({ kind }) => kind === 'root-fetch');
}

/** Response keys at the root, in order; the operation has no named fragments any more. */
function rootKeys({ selections }: SelectionSetNode): string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [(node.alias ?? node.name).value];
    return node.kind === Kind.INLINE_FRAGMENT ? rootKeys(node.selectionSet) : [];
  });
}

function partOf(operation: OperationDefinitionNode, keys: readonly string[]): OperationDefinitionNode {
  return withUsedVariables({ ...operation, selectionSet: selectionsUnder(keys, operation.selectionSet) }, operation);
}

function selectionsUnder(keys: readonly string[], { selections }: SelectionSetNode): SelectionSetNode {
  const kept = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return keys.includes((node.alias ?? node.name).value) ? [node] : [];
    if (node.kind !== Kind.INLINE_FRAGMENT) return [];
    const selectionSet = selectionsUnder(keys, node.selectionSet);
    return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : [];
  });
  return selectionSetOf(kept);
}
