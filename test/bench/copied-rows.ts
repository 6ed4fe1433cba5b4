import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';

import type { BenchHub } from './bench-hub.js';
import { cpuBetween, type CpuSeconds, ownCpuSeconds } from './cpu-time.js';
import { checkpoint, connectDatabase } from './database-client.js';

/** What `COPY` takes for the rows that an import wrote. */
export interface CopyRun {
  readonly seconds: number;
  /** Of the database and of this process, which sends the rows as `psql` would. */
  readonly cpu: CpuSeconds;
  readonly rows: number;
  /** Rows that the two tables do not have in common. */
  readonly differences: number;
}

const repetitions = 3;

/**
 * Copies the rows of the importing member into a table of the same form with the same indexes, on the same server,
 * durable like everything there.
 *
 * @param file for the rows on their way; whoever names it removes it
 * @returns the repetition with the median time
 */
export async function copyRows(hub: BenchHub, originator: string, file: string): Promise<CopyRun> {
  await using owner = await connectDatabase(hub.databases.addressIntelligence.ownerUrl);
  const { client } = owner;
  const rows = `select * from attestation where originator = ${client.escapeLiteral(originator)}`;
  await pipeline(client.query(copyTo(`copy (${rows}) to stdout`)), createWriteStream(file));
  const runs: CopyRun[] = [];
  for (let count = 0; count < repetitions; count += 1) {
    await client.query('create table attestation_copy (like attestation including all)');
    const { seconds, cpu } = await copyOnce(hub, client, file);
    runs.push({ seconds, cpu, ...(await compare(client, rows)) });
    await client.query('drop table attestation_copy');
  }
  const [, middle] = runs.sort((a, b) => a.seconds - b.seconds);
  if (!middle) throw new Error('Nothing was copied.');
  return middle;
}

async function copyOnce(hub: BenchHub, client: pg.Client, file: string): Promise<Pick<CopyRun, 'seconds' | 'cpu'>> {
  await checkpoint(hub.adminUrl);
  const used = (): CpuSeconds => ({ database: hub.cpuSeconds()['database'] ?? 0, client: ownCpuSeconds() });
  const before = used();
  const startedAt = performance.now();
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 20 }),
    client.query(copyFrom('copy attestation_copy from stdin')),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return { seconds, cpu: cpuBetween(before, used()) };
}

async function compare(client: pg.Client, rows: string): Promise<Pick<CopyRun, 'rows' | 'differences'>> {
  const { rows: found } = await client.query<{ rows: number; differences: number }>(
    `select (select count(*) from attestation_copy)::int as rows,
       (select count(*) from (table attestation_copy except all ${rows}) extra)::int
       + (select count(*) from (${rows} except all table attestation_copy) missing)::int as differences`,
  );
  const [result] = found;
  if (!result) throw new Error('The tables could not be compared.');
  return result;
}
