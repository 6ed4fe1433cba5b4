import type { GraphQLSchema } from 'graphql';

import { type SubgraphAnswer, TransportError, type SubgraphTransport } from '../transport/subgraph-transport.js';
import type { TypeTest } from './collect-targets.js';
import type { CallerContext } from './caller-context.js';
import type { EngineEvent } from './engine-event.js';
import type { ErrorLedger, Fault, ResponsePath } from './error-ledger.js';
import type { FetchedObject } from './fetched-data.js';
import type { IsObjectType } from './merge-answer.js';
import type { SharedValues } from './shared-values.js';
import type { Conditions } from './collect-fields.js';

/** What plans need to know of the supergraph; one for an engine. */
export interface PlanSurroundings {
  readonly fullSchema: GraphQLSchema;
  readonly urls: ReadonlyMap<string, string>;
  readonly transport: SubgraphTransport;
  readonly isOneOf: TypeTest;
  readonly isObjectType: IsObjectType;
  readonly onEvent: ((event: EngineEvent) => void) | undefined;
}

/** One plan being run for one caller. */
export interface PlanRun {
  readonly data: FetchedObject;
  readonly ledger: ErrorLedger;
  readonly shared: SharedValues;
  readonly caller: CallerContext;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly conditions: Conditions;
  readonly signal: AbortSignal | undefined;
}

/** What a fetch sends, apart from its body. */
export interface FetchTarget {
  readonly subgraph: string;
  readonly isMutation: boolean;
  /** Where in the response to report that it could not be sent, when no field shows it. */
  readonly place: ResponsePath | undefined;
}

/** Asks a subgraph. Returns its answer, or why there is none; never rejects. */
export async function askSubgraph(
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
    return await surroundings.transport.send(call);
  } catch (error) {
    surroundings.onEvent?.({ kind: 'subgraph-call-failed', subgraph, error });
    return faultOf(error, subgraph, place);
  }
}

export function isFault(answer: SubgraphAnswer | Fault): answer is Fault {
  return 'message' in answer;
}

function faultOf(error: unknown, subgraph: string, path: ResponsePath | undefined): Fault {
  const place = () => path;
  if (error instanceof TransportError) {
    return { message: error.message, extensions: { code: error.code, subgraph }, place };
  }
  return {
    message: `Subgraph "${subgraph}" could not be asked.`,
    extensions: { code: 'SUBGRAPH_CALL_FAILED', subgraph },
    place,
  };
}
