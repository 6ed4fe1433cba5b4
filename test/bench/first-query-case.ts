import { welcome } from '../../gateway/playground/src/examples.js';
import type { BenchCase } from './bench-case.js';
import { connectDatabase } from './database-client.js';
import { GraphqlClient } from './graphql-client.js';
import { median, percentile } from './statistics.js';

const warmUps = 10;

/** What a newcomer runs first, without a key: right after the start, and once everything is warm. */
export const firstQueryCase: BenchCase = {
  name: 'first-query',
  title: 'the first query of a newcomer, right after the start and warm',
  async measure({ hub, repetitions, signal }) {
    await using gateway = new GraphqlClient(hub.gatewayUrl, signal);
    const body = JSON.stringify({ query: welcome });
    const timed = async (): Promise<number> => {
      const startedAt = performance.now();
      await gateway.post(body);
      return performance.now() - startedAt;
    };
    const startedAt = performance.now();
    const { data, bytes } = await gateway.post(body);
    const cold = performance.now() - startedAt;
    for (let count = 0; count < warmUps; count += 1) await timed();
    const warm: number[] = [];
    for (let count = 0; count < repetitions; count += 1) warm.push(await timed());
    return {
      count: 'one request',
      figures: [
        { name: 'right after the start', unit: 'ms', value: cold },
        { name: 'warm, p50', unit: 'ms', value: median(warm) },
        { name: 'warm, p95', unit: 'ms', value: percentile(warm, 0.95) },
        { name: 'answer', unit: 'KiB', value: bytes / 1_024 },
      ],
      answer: data,
      expected: { members: await readMembers(hub.databases.members.ownerUrl) },
    };
  },
};

async function readMembers(url: string): Promise<unknown> {
  await using owner = await connectDatabase(url);
  const { rows } = await owner.client.query<Record<string, unknown>>(
    `select m.id, m.display_name as "displayName", m.status from member m order by m.id`,
  );
  return { totalCount: rows.length, nodes: rows.slice(0, 5) };
}
