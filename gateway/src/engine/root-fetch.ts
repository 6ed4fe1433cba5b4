import type { RootFetch } from '../plan.js';
import { bodyPrefix, renamedKeys, variableMembers } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import { askSubgraph, isFault, type PlanRun, type PlanSurroundings } from './plan-run.js';
import { requiredRootFields } from './required-root-fields.js';
import { compileRootReceipt } from './root-answer.js';

/** Compiles a fetch of root fields. */
export function compileRootFetch(
  fetch: RootFetch,
  surroundings: PlanSurroundings,
): (run: PlanRun) => Promise<void> | undefined {
  const { subgraph, outputRewrites } = fetch;
  const target = { fetch, subgraph, isMutation: fetch.operationKind === 'mutation', place: undefined };
  const prefix = bodyPrefix(fetch.operation);
  const { fields, rootSelections } = new SubgraphOperation(fetch.operation);
  const keys = new Set(fields.map(({ key }) => key));
  const renamed = renamedKeys(outputRewrites);
  const required = target.isMutation ? requiredRootFields(rootSelections, surroundings.fullSchema) : [];
  const isWithoutRequired = ({ data }: PlanRun) =>
    required.some((key) => (data[renamed.get(key) ?? key] ?? null) === null);
  const receive = compileRootReceipt(fetch, surroundings);

  return (run) => {
    const body = `${prefix}${variableMembers(fetch.variables, run).join(',')}}}`;
    return askSubgraph(surroundings, run, target, body).then((answer) => {
      if (isFault(answer)) run.ledger.explainAbsence(run.data, answer, keys);
      else receive(run, answer);
      if (run.outcome && isWithoutRequired(run)) run.outcome.dataIsNull = true;
    });
  };
}
