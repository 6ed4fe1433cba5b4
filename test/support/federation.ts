import { composeServices } from '@theguild/federation-composition';
import { parse, validate } from 'graphql';
import {
  type CallerContext,
  createEngine,
  type Engine,
  type EngineOptions,
  type QueryPlanMode,
} from '../../gateway/src/engine/engine.js';
import { createPlanner } from '../../gateway/src/planner/query-planner.js';
import { createHttpTransport, type HttpTransportOptions } from '../../gateway/src/transport/http-transport.js';
import { startSubgraphServer, type SubgraphServer, type SubgraphSource } from './subgraph-server.js';

/** Subgraphs behind HTTP, joined by our engine. */
export interface Federation extends AsyncDisposable {
  readonly engine: Engine;
  readonly subgraphs: SubgraphServer;
  /** The complete response to an operation, as a client would read it. */
  ask(source: string, variables?: Readonly<Record<string, unknown>>, options?: AskOptions): Promise<unknown>;
  /** Subgraphs called since the last time this was asked, in order. */
  callsSince(): string[];
}

export interface AskOptions {
  readonly operationName?: string;
  readonly callerKey?: string;
  /** Default: none. */
  readonly rights?: NonNullable<CallerContext['rights']>;
  /** Default: everything. `null` for a caller who is entitled to nothing. */
  readonly entitlements?: NonNullable<CallerContext['entitlements']> | null;
  readonly queryPlan?: QueryPlanMode;
  readonly signal?: AbortSignal;
}

export interface FederationOptions extends Partial<Omit<EngineOptions, 'supergraphSdl' | 'transport'>> {
  readonly transport?: HttpTransportOptions;
  /** Where the supergraph says that a subgraph is. Default: where it is. */
  readonly addressOf?: (subgraph: string) => string | undefined;
}

/** The subgraphs of tests speak to the test alone, and mostly without codes. */
const passingErrors = { '*': { extensions: ['*'], unexpected: 'pass' } } as const;

const allEntitlements = { subgraphNames: true, queryPlans: true };

export async function federate(
  sources: readonly SubgraphSource[],
  { addressOf, ...options }: FederationOptions = {},
): Promise<Federation> {
  const subgraphs = await startSubgraphServer(sources);
  const transport = createHttpTransport(options.transport);
  const supergraphSdl = compose(sources, (name) => addressOf?.(name) ?? subgraphs.urlOf(name));
  const engine = await createEngine({
    createPlanner,
    subgraphErrors: passingErrors,
    ...options,
    supergraphSdl,
    transport,
  });
  return {
    engine,
    subgraphs,
    ask: (source, variables = {}, rest = {}) => ask(engine, source, variables, rest),
    callsSince: () => subgraphs.calls.splice(0).map(({ subgraph }) => subgraph),
    [Symbol.asyncDispose]: async () => {
      await engine.close();
      await transport.close();
      await subgraphs[Symbol.asyncDispose]();
    },
  };
}

/** The supergraph of some subgraphs. Throws with every reason why there is none. */
export function compose(sources: readonly SubgraphSource[], urlOf: (name: string) => string): string {
  const services = sources.map(({ name, typeDefs }) => ({ name, typeDefs: parse(typeDefs), url: urlOf(name) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

async function ask(
  engine: Engine,
  source: string,
  variables: Readonly<Record<string, unknown>>,
  { callerKey = 'anyone', entitlements = allEntitlements, rights, ...rest }: AskOptions,
): Promise<unknown> {
  const document = parse(source);
  const problems = validate(engine.schema, document);
  if (problems.length > 0) throw new Error(`Not a valid operation: ${problems.map((each) => each.message).join(' ')}`);
  const headersOfCaller = () => ({ authorization: `Bearer ${callerKey}` });
  const caller = {
    key: callerKey,
    ...(entitlements && { entitlements }),
    ...(rights && { rights }),
    headersFor: headersOfCaller,
  };
  const result = await engine.execute({ document, source, variables, caller, ...rest });
  return JSON.parse(result.stringify());
}
