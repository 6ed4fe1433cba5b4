import { screenWithoutPolicies, screenWithPolicies, screener, type BareRow } from './bare-screening.js';
import type { Bench, BenchCase, Figure } from './bench-case.js';
import { addCpu, cpuBetween, type CpuSeconds, ownCpuSeconds, totalCpu } from './cpu-time.js';
import { connectDatabase } from './database-client.js';
import { GraphqlClient } from './graphql-client.js';
import { chooseAddresses } from './screened-addresses.js';
import { median, percentile } from './statistics.js';

/** What `hub screen` asks for: the band with every reason. */
const withReasons = `query Screen($addresses: [AddressInput!]!) {
  screenAddresses(addresses: $addresses) {
    address { id }
    refused { reason message }
    screening {
      id asOf band bandOverride score riskTypes formula
      reasons { concept label method level ageDays weight discount originator { id } }
      ended { explanation }
      knownGood { name reason }
    }
  }
}`;

/** What a till asks for: may this pass? */
const bandOnly = `query ScreenBriefly($addresses: [AddressInput!]!) {
  screenAddresses(addresses: $addresses) { refused { reason } screening { band score } }
}`;

const warmUps = 5;
/** The contestants take turns after so many repetitions, so that a busy moment of the machine meets them all. */
const turn = 5;

/** One contestant: does its work once and says what it found. */
interface Contestant {
  readonly name: string;
  readonly run: () => Promise<Found>;
}

interface Found {
  readonly answered: number;
  readonly known: number;
  readonly refused: number;
  readonly bytes?: number;
}

interface Times {
  readonly ms: number[];
  cpu: CpuSeconds;
  found: Found | undefined;
}

/** A thousand addresses in one request, against the bare SQL that answers the same question. */
export const screeningCase: BenchCase = {
  name: 'screening',
  title: '1,000 addresses in one request, against the bare SQL that answers the same question',
  async measure(bench) {
    await bench.imported();
    const { hub } = bench;
    await using owner = await connectDatabase(hub.databases.addressIntelligence.ownerUrl);
    await using app = await connectDatabase(hub.databases.addressIntelligence.appUrl);
    await using gateway = new GraphqlClient(hub.gatewayUrl, bench.signal);
    // What the server does by itself a minute after an import.
    await owner.client.query('vacuum analyze attestation, source');
    const addresses = await chooseAddresses(hub);
    const { inputs, subjectKeys: keys, known, mistyped } = addresses;
    const key = hub.keyOf(screener, 'app');
    const ask = (query: string): (() => Promise<Found>) => {
      const body = JSON.stringify({ query, variables: { addresses: inputs } });
      return async () => foundInAnswer(await gateway.post(body, key));
    };
    const contestants: readonly Contestant[] = [
      { name: 'API, with reasons', run: ask(withReasons) },
      { name: 'API, band only', run: ask(bandOnly) },
      { name: 'SQL as the viewer', run: async () => foundInRows(await screenWithPolicies(app.client, keys)) },
      { name: 'SQL as the owner', run: async () => foundInRows(await screenWithoutPolicies(owner.client, keys)) },
    ];
    const times = await race(contestants, bench);
    const inApi = { answered: inputs.length, known, refused: mistyped };
    const inSql = { answered: known, known, refused: 0 };
    return {
      count: `${inputs.length.toLocaleString('en')} addresses a request`,
      figures: figuresOf(contestants, times),
      answer: contestants.map(({ name }) => withoutBytes(times.get(name)?.found)),
      expected: [inApi, inApi, inSql, inSql],
    };
  },
};

