/**
 * The program of the planning process. The native planner aborts its whole process when it meets what it did not expect
 * (a Rust panic that cannot unwind), so it must not live in the process that serves everybody.
 *
 * It imports packages only, so that it runs from source as well as from `dist`.
 */
import { QueryPlanner } from '@graphql-hive/router-query-planner';

import type { PlannerReply, PlannerRequest } from './planner-messages.js';

const planners: QueryPlanner[] = [];
const running = new Map<number, AbortController>();

process.on('message', (request: PlannerRequest) => {
  if (request.kind === 'load') planners.push(...request.supergraphs.map((sdl) => new QueryPlanner(sdl)));
  else if (request.kind === 'cancel') running.get(request.id)?.abort();
  else void plan(request).then((reply) => process.send?.(reply));
});
process.on('disconnect', () => process.exit());

async function plan(request: Extract<PlannerRequest, { kind: 'plan' }>): Promise<PlannerReply> {
  const { id, source, operationName, percentage } = request;
  const abort = new AbortController();
  running.set(id, abort);
  try {
    const planner = planners[request.supergraph];
    if (!planner) return { id, problem: 'No supergraph is loaded.' };
    const labels = new Set(request.labels);
    return { id, plan: await planner.planAsync(source, operationName, labels, percentage, abort.signal) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  } finally {
    running.delete(id);
  }
}
