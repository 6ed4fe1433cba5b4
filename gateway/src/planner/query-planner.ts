import type { Plan, Planner, PlanRequest } from '../plan.js';
import { detourFor } from './interface-objects.js';
import { readOverrideLabels } from './override-labels.js';
import { PlannerHost } from './planner-host.js';
import { translatePlan } from './translate-plan.js';

/**
 * A planner for one supergraph. It plans in a process of its own, which it starts at once: an expensive
 * operation holds up nobody else, and one on which the native planner crashes ends nothing but that process.
 *
 * It takes any schema for a supergraph: check the text before (the engine does). Whoever creates it closes it.
 */
export function createPlanner(supergraphSdl: string): Planner {
  const detour = detourFor(supergraphSdl);
  const host = new PlannerHost(detour ? [supergraphSdl, detour.supergraphSdl] : [supergraphSdl]);
  host.open();
  const planOver = async (supergraph: number, request: PlanRequest): Promise<Plan> =>
    translatePlan(await host.plan({ supergraph, request }));
  const { labels, percentages } = readOverrideLabels(supergraphSdl);
  return {
    overrideLabels: labels,
    overridePercentages: percentages,
    plan: async (request) => {
      if (!detour) return planOver(0, request);
      const detoured = detour.rewrite(request.source);
      const onDetour = async () => detour.restore(await planOver(1, { ...request, source: detoured.source }));
      if (detoured.isNecessary) return onDetour();
      // What goes wrong on the detour says nothing to the client; what went wrong before does.
      return planOver(0, request).catch((error: unknown) => onDetour().catch(() => Promise.reject(error)));
    },
    close: () => host.close(),
  };
}
