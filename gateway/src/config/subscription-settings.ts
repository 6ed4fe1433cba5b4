import type { VariableReader } from './variable-reader.js';

/** How a subgraph is subscribed to. */
export interface SubscriptionCarrierSetting {
  readonly protocol: 'sse' | 'ws';
  /** Where, if it is another address than that of queries. */
  readonly url?: string;
}

export interface SubscriptionSettings {
  /** By subgraph. Default: server-sent events, at the address of queries. */
  readonly carriers: Readonly<Record<string, SubscriptionCarrierSetting>>;
  /** Subgraphs that end no stream with the token under which it was opened, so that none is renewed. Default: none. */
  readonly unrenewed: readonly string[];
  /** Open subscriptions in total. Default 10,000. */
  readonly maxTotal: number;
  /** Open subscriptions of callers without a credential together, within `maxTotal`. Default 1,000. */
  readonly maxPublic: number;
  /** Open subscriptions of one caller; without a credential, of one network address. Default 100. */
  readonly maxPerCaller: number;
  /** Largest event of a subgraph, in bytes. Default 1 MiB. */
  readonly maxEventBytes: number;
  /** Half of so many events that a client leaves untaken stop the reading from a WebSocket. Default 64. */
  readonly maxBufferedEvents: number;
  /** Most bytes of such events; half of them stop the reading, too. Default 4 MiB. */
  readonly maxBufferedBytes: number;
  /** How long a client may leave an event untaken, in milliseconds. Default 30,000. */
  readonly stallMs: number;
  /** Longest silence of a subgraph, in milliseconds; comments and pings break it. Default 60,000. */
  readonly idleMs: number;
  /** How often clients get a sign of life, in milliseconds. Default 12,000. */
  readonly keepAliveMs: number;
}

type NumberName = Exclude<keyof SubscriptionSettings, 'carriers' | 'unrenewed'>;

const carriers = 'HUB_SUBSCRIPTION_PROTOCOLS';
const expectedCarriers =
  'name=protocol pairs separated by commas, each protocol one of sse, ws, or an address that begins with http://, https://, ws:// or wss://';
const unrenewed = 'HUB_SUBSCRIPTION_UNRENEWED';
const day = 86_400_000;

const numberFields: Readonly<Record<NumberName, readonly [string, number, number, number]>> = {
  maxTotal: ['HUB_MAX_SUBSCRIPTIONS', 10_000, 0, 1_000_000],
  maxPublic: ['HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC', 1_000, 0, 1_000_000],
  maxPerCaller: ['HUB_MAX_SUBSCRIPTIONS_PER_CALLER', 100, 0, 1_000_000],
  maxEventBytes: ['HUB_SUBSCRIPTION_MAX_EVENT_BYTES', 1024 ** 2, 1024, 1024 ** 3],
  maxBufferedEvents: ['HUB_SUBSCRIPTION_MAX_BUFFERED_EVENTS', 64, 1, 100_000],
  maxBufferedBytes: ['HUB_SUBSCRIPTION_MAX_BUFFERED_BYTES', 4 * 1024 ** 2, 1024, 1024 ** 3],
  stallMs: ['HUB_SUBSCRIPTION_STALL_MS', 30_000, 10, day],
  idleMs: ['HUB_SUBSCRIPTION_IDLE_MS', 60_000, 10, day],
  keepAliveMs: ['HUB_SUBSCRIPTION_KEEP_ALIVE_MS', 12_000, 10, day],
};

/** @param subgraphs - the names that there are; undefined where they are not known at the start */
export function readSubscriptions(reader: VariableReader, subgraphs?: readonly string[]): SubscriptionSettings {
  return {
    carriers: readCarriers(reader, subgraphs),
    unrenewed: readUnrenewed(reader, subgraphs),
    ...numbersBy((variable, fallback, min, max) => reader.whole(variable, fallback, min, max)),
  };
}

function numbersBy(read: VariableReader['whole']): Record<NumberName, number> {
  const entries = Object.entries(numberFields).map(([name, field]) => [name, read(...field)]);
  return Object.fromEntries(entries) as Record<NumberName, number>;
}

function readCarriers(
  reader: VariableReader,
  subgraphs: readonly string[] | undefined,
): Readonly<Record<string, SubscriptionCarrierSetting>> {
  const text = reader.text(carriers, '');
  const pairs = text === '' ? [] : text.split(',').map((pair) => readCarrier(pair.trim()));
  const found = pairs.filter((pair) => pair !== undefined);
  const unknown = found.find(([name]) => subgraphs && !subgraphs.includes(name));
  if (found.length < pairs.length) reader.refuse(carriers, expectedCarriers, text);
  else if (unknown) reader.refuse(carriers, expectedNames(subgraphs), unknown[0]);
  return Object.fromEntries(found);
}

function readUnrenewed(reader: VariableReader, subgraphs: readonly string[] | undefined): readonly string[] {
  const text = reader.text(unrenewed, '');
  const names = text === '' ? [] : text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => subgraphs && !subgraphs.includes(name));
  if (unknown !== undefined) reader.refuse(unrenewed, expectedNames(subgraphs), unknown);
  return names;
}

function expectedNames(subgraphs: readonly string[] = []): string {
  return `names in HUB_SUBGRAPHS (${subgraphs.join(', ')})`;
}

function readCarrier(pair: string): [string, SubscriptionCarrierSetting] | undefined {
  const [, name = '', how = ''] = /^([A-Za-z_][\w-]*)=(\S+)$/.exec(pair) ?? [];
  if (how === 'sse' || how === 'ws') return [name, { protocol: how }];
  const scheme = URL.parse(how)?.protocol;
  if (scheme === 'http:' || scheme === 'https:') return [name, { protocol: 'sse', url: how }];
  if (scheme === 'ws:' || scheme === 'wss:') return [name, { protocol: 'ws', url: how }];
  return undefined;
}
