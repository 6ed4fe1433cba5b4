import type { SubgraphAnswer, SubgraphError } from '../transport/subgraph-transport.js';
import { responseKeyOf } from './data-keys.js';
import type { Fault, ResponsePath } from './error-ledger.js';
import { namelessMessage } from './nameless-messages.js';

/** An error of a subgraph, as the policy admitted it, as a fault of the operation. */
export function faultFromError(
  error: SubgraphError,
  subgraph: string,
  where: Pick<Fault, 'paths' | 'dataKeys' | 'place' | 'isAllThatCame'>,
): Fault {
  return { message: error.message, extensions: { code: 'SUBGRAPH_ERROR', ...error.extensions, subgraph }, ...where };
}

/** Why an answer without errors is of no use, if it is of none. */
export function faultOfEmptyAnswer(
  answer: SubgraphAnswer,
  subgraph: string,
  place: ResponsePath | undefined,
): Fault | undefined {
  if (answer.data || (answer.errors?.length ?? 0) > 0) return undefined;
  return {
    message: `Subgraph "${subgraph}" answered without data and without errors.`,
    namelessMessage: namelessMessage('SUBGRAPH_INVALID_ANSWER'),
    extensions: { code: 'SUBGRAPH_INVALID_ANSWER', subgraph },
    place: () => place,
  };
}

/**
 * A path in a subgraph's answer as paths in the response, below some places. What has a key that only the planner knows
 * has no place there, like all that the operation does not name.
 */
export function publicPaths(
  path: ResponsePath,
  renamed: ReadonlyMap<string, string>,
  places: readonly ResponsePath[] = [[]],
): Pick<Fault, 'paths' | 'dataKeys'> {
  const dataKeys = dataPath(path, renamed);
  const visible = dataKeys.map((key) => (typeof key === 'string' ? responseKeyOf(key) : key));
  return { paths: places.map((place) => [...place, ...visible]), dataKeys };
}

/** A path in a subgraph's answer as a path in the fetched data. */
export function dataPath(path: ResponsePath, renamed: ReadonlyMap<string, string>): ResponsePath {
  return path.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));
}
