import type { RootFetch } from '../plan.js';
import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import { isIncluded } from './collect-fields.js';
import { bodyPrefix, renamedKeys, variableMembers } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import { mergeAnswer } from './merge-answer.js';
import { askSubgraph, isFault, type PlanRun, type PlanSurroundings } from './plan-run.js';
import { requiredRootFields } from './required-root-fields.js';
import { rewriteAnswer } from './rewrite-answer.js';
import { dataPath, faultFromError, faultOfEmptyAnswer, publicPath } from './subgraph-faults.js';

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
  const isWithoutRequired = ({ data, conditions }: PlanRun) =>
    required.some(({ key, isAskedFor }) => isAskedFor(conditions) && (data[renamed.get(key) ?? key] ?? null) === null);

  const receive = (run: PlanRun, answer: SubgraphAnswer): void => {
    const { data } = answer;
    if (data) {
      rewriteAnswer(data, outputRewrites, surroundings.isOneOf);
      mergeAnswer(run.data, data, surroundings.isObjectType);
    }
    const empty = faultOfEmptyAnswer(answer, subgraph, undefined);
    if (empty) run.ledger.explainAbsence(run.data, empty, keys);
    for (const error of answer.errors ?? []) {
      const where = error.path && { path: publicPath(error.path, renamed) };
      const fault = faultFromError(error, subgraph, where ?? {});
      run.ledger.add(fault);
      if (error.path) run.ledger.explainNull(run.data, dataPath(error.path, renamed), fault);
      if (!error.path || !data) run.ledger.explainAbsence(run.data, fault, keys);
    }
  };

  return (run) => {
    if (!rootSelections.some(({ directives }) => isIncluded(directives, run.conditions))) return undefined;
    const body = `${prefix}${variableMembers(fetch.variables, run).join(',')}}}`;
    return askSubgraph(surroundings, run, target, body).then((answer) => {
      if (isFault(answer)) run.ledger.explainAbsence(run.data, answer, keys);
      else receive(run, answer);
      if (run.outcome && isWithoutRequired(run)) run.outcome.dataIsNull = true;
    });
  };
}
