import { isRecord, parseJsonSetting } from './json-setting.js';
import type { VariableReader } from './variable-reader.js';

/** How the traffic to one subgraph is governed. All times in milliseconds. */
export interface TrafficPolicy {
  /** From handing over a call to the last byte of its answer, with waiting and retries. Default: half of a request's. */
  readonly timeoutMs: number;
  /** Largest answer that is read, in bytes. Default 32 MiB. */
  readonly maxAnswerBytes: number;
  /** Calls under way at once. Default 128. */
  readonly maxCalls: number;
  /** Calls that may wait for one of those to end; 0 lets none wait. Default 1,024. */
  readonly maxQueue: number;
  /** Whether equal queries of one caller that are in flight at once share one call. Default `on`. */
  readonly sharing: Sharing;
  /** How often a query may be repeated after a failure that repeating can mend; 0 switches it off. Default 2. */
  readonly retries: number;
  /** The first retry comes within this time, drawn evenly; each further one within twice as much. Default 50. */
  readonly retryDelayMs: number;
  /** Longest wait before a retry, also when the subgraph asks for one (Retry-After). Default 1,000. */
  readonly retryMaxDelayMs: number;
  /** Retries in per cent of all calls, beyond a small floor. Default 10. */
  readonly retryPercent: number;
  /** The share of failing calls, in per cent, that suspends the subgraph; 0 switches it off. Default 50. */
  readonly breakerPercent: number;
  /** Calls within the window below which nothing is concluded. Default 20. */
  readonly breakerMinCalls: number;
  /** How far back outcomes count. Default 10,000. */
  readonly breakerWindowMs: number;
  /** How long a suspended subgraph is left alone before it is tried again. Default 5,000. */
  readonly breakerOpenMs: number;
  /** Calls that try it then; more pass once one has succeeded, and when all have, it is back. Default 3. */
  readonly breakerProbes: number;
}

export type Sharing = (typeof sharings)[number];

export interface TrafficSettings {
  /** For every subgraph that has none of its own. */
  readonly all: TrafficPolicy;
  /** Complete policies, by subgraph. */
  readonly bySubgraph: Readonly<Record<string, TrafficPolicy>>;
}

interface NumberField {
  readonly variable: string;
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
}

type NumberName = Exclude<keyof TrafficPolicy, 'sharing' | 'timeoutMs'>;

const sharings = ['on', 'off'] as const;
const overrides = 'HUB_SUBGRAPH_TRAFFIC';
const day = 86_400_000;

const numberFields: Readonly<Record<NumberName, NumberField>> = {
  maxAnswerBytes: { variable: 'HUB_SUBGRAPH_MAX_ANSWER_BYTES', fallback: 32 * 1024 ** 2, min: 1024, max: 1024 ** 3 },
  maxCalls: { variable: 'HUB_SUBGRAPH_MAX_CALLS', fallback: 128, min: 1, max: 100_000 },
  maxQueue: { variable: 'HUB_SUBGRAPH_MAX_QUEUE', fallback: 1024, min: 0, max: 1_000_000 },
  retries: { variable: 'HUB_SUBGRAPH_RETRIES', fallback: 2, min: 0, max: 10 },
  retryDelayMs: { variable: 'HUB_SUBGRAPH_RETRY_DELAY_MS', fallback: 50, min: 0, max: 60_000 },
  retryMaxDelayMs: { variable: 'HUB_SUBGRAPH_RETRY_MAX_DELAY_MS', fallback: 1_000, min: 0, max: 60_000 },
  retryPercent: { variable: 'HUB_SUBGRAPH_RETRY_PERCENT', fallback: 10, min: 0, max: 100 },
  breakerPercent: { variable: 'HUB_BREAKER_PERCENT', fallback: 50, min: 0, max: 100 },
  breakerMinCalls: { variable: 'HUB_BREAKER_MIN_CALLS', fallback: 20, min: 1, max: 1_000_000 },
  breakerWindowMs: { variable: 'HUB_BREAKER_WINDOW_MS', fallback: 10_000, min: 10, max: day },
  breakerOpenMs: { variable: 'HUB_BREAKER_OPEN_MS', fallback: 5_000, min: 1, max: day },
  breakerProbes: { variable: 'HUB_BREAKER_PROBES', fallback: 3, min: 1, max: 1_000 },
};

