import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { percentile } from '../statistics.js';
import { type ColdFigures, measureCold } from './cold-operations.js';
import type { Contender } from './contenders.js';
import { LoadGenerator } from './load-generator.js';
import type { LoadResult } from './load-process.js';
import { type Cores, chooseCores } from './pinned-process.js';
import { RunningGateway } from './running-gateway.js';
import { expectedData, nestedQuery } from './shop-operations.js';
import { composeShop, ShopServer } from './shop-servers.js';

export interface GatewayBenchOptions {
  /** Where the supergraph is written. */
  readonly folder: string;
  readonly contenders: readonly Contender[];
  /** Fresh processes of each gateway, in turn. */
  readonly rounds: number;
  /** Length of what is measured of each scenario. */
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onBegin: (what: string) => void;
}

/** How long every subgraph holds its answers back, in milliseconds. */
export const delaysMs = [0, 4] as const;

export const connections = 50;
const warmUpSeconds = { first: 6, others: 1.5 } as const;

export interface ScenarioFigures {
  readonly delayMs: number;
  readonly cpuMs: number | undefined;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly callsPerRequest: number;
}

/** What one process of one gateway showed. */
export interface GatewaySample {
  readonly contender: string;
  readonly scenarios: readonly ScenarioFigures[];
  readonly peakBytes: number | undefined;
  readonly startMs: number;
  readonly cold: ColdFigures;
}

/** What the samples share. */
interface Stage {
  readonly shop: ShopServer;
  readonly load: LoadGenerator;
  readonly supergraphFile: string;
  readonly cores: Cores;
  readonly expected: unknown;
  readonly options: GatewayBenchOptions;
}

/** Measures every gateway in turn, again and again, so that what else the machine does hits all alike. */
export async function measureGateways(options: GatewayBenchOptions): Promise<readonly GatewaySample[]> {
  const { folder, rounds, contenders, signal } = options;
  const cores = chooseCores();
  const free = { accounts: 0, inventory: 0, products: 0, reviews: 0 };
  await using shop = await ShopServer.open(free, cores.others, signal);
  await using load = await LoadGenerator.open(cores.others, signal);
  const supergraphFile = path.join(folder, 'shop.graphql');
  await writeFile(supergraphFile, composeShop(shop.ports));
  const stage = { shop, load, supergraphFile, cores, expected: expectedData(nestedQuery()), options };
  const samples: GatewaySample[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    for (const contender of contenders) {
      signal.throwIfAborted();
      options.onBegin(`round ${round} of ${rounds}: ${contender.name}`);
      samples.push(await takeSample(stage, contender));
    }
  }
  return samples;
}

async function takeSample(stage: Stage, contender: Contender): Promise<GatewaySample> {
  const { cores, supergraphFile, options } = stage;
  const place = { core: cores.gateway, signal: options.signal };
  await using gateway = await RunningGateway.open(contender, supergraphFile, place);
  const scenarios: ScenarioFigures[] = [];
  for (const delayMs of delaysMs) scenarios.push(await measureScenario(stage, gateway, contender, delayMs));
  // Before the operations that are new each time, whose plans are kept.
  const peakBytes = gateway.peakMemory();
  await stage.shop.delay(0);
  const cold = await measureCold(gateway, options.signal);
  return { contender: contender.name, scenarios, peakBytes, startMs: gateway.startMs, cold };
}

async function measureScenario(
  { shop, load, expected, options }: Stage,
  gateway: RunningGateway,
  { name }: Contender,
  delayMs: number,
): Promise<ScenarioFigures> {
  await shop.delay(delayMs);
  const { url, pid } = gateway;
  const order = { url, pid, streams: [{ query: nestedQuery(), connections, everyMs: 0 }] };
  const seconds = delayMs === delaysMs[0] ? warmUpSeconds.first : warmUpSeconds.others;
  await load.run({ ...order, seconds });
  const callsBefore = await shop.calls();
  const result = await load.run({ ...order, seconds: options.seconds });
  const calls = (await shop.calls()) - callsBefore;
  checkAnswers(result, expected, name);
  const latencies = result.streams.flatMap((stream) => stream.latencies);
  return {
    delayMs,
    cpuMs: result.cpuSeconds === undefined ? undefined : (result.cpuSeconds * 1_000) / latencies.length,
    perSecond: latencies.length / result.seconds,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    callsPerRequest: calls / latencies.length,
  };
}

/** @throws Error when a single answer is not what it has to be */
function checkAnswers({ streams }: LoadResult, expected: unknown, name: string): void {
  for (const { answers, failures } of streams) {
    if (failures > 0) throw new Error(`${name} did not answer ${failures} requests.`);
    for (const { text } of answers) {
      const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
      if (errors === undefined && isDeepStrictEqual(data, expected)) continue;
      throw new Error(`${name} gave a wrong answer: ${text.slice(0, 500)}`);
    }
  }
}
