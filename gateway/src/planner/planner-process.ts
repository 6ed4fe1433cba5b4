/**
 * The program of a planning process. The native planner aborts its whole process when it meets what it did not expect
 * (a Rust panic that cannot unwind), so it must not live in the process that serves everybody.
 *
 * It plans without threads of its own: so it does one thing at a time, and an abort is over at once. In a thread, the
 * native planner writes a back trace before it aborts, which takes a tenth of a second.
 *
 * It imports packages only, so that it runs from source as well as from `dist`.
 */
import { QueryPlanner } from '@graphql-hive/router-query-planner';

import type { PlanMessage, PlannerReply, PlannerRequest } from './planner-messages.js';

const planners: QueryPlanner[] = [];

process.on('message', (request: PlannerRequest) => {
  if (request.kind === 'load') planners.push(...request.supergraphs.map((sdl) => new QueryPlanner(sdl)));
  else process.send?.(plan(request));
});
process.on('disconnect', () => process.exit());

function plan({ supergraph, source, operationName, labels, percentage }: PlanMessage): PlannerReply {
  const planner = planners[supergraph];
  if (!planner) return { problem: 'No supergraph is loaded.' };
  try {
    return { plan: planner.plan(source, operationName, new Set(labels), percentage) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
