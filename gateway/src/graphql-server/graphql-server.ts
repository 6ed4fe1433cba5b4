import { ApolloServer, type HTTPGraphQLRequest, type HTTPGraphQLResponse } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import type { ExecutionResult, FormattedExecutionResult, GraphQLFormattedError } from 'graphql';
import type { GatewayLimits } from '../config.js';
import { presentError } from '../errors.js';
import { currentRequestId } from '../telemetry/request-scope.js';
import { emit } from '../telemetry/telemetry.js';
import { depthLimit } from './depth-limit.js';
import { EngineGenerations } from './engine-generations.js';
import type { CallerContext, OperationEngine } from './operation-engine.js';
import { queryPlanHeader, readQueryPlanMode } from './query-plan-mode.js';
import { WrittenResults } from './written-results.js';

/** What an operation needs to know of the request that carries it. */
export interface OperationContext {
  readonly caller: CallerContext;
  readonly signal: AbortSignal;
}

type GatewayOption = NonNullable<ConstructorParameters<typeof ApolloServer<OperationContext>>[0]['gateway']>;
type OnSchema = Parameters<GatewayOption['onSchemaLoadOrUpdate']>[0];
type OperationInGateway = Parameters<NonNullable<Awaited<ReturnType<GatewayOption['load']>>['executor']>>[0];

/** Apollo Server in gateway mode over an engine that can be exchanged while requests run. */
export class GraphqlServer {
  readonly #limits: GatewayLimits;
  readonly #operations: KeyValueCache | undefined;
  readonly #generations = new EngineGenerations();
  readonly #results = new WrittenResults();
  #apollo: ApolloServer<OperationContext> | undefined;
  #onSchema: OnSchema | undefined;

  /** @param operations - where persisted operations are kept; by default in this process's memory, bounded */
  constructor(limits: GatewayLimits, operations?: KeyValueCache) {
    this.#limits = limits;
    this.#operations = operations;
  }

  /** Whether there is a schema to query. */
  get isReady(): boolean {
    return this.#apollo !== undefined;
  }

  /**
   * Serves a new engine; requests in flight end on the one they began with, which is then closed. When it throws, the
   * engine before stays and the new one is closed.
   */
  async take(engine: OperationEngine): Promise<void> {
    this.#generations.announce(engine);
    try {
      if (this.#apollo) this.#publish(engine);
      else this.#apollo = await this.#start(engine);
    } catch (error) {
      await engine.close();
      throw error;
    }
    await this.#generations.advance(engine);
  }

  /** Answers one request. Only to be called when {@link isReady}. */
  async execute(httpGraphQLRequest: HTTPGraphQLRequest, context: OperationContext): Promise<HTTPGraphQLResponse> {
    const apollo = this.#apollo;
    if (!apollo) throw new Error('There is no schema to query yet.');
    return this.#generations.hold(() =>
      apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: () => Promise.resolve(context) }),
    );
  }

  async stop(): Promise<void> {
    await this.#apollo?.stop();
    await this.#generations.close();
  }

  async #start(engine: OperationEngine): Promise<ApolloServer<OperationContext>> {
    const apollo = new ApolloServer<OperationContext>({
      gateway: this.#gatewayOption(engine),
      cache: this.#operations ?? 'bounded',
      introspection: true,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      csrfPrevention: true,
      maxRecursiveSelections: true,
      parseOptions: { maxLexicalTokens: this.#limits.maxTokens },
      formatError: (_formatted, error) => formatError(error),
      stringifyResult: (result) => this.#stringify(result),
      plugins: [depthLimit(this.#limits.maxDepth), ...disabledPlugins()],
    });
    await apollo.start();
    return apollo;
  }

  #gatewayOption(first: OperationEngine): GatewayOption {
    return {
      onSchemaLoadOrUpdate: (onSchema) => {
        this.#onSchema = onSchema;
        return () => {
          this.#onSchema = undefined;
        };
      },
      load: async () => {
        this.#publish(first);
        return { executor: (operation) => this.#executeOperation(operation) };
      },
      // Engines are closed by stop(), after the last request.
      stop: () => Promise.resolve(),
    };
  }

  #publish({ schema, supergraphSdl }: OperationEngine): void {
    this.#onSchema?.({ apiSchema: schema, coreSupergraphSdl: supergraphSdl });
  }

  async #executeOperation(operation: OperationInGateway): Promise<ExecutionResult> {
    const { schema, document, source, operationName, request } = operation;
    const { caller, signal } = operation.context as OperationContext;
    const queryPlan = readQueryPlanMode(request.extensions, request.http?.headers.get(queryPlanHeader));
    const result = await this.#generations.engineFor(schema).execute({
      document,
      source,
      ...(operationName !== null && { operationName }),
      variables: request.variables ?? {},
      caller,
      ...(queryPlan && { queryPlan }),
      signal,
    });
    return this.#results.wrap(result);
  }

  #stringify(result: FormattedExecutionResult): string {
    const { text, outcome } = this.#results.unwrap(result);
    emit({ kind: 'operation-finished', outcome });
    return text;
  }
}

/** Nothing of Apollo's services, whatever the environment says; answers belong to one caller and are never cached. */
function disabledPlugins() {
  return [
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ];
}

function formatError(error: unknown): GraphQLFormattedError {
  const { shown, isOurs } = presentError(error, currentRequestId());
  if (isOurs) emit({ kind: 'unexpected-error', error });
  return shown;
}
