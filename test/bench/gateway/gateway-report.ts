import { type Estimate, estimate } from '../statistics.js';
import type { Peer } from './contenders.js';
import { connections, delaysMs, type GatewaySample, type ScenarioFigures } from './gateway-bench.js';
import type { KillFigures } from './killed-subgraph.js';
import type { ProfileEntry } from './cpu-profile.js';

export interface GatewayFindings {
  readonly samples: readonly GatewaySample[];
  readonly peers: readonly Peer[];
  /** Name of our gateway among the contenders. */
  readonly ours: string;
  readonly kill: KillFigures;
  readonly profile: readonly ProfileEntry[];
}

/** A figure that the gateway has to keep, and whether it did. */
export interface Bar {
  readonly what: string;
  readonly found: string;
  readonly holds: boolean;
}

/** Milliseconds that a new operation may cost. */
const maxColdMs = 10;

/** What an unaffected query may lose at most while a subgraph is down: noise of a shared machine, in milliseconds. */
const killNoise = { ratio: 1.5, ms: 3 } as const;

export function barsOf({ samples, peers, ours, kill }: GatewayFindings): readonly Bar[] {
  const versusPeers = peers.flatMap((peer) => {
    const cpu = delaysMs.map((delayMs) => {
      const ratio = pairedRatio(samples, [ours, peer.name], (sample) => scenarioOf(sample, delayMs)?.cpuMs);
      return atMost(`CPU per request against ${peer.name}, ${delayName(delayMs)}`, ratio, peer.maxCpuRatio);
    });
    const p99 = delaysMs.map((delayMs) => {
      const ratio = pairedRatio(samples, [ours, peer.name], (sample) => scenarioOf(sample, delayMs)?.p99);
      return atMost(`p99 against ${peer.name}, ${delayName(delayMs)}`, ratio, 1);
    });
    const memory = pairedRatio(samples, [ours, peer.name], ({ peakBytes }) => peakBytes);
    return [...cpu, ...p99, atMost(`peak memory against ${peer.name}`, memory, 1)];
  });
  const cold = estimate(samples.filter(({ contender }) => contender === ours).map((sample) => sample.cold.median));
  return [
    ...versusPeers,
    {
      what: `a new operation costs less than ${maxColdMs} ms`,
      found: `${show(cold)} ms`,
      holds: cold.mean < maxColdMs,
    },
    ...killBars(kill),
  ];
}

function killBars({ before, during, after, recoveryMs }: KillFigures): readonly Bar[] {
  const limit = before.othersP99 * killNoise.ratio + killNoise.ms;
  return [
    {
      what: 'a killed subgraph: nothing but its own fields turns to errors',
      found: `${during.affected} answers lacked its fields, ${during.wrong + before.wrong + after.wrong} were wrong`,
      holds: during.affected > 0 && during.wrong + before.wrong + after.wrong === 0,
    },
    {
      what: 'a killed subgraph: other queries keep their p99',
      found: `${round(before.othersP99)} ms before, ${round(during.othersP99)} ms during, ${round(after.othersP99)} ms after`,
      holds: during.othersP99 <= limit,
    },
    {
      what: 'a killed subgraph: whole again without a restart',
      found: recoveryMs === undefined ? 'never' : `${round(recoveryMs)} ms after it listened again`,
      holds: recoveryMs !== undefined && after.affected === 0,
    },
  ];
}

export function printGatewayReport(findings: GatewayFindings): string {
  const { samples, profile } = findings;
  const names = [...new Set(samples.map(({ contender }) => contender))];
  const margin =
    samples.length === names.length ? 'one process each, hence no margins' : 'fresh processes in turn, ± 95 %';
  const bars = barsOf(findings);
  return [
    `gateway · ${connections} connections, a caller of its own for each request, 87 KB answers, all equal; ${margin}`,
    ...delaysMs.map((delayMs) => scenarioTable(samples, names, delayMs)),
    processTable(samples, names),
    '  where the CPU time of hub gateway goes (self time)',
    ...profile.map(({ name, share }) => `    ${`${round(share * 100)} %`.padStart(7)}  ${name}`),
    '\n  bars',
    ...bars.map(({ what, found, holds }) => `    ${holds ? 'kept  ' : 'MISSED'}  ${what}: ${found}`),
    '',
  ].join('\n');
}

