import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';

import { percentile } from '../statistics.js';
import { ours } from './contenders.js';
import { LoadGenerator } from './load-generator.js';
import type { StreamResult } from './load-process.js';
import { chooseCores } from './pinned-process.js';
import { RunningGateway } from './running-gateway.js';
import { expectedData, inventoryFields, nestedQuery, withoutInventory } from './shop-operations.js';
import { composeShop, ShopServer } from './shop-servers.js';

/** One phase: while all subgraphs answer, while `inventory` is dead, and once it is back. */
export interface KillPhase {
  /** Answers that lack fields of the dead subgraph, and say so. */
  readonly affected: number;
  readonly whole: number;
  /** Neither: something else was missing, untrue or unexplained. */
  readonly wrong: number;
  /** Of the query that asks nothing of it, in milliseconds. */
  readonly othersP50: number;
  readonly othersP99: number;
}

export interface KillFigures {
  readonly before: KillPhase;
  readonly during: KillPhase;
  readonly after: KillPhase;
  /** From the moment it listens again to the first whole answer; undefined when there was none for a minute. */
  readonly recoveryMs: number | undefined;
}

export interface KillOptions {
  readonly folder: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

/** Far below what the gateway can do, so that latencies tell of the gateway and not of a queue before it. */
const streams = [
  { query: nestedQuery(), connections: 10, everyMs: 200 },
  { query: withoutInventory, connections: 20, everyMs: 100 },
] as const;

/** Kills a subgraph under load, raises it again, and tells what callers saw. */
export async function killSubgraph({ folder, seconds, signal }: KillOptions): Promise<KillFigures> {
  const cores = chooseCores();
  await using shop = await ShopServer.open({ accounts: 0, products: 0, reviews: 0 }, cores.others, signal);
  await using victim = await ShopServer.open({ inventory: 0 }, cores.others, signal);
  await using load = await LoadGenerator.open(cores.others, signal);
  const supergraphFile = path.join(folder, 'shop-to-lose-one.graphql');
  await writeFile(supergraphFile, composeShop({ ...shop.ports, ...victim.ports }));
  await using gateway = await RunningGateway.open(ours, supergraphFile, { core: cores.gateway, signal });
  const { url, pid } = gateway;
  const phase = async () => phaseOf((await load.run({ url, pid, streams, seconds })).streams);
  await load.run({ url, pid, streams, seconds: 3 });
  const before = await phase();
  // In the midst of requests, so that some of them meet a broken connection.
  const under = phase();
  await wait(seconds * 100, undefined, { signal });
  await victim.kill();
  const breaking = await under;
  const during = await phase();
  await using _revived = await ShopServer.open(victim.ports, cores.others, signal);
  const recoveryMs = await untilWhole(url, signal);
  const after = await phase();
  return { before, during: { ...during, wrong: during.wrong + breaking.wrong }, after, recoveryMs };
}

function phaseOf([nested, others]: readonly StreamResult[]): KillPhase {
  if (!nested || !others) throw new Error('A stream was not measured.');
  const all = expectedData(nestedQuery());
  const counts = { affected: 0, whole: 0, wrong: nested.failures + others.failures };
  for (const { text, count } of nested.answers) counts[kindOf(text, all)] += count;
  for (const { text, count } of others.answers) {
    if (!isDeepStrictEqual(JSON.parse(text), { data: expectedData(withoutInventory) })) counts.wrong += count;
  }
  const { latencies } = others;
  return { ...counts, othersP50: percentile(latencies, 0.5), othersP99: percentile(latencies, 0.99) };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly path?: readonly (string | number)[] }[];
}

function kindOf(text: string, all: unknown): 'affected' | 'whole' | 'wrong' {
  const { data, errors } = JSON.parse(text) as Answer;
  if (!errors) return isDeepStrictEqual(data, all) ? 'whole' : 'wrong';
  const areOfVictim = errors.every(({ path: place }) => inventoryFields.has(String(place?.at(-1))));
  return areOfVictim && isAllBut(data, all) ? 'affected' : 'wrong';
}

/** Whether nothing is missing but what the dead subgraph knows; a request that had begun may have got some of that. */
function isAllBut(came: unknown, expected: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return came === expected;
  if (typeof came !== 'object' || came === null) return false;
  const entries = Object.entries(expected) as [string, unknown][];
  if (Object.keys(came).length !== entries.length) return false;
  return entries.every(([key, inner]) => {
    const value = (came as Readonly<Record<string, unknown>>)[key];
    return (value === null && inventoryFields.has(key)) || isAllBut(value, inner);
  });
}

async function untilWhole(url: string, signal: AbortSignal): Promise<number | undefined> {
  const startedAt = performance.now();
  while (performance.now() - startedAt < 60_000) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer patient' },
      body: JSON.stringify({ query: nestedQuery() }),
      signal,
    });
    if (!((await response.json()) as Answer).errors) return performance.now() - startedAt;
    await wait(20, undefined, { signal });
  }
  return undefined;
}
