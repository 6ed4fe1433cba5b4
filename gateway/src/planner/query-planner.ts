import { type DocumentNode, parse, print, visit } from 'graphql';

import { type Planner, PlanningError } from '../plan.js';
import { withDistinctShapes } from './distinct-shapes.js';
import type { DividedGround } from './divided-plan.js';
import { addEntrances } from './entrances.js';
import { withoutSpreads } from './fragment-spreads.js';
import { detourFor } from './interface-objects.js';
import { JoinFacts } from './join-facts.js';
import { Literals } from './literals.js';
import { OperationPlanner } from './operation-planner.js';
import { readOverrideLabels } from './override-labels.js';
import { PlannerHost } from './planner-host.js';
import { operationOf, PlanningGround } from './planning-ground.js';
import { withPossibleFragments } from './possible-fragments.js';
import { withStatedExternals } from './stated-externals.js';

/**
 * A planner for one supergraph. It plans in processes of its own, the first of which it starts at once: an expensive
 * operation holds up nobody else, and one on which the native planner aborts ends nothing but its process.
 *
 * Each plan is rehearsed: one that would lose a field, or compute it from the wrong inputs, is not used. Then the
 * operation is planned in parts, or refused.
 *
 * It takes any schema for a supergraph: check the text before (the engine does). Whoever creates it closes it.
 */
export function createPlanner(supergraphSdl: string): Planner {
  const document = withStatedExternals(parse(supergraphSdl, { noLocation: true }));
  const host = new PlannerHost();
  const whole = groundOver(document, host);
  host.open({ expectsRisks: whole.facts.computesAnything });
  const planner = new OperationPlanner(whole, () => dividedGround(document, host, whole));
  const { labels, percentages } = readOverrideLabels(supergraphSdl);
  return {
    overrideLabels: labels,
    overridePercentages: percentages,
    plan: async ({ source, operationName, ...conditions }) => {
      const literals = new Literals();
      const written = parse(source, { noLocation: true });
      const asked = literals.setAside(written);
      if (hasConditions(asked)) throw new PlanningError('An operation is planned once its conditions are known.');
      const operation = operationOf(withoutSpreads(asked), operationName);
      if (!operation) throw new PlanningError('There is no operation to plan.');
      const plan = await planner.plan(operation, asked === written ? source : print(asked), conditions);
      const valid = withDistinctShapes(withPossibleFragments(plan, whole.facts), whole.facts);
      return literals.putBack(valid);
    },
    close: () => host.close(),
  };
}

/** The native planner forgets conditions beside fields that need another subgraph. */
function hasConditions(document: DocumentNode): boolean {
  let isConditional = false;
  visit(document, {
    Directive: ({ name }) => {
      if (name.value === 'skip' || name.value === 'include') isConditional = true;
    },
  });
  return isConditional;
}

function groundOver(document: DocumentNode, host: PlannerHost): PlanningGround {
  const sdl = print(document);
  const detour = detourFor(sdl);
  const plain = host.load(sdl);
  const around = detour && { supergraph: host.load(detour.supergraphSdl), detour };
  return new PlanningGround(host, { plain, around }, new JoinFacts(document));
}

function dividedGround(document: DocumentNode, host: PlannerHost, whole: PlanningGround): DividedGround {
  const entrances = addEntrances(document);
  return { whole, entrances, fromEntrances: groundOver(entrances.document, host) };
}