function scenarioTable(samples: readonly GatewaySample[], names: readonly string[], delayMs: number): string {
  const figure = (name: string, read: (scenario: ScenarioFigures) => number | undefined) =>
    show(estimateOf(samples, name, (sample) => definedOf(scenarioOf(sample, delayMs), read)));
  const rows = names.map((name) => [
    name,
    figure(name, ({ cpuMs }) => cpuMs),
    figure(name, ({ perSecond }) => perSecond),
    figure(name, ({ p50 }) => p50),
    figure(name, ({ p99 }) => p99),
    figure(name, ({ callsPerRequest }) => callsPerRequest),
  ]);
  const head = [delayName(delayMs), 'CPU ms/request', 'requests/s', 'p50 ms', 'p99 ms', 'calls/request'];
  return tableOf([head, ...rows]);
}

function processTable(samples: readonly GatewaySample[], names: readonly string[]): string {
  const figure = (name: string, read: (sample: GatewaySample) => number | undefined) =>
    show(estimateOf(samples, name, read));
  const rows = names.map((name) => [
    name,
    figure(name, ({ peakBytes }) => peakBytes && peakBytes / 2 ** 20),
    figure(name, ({ startMs }) => startMs),
    figure(name, ({ cold }) => cold.median),
    figure(name, ({ cold }) => cold.p95),
    figure(name, ({ cold }) => cold.first),
  ]);
  const head = ['processes', 'peak MiB', 'start ms', 'new op. ms', 'its p95', 'the first'];
  return tableOf([head, ...rows]);
}

function tableOf(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(
    ([first = '', ...others]) => `  ${first.padEnd(30)}${others.map((cell) => cell.padStart(18)).join('')}`,
  );
  return `\n${lines.join('\n')}\n`;
}

/** Ratio within each round, of two gateways that were measured one after the other. */
function pairedRatio(
  samples: readonly GatewaySample[],
  [one, other]: readonly [string, string],
  read: (sample: GatewaySample) => number | undefined,
): Estimate | undefined {
  const of = (name: string) => samples.filter(({ contender }) => contender === name).map(read);
  const divisors = of(other);
  const ratios = of(one).map((value, round) => {
    const divisor = divisors[round];
    return value === undefined || divisor === undefined ? undefined : value / divisor;
  });
  const known = ratios.filter((ratio) => ratio !== undefined);
  return known.length === ratios.length && known.length > 0 ? estimate(known) : undefined;
}

function atMost(what: string, ratio: Estimate | undefined, limit: number): Bar {
  if (!ratio) return { what, found: 'not measured here', holds: false };
  const found = `${show(ratio, 3)} (1/${round(1 / ratio.mean)}), at most ${round(limit, 3)}`;
  return { what, found, holds: ratio.mean <= limit };
}

function estimateOf(
  samples: readonly GatewaySample[],
  name: string,
  read: (sample: GatewaySample) => number | undefined,
): Estimate | undefined {
  const values = samples.filter(({ contender }) => contender === name).map(read);
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? estimate(known) : undefined;
}

function scenarioOf({ scenarios }: GatewaySample, delayMs: number): ScenarioFigures | undefined {
  return scenarios.find((scenario) => scenario.delayMs === delayMs);
}

function definedOf<T, R>(value: T | undefined, read: (value: T) => R): R | undefined {
  return value === undefined ? undefined : read(value);
}

function delayName(delayMs: number): string {
  return delayMs === 0 ? 'subgraphs answer at once' : `subgraphs wait ${delayMs} ms`;
}

function show(estimated: Estimate | undefined, decimals?: number): string {
  if (!estimated) return 'unknown';
  const { mean, margin } = estimated;
  const digits = decimals ?? decimalsOf(mean);
  return margin === undefined ? round(mean, digits) : `${round(mean, digits)} ± ${round(margin, digits)}`;
}

function decimalsOf(value: number): number {
  return Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1))));
}

function round(value: number, decimals = decimalsOf(value)): string {
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
