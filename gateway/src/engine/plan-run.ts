import type { GraphQLSchema } from 'graphql';

import type { EntityFetch, RootFetch } from '../plan.js';
import { type SubgraphAnswer, TransportError, type SubgraphTransport } from '../transport/subgraph-transport.js';
import type { TypeTest } from './target-path.js';
import type { CallerContext } from './caller-context.js';
import type { EngineEvent } from './engine-event.js';
import type { ErrorLedger, Fault, ResponsePath } from './error-ledger.js';
import type { FetchedObject } from './fetched-data.js';
import type { JsonOutput } from './json-output.js';
import type { IsObjectType } from './merge-answer.js';
import { namelessMessage } from './nameless-messages.js';
import type { PlanTrace } from './plan-trace.js';
import type { SharedValues } from './shared-values.js';
import type { SubgraphErrorPolicy } from './subgraph-error-policy.js';

/** What plans need to know of the supergraph; one for an engine. */
export interface PlanSurroundings {
  readonly fullSchema: GraphQLSchema;
  readonly urls: ReadonlyMap<string, string>;
  readonly transport: SubgraphTransport;
  readonly isOneOf: TypeTest;
  readonly isObjectType: IsObjectType;
  readonly errorPolicy: SubgraphErrorPolicy;
  /** Where responses are written, which nothing interrupts. */
  readonly output: JsonOutput;
  readonly onEvent: ((event: EngineEvent) => void) | undefined;
}

/** One plan being run for one caller. */
export interface PlanRun {
  readonly data: FetchedObject;
  readonly ledger: ErrorLedger;
  readonly shared: SharedValues;
  readonly caller: CallerContext;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal | undefined;
  /** Absent unless somebody wants to know how the plan is run. */
  readonly trace?: PlanTrace | undefined;
  /** Absent where nothing hangs on it. */
  readonly outcome?: RunOutcome;
}

/** What is certain of the result before the plan has been run to its end. */
export interface RunOutcome {
  /** Every answer was plain: no string among the data needs an escape. */
  isPlain: boolean;
}

/** What a fetch sends, apart from its body. */
export interface FetchTarget {
  readonly fetch: RootFetch | EntityFetch;
  readonly subgraph: string;
  readonly isMutation: boolean;
  /** Where in the response to report that it could not be sent, when no field shows it. */
  readonly place: ResponsePath | undefined;
}

/** Asks a subgraph. Returns its answer, or why there is none; never rejects. */
export function askSubgraph(
  surroundings: PlanSurroundings,
  run: PlanRun,
  target: FetchTarget,
  body: string,
): Promise<SubgraphAnswer | Fault> {
  const { trace } = run;
  if (!trace) return send(surroundings, run, target, body);
  trace.sends(target.fetch, body);
  return send(surroundings, run, target, body).then((answer) => {
    trace.receives(target.fetch, answer);
    return answer;
  });
}

async function send(
  surroundings: PlanSurroundings,
  run: PlanRun,
  { subgraph, isMutation, place }: FetchTarget,
  body: string,
): Promise<SubgraphAnswer | Fault> {
  const { caller, signal } = run;
  try {
    const prepared = caller.headersFor(subgraph);
    const headers = prepared instanceof Promise ? await prepared : prepared;
    const url = surroundings.urls.get(subgraph) ?? '';
    const call = { subgraph, url, body, headers, callerKey: caller.key, isMutation, ...(signal && { signal }) };
    const answer = await surroundings.transport.send(call);
    if (run.outcome && !answer.isPlain) run.outcome.isPlain = false;
    return surroundings.errorPolicy.admit(answer, subgraph);
  } catch (error) {
    surroundings.onEvent?.({ kind: 'subgraph-call-failed', subgraph, error });
    return faultOf(error, subgraph, place);
  }
}

export function isFault(answer: SubgraphAnswer | Fault): answer is Fault {
  return 'message' in answer;
}

function faultOf(error: unknown, subgraph: string, path: ResponsePath | undefined): Fault {
  const [place, isAllThatCame] = [() => path, true];
  if (error instanceof TransportError) {
    const { code, message } = error;
    return { message, namelessMessage: namelessMessage(code), extensions: { code, subgraph }, place, isAllThatCame };
  }
  const code = 'SUBGRAPH_CALL_FAILED';
  const message = `Subgraph "${subgraph}" could not be asked.`;
  return { message, namelessMessage: namelessMessage(code), extensions: { code, subgraph }, place, isAllThatCame };
}
