import type { RootFetch } from '../plan.js';
import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import type { Fault } from './error-ledger.js';
import { bodyPrefix, renamedKeys, responseKeysOf, variableMembers } from './fetch-text.js';
import { mergeAnswer } from './merge-answer.js';
import { askSubgraph, isFault, type PlanRun, type PlanSurroundings } from './plan-run.js';
import { rewriteAnswer } from './rewrite-answer.js';
import { faultFromError, faultOfEmptyAnswer, publicPath } from './subgraph-faults.js';

/** Compiles a fetch of root fields. */
export function compileRootFetch(fetch: RootFetch, surroundings: PlanSurroundings): (run: PlanRun) => Promise<void> {
  const { subgraph, outputRewrites } = fetch;
  const target = { subgraph, isMutation: fetch.operationKind === 'mutation' };
  const prefix = bodyPrefix(fetch.operation);
  const keys: ReadonlySet<string> = new Set(responseKeysOf(fetch.operation).keys());
  const renamed = renamedKeys(outputRewrites);

  const receive = (run: PlanRun, answer: SubgraphAnswer): void => {
    const { data } = answer;
    if (data) {
      rewriteAnswer(data, outputRewrites, surroundings.isOneOf);
      mergeAnswer(run.data, data, surroundings.isObjectType);
    }
    const empty = faultOfEmptyAnswer(answer, subgraph, () => undefined);
    if (empty) run.ledger.explainAbsence(run.data, empty, keys);
    for (const error of answer.errors ?? []) {
      const path = error.path && publicPath(error.path, renamed);
      explain(run, faultFromError(error, subgraph, path ? { path } : {}), !data);
    }
  };

  const explain = (run: PlanRun, fault: Fault, isWithoutData: boolean): void => {
    run.ledger.add(fault);
    if (fault.path) run.ledger.explainNull(run.data, fault.path, fault);
    if (!fault.path || isWithoutData) run.ledger.explainAbsence(run.data, fault, keys);
  };

  return async (run) => {
    const body = `${prefix}${variableMembers(fetch.variables, run).join(',')}}}`;
    const answer = await askSubgraph(surroundings, run, target, body, () => undefined);
    if (isFault(answer)) run.ledger.explainAbsence(run.data, answer, keys);
    else receive(run, answer);
  };
}
