import type { SubgraphAddress } from '../config/subgraph-address.js';

/** What carries a call to a subgraph; the gateway's transport fits. */
export type SendToSubgraph = (call: {
  readonly subgraph: string;
  readonly url: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly callerKey: string;
  readonly isMutation: boolean;
}) => Promise<SubgraphAnswer>;

interface SubgraphAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly extensions?: Readonly<Record<string, unknown>> }[];
}

export interface HubQuestion {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** A subgraph did not answer a question of the hub. The message says how, without addresses or credentials. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/**
 * Asks a subgraph in the hub's own name, not on behalf of a caller, and answers with `data`.
 *
 * @throws NoAnswerError when there is no complete answer within `timeoutMs`
 */
export type AskInHubName = (
  subgraph: SubgraphAddress,
  question: HubQuestion,
  timeoutMs: number,
) => Promise<Record<string, unknown>>;

export interface HubClientOptions {
  readonly send: SendToSubgraph;
  /** The hub's own token for a subgraph. */
  readonly tokenFor: (subgraph: string) => Promise<string>;
  /** Breaks off what is under way when the gateway stops. */
  readonly stopping: AbortSignal;
}

export function createHubClient({ send, tokenFor, stopping }: HubClientOptions): AskInHubName {
  return async ({ name, url }, question, timeoutMs) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await send({
        subgraph: name,
        url,
        body: JSON.stringify(question),
        headers: { authorization: `Bearer ${await tokenFor(name)}` },
        signal: AbortSignal.any([deadline, stopping]),
        callerKey: 'hub',
        isMutation: false,
      });
      return readData(answer);
    } catch (error) {
      if (error instanceof NoAnswerError) throw error;
      const message = deadline.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error);
      throw new NoAnswerError(message, { cause: error });
    }
  };
}

function readData({ data, errors = [] }: SubgraphAnswer): Record<string, unknown> {
  const [error] = errors;
  if (error) throw new NoAnswerError(`answered with the error ${codeOf(error) ?? 'without a code'}`);
  if (!data) throw new NoAnswerError('answered without data');
  return data;
}

function reasonOf(error: unknown): string {
  return textOf((error as { code?: unknown } | undefined)?.code) ?? 'the call failed';
}

function codeOf({ extensions }: { readonly extensions?: Readonly<Record<string, unknown>> }): string | undefined {
  return textOf(extensions?.['code']);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
