import type { RootFetch, SubscriptionFetch } from '../plan.js';
import type { SubgraphAnswer } from '../transport/subgraph-transport.js';
import { renamedKeys } from './fetch-text.js';
import { SubgraphOperation } from './fetched-fields.js';
import { mergeAnswer } from './merge-answer.js';
import type { PlanRun, PlanSurroundings } from './plan-run.js';
import { rewriteAnswer } from './rewrite-answer.js';
import { dataPath, faultFromError, faultOfEmptyAnswer, publicPaths } from './subgraph-faults.js';

/** Compiles what becomes of an answer to root fields: data and errors go into the run. */
export function compileRootReceipt(
  { subgraph, operation, outputRewrites }: RootFetch | SubscriptionFetch,
  surroundings: PlanSurroundings,
): (run: PlanRun, answer: SubgraphAnswer) => void {
  const keys = new Set(new SubgraphOperation(operation).fields.map(({ key }) => key));
  const renamed = renamedKeys(outputRewrites);
  return (run, answer) => {
    const { data } = answer;
    if (data) {
      rewriteAnswer(data, outputRewrites, surroundings.isOneOf);
      mergeAnswer(run.data, data, surroundings.isObjectType);
    }
    const empty = faultOfEmptyAnswer(answer, subgraph, undefined);
    if (empty) run.ledger.explainAbsence(run.data, empty, keys);
    for (const error of answer.errors ?? []) {
      const fault = faultFromError(error, subgraph, error.path ? publicPaths(error.path, renamed) : {});
      run.ledger.add(fault);
      if (error.path) run.ledger.explainNull(run.data, dataPath(error.path, renamed), fault);
      if (!error.path || !data) run.ledger.explainAbsence(run.data, fault, keys);
    }
  };
}
