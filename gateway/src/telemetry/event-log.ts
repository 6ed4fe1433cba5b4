import process from 'node:process';
import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config.js';
import { plainLogStream, type TextOutput } from './plain-log-stream.js';
import { currentRequestId } from './request-scope.js';
import type { TelemetryEvent, TelemetryListener } from './telemetry.js';

/** Names under which a secret could reach the log by mistake; their values are replaced. */
const secretPaths = ['authorization', '*.authorization', 'headers.*', '*.headers.*', 'key', 'token', '*.token'];

export interface LogSettings {
  readonly logLevel: LogLevel;
  /** JSON lines for machines; otherwise plain lines for people. */
  readonly production: boolean;
}

/** Each line bears the id of its request. `output` is standard output unless a test reads along. */
export function createLogger({ logLevel, production }: LogSettings, output: TextOutput = process.stdout): Logger {
  const options = {
    level: logLevel,
    base: null,
    redact: { paths: secretPaths, censor: '[hidden]' },
    mixin: () => {
      const requestId = currentRequestId();
      return requestId === undefined ? {} : { requestId };
    },
  };
  return pino(options, production ? output : plainLogStream(output));
}

/** Writes events into a log. */
export function logEvents(logger: Logger): TelemetryListener {
  return (event) => {
    if (isRoutine(event)) {
      // There are many for each request: what nobody reads is not even put into words.
      if (!logger.isLevelEnabled('debug')) return;
      const { kind, ...details } = event;
      logger.debug(details, kind);
      return;
    }
    const [level, message, details] = describe(event);
    logger[level](details, message);
  };
}

const routineKinds = [
  'operation-finished',
  'subscriptions-open',
  'subscription-ended',
  'operation-looked-up',
  'subgraph-called',
  'subgraph-call-retried',
  'subgraph-call-shared',
  'subgraph-call-refused',
  'cache-asked',
  'supergraph-judged',
  'composition-succeeded',
] as const satisfies TelemetryEvent['kind'][];

type RoutineEvent = Extract<TelemetryEvent, { kind: (typeof routineKinds)[number] }>;

const routine: ReadonlySet<string> = new Set(routineKinds);

function isRoutine(event: TelemetryEvent): event is RoutineEvent {
  return routine.has(event.kind);
}

type LogLine = readonly ['debug' | 'info' | 'warn' | 'error', string, object];

function describe(event: Exclude<TelemetryEvent, RoutineEvent>): LogLine {
  const { kind: _, ...details } = event;
  switch (event.kind) {
    case 'gateway-started':
      return ['info', `The gateway listens on ${event.url}`, {}];
    case 'gateway-stopped':
      return ['info', 'The gateway has stopped', {}];
    case 'request-finished':
      return [event.status >= 500 ? 'warn' : 'debug', `${event.method} ${event.route} ${event.status}`, details];
    case 'planning-failed':
      return ['warn', `An operation cannot be planned: ${textOf(event.error)}`, { operationName: event.operationName }];
    case 'subgraph-errors-masked':
      return ['warn', `Subgraph ${event.subgraph} reports failures of its own`, details];
    case 'unexpected-error':
      return ['error', 'Something of ours broke', { err: event.error }];
    case 'identity-unreachable':
      // One line for each key and second: the short form, and quiet while memory helps.
      return [event.answeredFromMemory ? 'debug' : 'warn', `Who holds a key is unknown: ${textOf(event.error)}`, {}];
    case 'signing-key-changed':
      return ['info', `Key ${event.keyId} signs from now on`, {}];
    case 'subgraph-up':
      return ['info', `Subgraph ${event.subgraph} answers`, {}];
    case 'subgraph-down':
      return ['warn', `Subgraph ${event.subgraph} does not show its schema: ${event.reason}`, {}];
    case 'subgraph-breaker-turned':
      return describeBreaker(event);
    case 'supergraph-taken':
      return ['info', `Supergraph ${event.version} joins ${event.subgraphs.join(', ')}`, {}];
    case 'subgraph-setting-unused':
      return ['warn', describeUnused(event), {}];
    case 'composition-failed':
      return ['error', `The subgraphs do not compose; ${event.serving ?? 'nothing'} stays`, { errors: event.errors }];
    case 'supergraph-not-kept':
      return ['error', 'The supergraph could not be kept on disk', { err: event.error }];
    case 'shared-operations-down':
      return ['warn', `Redis is away; persisted operations are not shared: ${textOf(event.error)}`, {}];
    case 'shared-operations-up':
      return ['info', 'Redis answers; persisted operations are shared', {}];
    default:
      return event satisfies never;
  }
}

function describeUnused(event: Extract<TelemetryEvent, { kind: 'subgraph-setting-unused' }>): string {
  const { variable, names, subgraphs } = event;
  const has = `the supergraph has only ${subgraphs.join(', ')}`;
  return `${variable} is set for ${names.join(', ')}, and ${has}; it holds once they come`;
}

function describeBreaker({ subgraph, state }: Extract<TelemetryEvent, { kind: 'subgraph-breaker-turned' }>): LogLine {
  switch (state) {
    case 'open':
      return ['warn', `Subgraph ${subgraph} fails too often; calls of it are suspended`, {}];
    case 'half-open':
      return ['debug', `Subgraph ${subgraph} is tried again`, {}];
    case 'closed':
      return ['info', `Subgraph ${subgraph} has recovered; calls of it are no longer suspended`, {}];
    default:
      return state satisfies never;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
