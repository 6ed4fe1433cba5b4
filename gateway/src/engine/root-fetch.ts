import type { RootFetch } from '../plan.js';
import { bodyPrefix, variableMembers } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import { askSubgraph, isFault, type PlanRun, type PlanSurroundings } from './plan-run.js';
import { compileRootReceipt } from './root-answer.js';

/** Compiles a fetch of root fields. */
export function compileRootFetch(
  fetch: RootFetch,
  surroundings: PlanSurroundings,
): (run: PlanRun) => Promise<void> | undefined {
  const { subgraph } = fetch;
  const target = { fetch, subgraph, isMutation: fetch.operationKind === 'mutation', place: undefined };
  const prefix = bodyPrefix(fetch.operation);
  const keys = new Set(new SubgraphOperation(fetch.operation).fields.map(({ key }) => key));
  const receive = compileRootReceipt(fetch, surroundings);

  return (run) => {
    const body = `${prefix}${variableMembers(fetch.variables, run).join(',')}}}`;
    return askSubgraph(surroundings, run, target, body).then((answer) => {
      if (isFault(answer)) run.ledger.explainAbsence(run.data, answer, keys);
      else receive(run, answer);
    });
  };
}