async function race(
  contestants: readonly Contestant[],
  { hub, repetitions, signal }: Bench,
): Promise<ReadonlyMap<string, Times>> {
  const times = new Map<string, Times>(contestants.map(({ name }) => [name, { ms: [], cpu: {}, found: undefined }]));
  for (const { run } of contestants) for (let count = 0; count < warmUps; count += 1) await run();
  const used = (): CpuSeconds => ({ ...hub.cpuSeconds(), client: ownCpuSeconds() });
  for (let done = 0; done < repetitions; done += turn) {
    for (const { name, run } of contestants) {
      const time = times.get(name);
      if (!time) continue;
      const before = used();
      for (let count = 0; count < Math.min(turn, repetitions - done); count += 1) {
        signal.throwIfAborted();
        const startedAt = performance.now();
        const found = await run();
        time.ms.push(performance.now() - startedAt);
        time.found = agreeing(name, time.found, found);
      }
      time.cpu = addCpu(time.cpu, cpuBetween(before, used()));
    }
  }
  return times;
}

/** Every repetition is checked, not the last one. */
function agreeing(name: string, before: Found | undefined, found: Found): Found {
  if (before && JSON.stringify(withoutBytes(before)) !== JSON.stringify(withoutBytes(found))) {
    throw new Error(`${name} found ${JSON.stringify(found)} after ${JSON.stringify(before)}.`);
  }
  return found;
}

function figuresOf(contestants: readonly Contestant[], times: ReadonlyMap<string, Times>): readonly Figure[] {
  const timesOf = (name: string): readonly number[] => times.get(name)?.ms ?? [];
  const cpuOf = (name: string): number => totalCpu(times.get(name)?.cpu ?? {});
  const [full, brief, policies, free] = contestants.map(({ name }) => name);
  if (full === undefined || brief === undefined || policies === undefined || free === undefined) return [];
  const fastest = (name: string): number => Math.min(...timesOf(name));
  const against = (name: string, other: string): readonly Figure[] => [
    // What other work on the machine disturbs least.
    { name: `${name} ÷ ${other}, fastest`, unit: '×', value: fastest(name) / fastest(other) },
    { name: `${name} ÷ ${other}, p50`, unit: '×', value: median(timesOf(name)) / median(timesOf(other)) },
    { name: `${name} ÷ ${other}, CPU`, unit: '×', value: cpuOf(name) / cpuOf(other) },
  ];
  return [
    ...contestants.flatMap(({ name }) => ownFigures(name, times.get(name))),
    ...[full, brief].flatMap((name) => [...against(name, policies), ...against(name, free)]),
  ];
}

function ownFigures(name: string, time: Times | undefined): readonly Figure[] {
  if (!time) return [];
  const { ms, cpu, found } = time;
  const perRequest = Object.entries(cpu).map(([process, seconds]): Figure => ({
    name: `${name}: ${process}`,
    unit: 'cpu ms',
    value: (seconds * 1_000) / ms.length,
  }));
  return [
    { name: `${name}, fastest`, unit: 'ms', value: Math.min(...ms) },
    { name: `${name}, p50`, unit: 'ms', value: median(ms) },
    { name: `${name}, p95`, unit: 'ms', value: percentile(ms, 0.95) },
    ...(found?.bytes === undefined ? [] : [{ name, unit: 'KiB', value: found.bytes / 1_024 } as const]),
    ...perRequest,
  ];
}

interface AnsweredAddress {
  readonly refused: object | null;
  readonly screening: { readonly band: string } | null;
}

function foundInAnswer({ data, bytes }: { readonly data: unknown; readonly bytes: number }): Found {
  const results = (data as { screenAddresses: readonly AnsweredAddress[] }).screenAddresses;
  return {
    answered: results.length,
    known: results.filter(({ screening }) => screening && screening.band !== 'UNKNOWN').length,
    refused: results.filter(({ refused, screening }) => refused !== null && screening === null).length,
    bytes,
  };
}

function foundInRows(rows: readonly BareRow[]): Found {
  const known = new Set(rows.map(({ subjectKey }) => subjectKey)).size;
  return { answered: known, known, refused: 0 };
}

function withoutBytes(found: Found | undefined): Omit<Found, 'bytes'> | undefined {
  if (!found) return undefined;
  const { answered, known, refused } = found;
  return { answered, known, refused };
}
