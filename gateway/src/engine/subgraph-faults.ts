import type { SubgraphAnswer, SubgraphError } from '../transport/subgraph-transport.js';
import { responseKeyOf } from './data-keys.js';
import type { Fault, ResponsePath } from './error-ledger.js';
import { namelessMessage } from './nameless-messages.js';

/** Aliases that the planner makes up; clients know nothing of them. */
const internalAlias = /^_internal_qp_alias_\d+$/;

/** An error of a subgraph, as the policy admitted it, as a fault of the operation. */
export function faultFromError(
  error: SubgraphError,
  subgraph: string,
  where: Pick<Fault, 'path' | 'dataKeys' | 'place' | 'isAllThatCame'>,
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
 * A path in a subgraph's answer as a path in the response, below some place. What has a key that clients do not know
 * has no place there: it is reported at what depends on it, or else at what is around it.
 */
export function publicPath(
  path: ResponsePath,
  renamed: ReadonlyMap<string, string>,
  place: ResponsePath = [],
): Pick<Fault, 'path' | 'dataKeys' | 'place'> {
  const known = dataPath(path, renamed);
  const end = known.findIndex((key) => typeof key === 'string' && internalAlias.test(key));
  const dataKeys = end === -1 ? known : known.slice(0, end);
  const visible = [...place, ...dataKeys.map((key) => (typeof key === 'string' ? responseKeyOf(key) : key))];
  return end === -1 ? { path: visible, dataKeys } : { place: () => visible };
}

/** A path in a subgraph's answer as a path in the fetched data. */
export function dataPath(path: ResponsePath, renamed: ReadonlyMap<string, string>): ResponsePath {
  return path.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key));
}
