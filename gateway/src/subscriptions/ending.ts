import type { GraphQLFormattedError } from 'graphql';

import type { GatewayErrorCode } from '../errors.js';
import type { OneAnswer } from './opening.js';
import type { SourceError, Subscriber } from './subscription-parts.js';

/** Why a subscription ends before its subgraph completes it. */
export interface Ending {
  readonly code: GatewayErrorCode;
  readonly message: string;
  /** Whether subscribing anew, as it is, has a prospect. */
  readonly resubscribe: boolean;
  /** What a lost subgraph did, as a code of the transport. */
  readonly cause?: string;
  /** Which one was lost; absent for those who are not to know. */
  readonly subgraph?: string;
  /** What the subgraph said. */
  readonly errors?: readonly GraphQLFormattedError[];
}

export const stopping: Ending = {
  code: 'HUB_STOPPING',
  message: 'The hub is stopping. Subscribe anew, to this or another of its gateways.',
  resubscribe: true,
};

export const tooSlow: Ending = {
  code: 'SUBSCRIPTION_TOO_SLOW',
  message: 'Events came faster than they were taken.',
  resubscribe: true,
};

export const rightsChanged: Ending = {
  code: 'SUBSCRIPTION_ACCESS_ENDED',
  message: 'What the caller may see has changed. Subscribe anew to get what holds now.',
  resubscribe: true,
};

export const failed: Ending = {
  code: 'INTERNAL_SERVER_ERROR',
  message: 'The hub failed to go on with the subscription.',
  resubscribe: true,
};

/** What subgraphs by the kit say of themselves, not of the operation: asked anew, they go on. */
const passing: ReadonlySet<unknown> = new Set([
  'SUBGRAPH_TOKEN_EXPIRED',
  'SUBGRAPH_STOPPING',
  'SUBGRAPH_READER_TOO_SLOW',
]);

/** Whether an error is that of a subgraph which ends a subscription, and would take it anew. */
export function isPassing({ extensions }: SourceError): boolean {
  return passing.has(extensions?.['code']);
}

/**
 * The subgraph ended it, or refused it.
 *
 * @param said - its errors, as they came
 * @param shown - the same, fit to be read
 */
export function endedBySubgraph(said: readonly SourceError[], shown: readonly GraphQLFormattedError[]): Ending {
  return {
    code: 'SUBSCRIPTION_ENDED_BY_SUBGRAPH',
    message: 'The subgraph ended the subscription for the errors beside this one.',
    resubscribe: said.some(isPassing),
    errors: shown,
  };
}

/** The supergraph was exchanged, and the same operation has other events now. */
export const eventsFromElsewhere: Ending = {
  code: 'SUPERGRAPH_CHANGED',
  message: 'The graph was changed, and the events come from elsewhere now. Subscribe anew.',
  resubscribe: true,
};

/** Why an operation is no subscription over the supergraph that came, as far as its answer says. */
export function notPlannedAnew({ text }: OneAnswer): Ending {
  const { errors = [] } = JSON.parse(text) as { readonly errors?: readonly GraphQLFormattedError[] };
  const isUncertain = errors.some(({ extensions }) => uncertain.has(extensions?.['code']));
  const message = isUncertain
    ? 'The graph was changed, and the operation could not be planned for it now. Subscribe anew.'
    : 'The graph was changed, and the operation does not fit it any more.';
  return { code: 'SUPERGRAPH_CHANGED', message, resubscribe: isUncertain };
}

/** What says nothing of the operation: all that are open are planned at once, and there may be too much to do. */
const uncertain: ReadonlySet<unknown> = new Set(['PLANNING_TIMEOUT', 'INTERNAL_SERVER_ERROR']);

/** The credential could not be verified again; when it was refused, subscribing anew is refused as well. */
export function accessEnded(reason: unknown): Ending {
  const message = 'The credential with which the subscription was opened does not hold any more.';
  const isUncertain = reason === 'IDENTITY_UNAVAILABLE';
  return {
    code: 'SUBSCRIPTION_ACCESS_ENDED',
    message: isUncertain ? 'The credential with which the subscription was opened cannot be verified now.' : message,
    resubscribe: isUncertain,
    ...(typeof reason === 'string' && { cause: reason }),
  };
}

/**
 * What became of the source. Transport errors say what happened by their code; their message, which is safe to show,
 * names the subgraph as errors of queries do: to those entitled to names, and to nobody else.
 */
export function sourceLost(error: unknown, subgraph: string, { entitlements }: Subscriber): Ending {
  const { code, message } = error instanceof Error && isOfTransport(error) ? error : notOfTransport;
  if (code === 'SUBSCRIPTION_TOO_SLOW') return tooSlow;
  const lost = 'The subgraph whose events these are was lost.';
  const isNamed = entitlements?.subgraphNames === true;
  return {
    code: 'SUBSCRIPTION_SOURCE_LOST',
    message: isNamed ? `${lost} ${message}`.trimEnd() : lost,
    resubscribe: true,
    cause: code,
    ...(isNamed && { subgraph }),
  };
}

const notOfTransport = { code: 'SUBGRAPH_CALL_FAILED', message: '' };

/** Such errors say of which subgraph they are. Messages of others are not made for readers. */
function isOfTransport(error: Error): error is Error & { readonly code: string } {
  return 'code' in error && typeof error.code === 'string' && 'subgraph' in error;
}