/**
 * Reads the policy for all subgraphs, and what HUB_SUBGRAPH_TRAFFIC says of single ones.
 *
 * A subgraph's time ends before that of the request, so that one that hangs costs its own fields and not the answer.
 *
 * @param subgraphs - the names that there are; undefined where they are not known at the start
 */
export function readTraffic(
  reader: VariableReader,
  requestTimeoutMs: number,
  subgraphs?: readonly string[],
): TrafficSettings {
  const all = readAll(reader, requestTimeoutMs);
  const named = Object.entries(readJsonObject(reader));
  return {
    all,
    bySubgraph: Object.fromEntries(
      named.map(([name, value]) => {
        const refuse = (place: string, expected: string, came: unknown) => {
          reader.refuse(overrides, `${place}: ${expected}`, came);
        };
        if (subgraphs && !subgraphs.includes(name)) {
          refuse(name, `one of the names in HUB_SUBGRAPHS (${subgraphs.join(', ')})`, name);
        }
        return [name, { ...all, ...readOverride(name, value, requestTimeoutMs, refuse) }];
      }),
    ),
  };
}

function readAll(reader: VariableReader, requestTimeoutMs: number): TrafficPolicy {
  const numbers = Object.entries(numberFields).map(([name, { variable, fallback, min, max }]) => [
    name,
    reader.whole(variable, fallback, min, max),
  ]);
  const half = Math.max(1, Math.floor(requestTimeoutMs / 2));
  return {
    timeoutMs: reader.whole('HUB_SUBGRAPH_TIMEOUT_MS', half, 1, longestTimeoutMs(requestTimeoutMs)),
    sharing: reader.oneOf('HUB_SUBGRAPH_SHARING', sharings, 'on'),
    ...(Object.fromEntries(numbers) as Record<NumberName, number>),
  };
}

function longestTimeoutMs(requestTimeoutMs: number): number {
  return Math.max(1, requestTimeoutMs - 1);
}

type Refuse = (place: string, expected: string, came: unknown) => void;

function readOverride(name: string, value: unknown, requestTimeoutMs: number, refuse: Refuse): Partial<TrafficPolicy> {
  if (!isRecord(value)) {
    refuse(name, 'an object of settings', value);
    return {};
  }
  const limits: Readonly<Record<string, Pick<NumberField, 'min' | 'max'>>> = {
    ...numberFields,
    timeoutMs: { min: 1, max: longestTimeoutMs(requestTimeoutMs) },
  };
  for (const [field, setting] of Object.entries(value)) {
    const place = `${name}.${field}`;
    if (field === 'sharing') {
      if (!sharings.some((known) => known === setting)) refuse(place, `one of ${sharings.join(', ')}`, setting);
    } else if (!Object.hasOwn(limits, field)) {
      refuse(place, `one of the settings ${[...Object.keys(limits), 'sharing'].join(', ')}`, field);
    } else {
      const { min = 0, max = 0 } = limits[field] ?? {};
      const isFit = Number.isInteger(setting) && (setting as number) >= min && (setting as number) <= max;
      if (!isFit) refuse(place, `a whole number from ${min} to ${max}`, setting);
    }
  }
  return value;
}

function readJsonObject(reader: VariableReader): Readonly<Record<string, unknown>> {
  const text = reader.text(overrides, '{}');
  const value = parseJsonSetting(text);
  if (isRecord(value)) return value;
  reader.refuse(overrides, 'a JSON object such as {"members":{"timeoutMs":500}}', text);
  return {};
}
