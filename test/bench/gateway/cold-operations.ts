import { Client } from 'undici';

import { median, percentile } from '../statistics.js';
import type { RunningGateway } from './running-gateway.js';
import { nestedQuery } from './shop-operations.js';

/**
 * What an operation costs that the gateway has never met: parsed, validated, planned and compiled. In milliseconds beyond
 * the same operation when it is known, with nothing else going on.
 */
export interface ColdFigures {
  readonly median: number;
  readonly p95: number;
  /** The first of them, in a process that has met but one operation. */
  readonly first: number;
}

const counts = { warm: 60, cold: 60 } as const;

export async function measureCold({ url }: RunningGateway, signal: AbortSignal): Promise<ColdFigures> {
  const client = new Client(url);
  try {
    const timed = async (query: string): Promise<number> => {
      const startedAt = performance.now();
      const { body } = await client.request({
        path: '/graphql',
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', authorization: 'Bearer cold' },
        body: JSON.stringify({ query }),
        signal,
      });
      const text = await body.text();
      if (!text.startsWith('{"data":')) throw new Error(`A new operation was answered by ${text.slice(0, 300)}`);
      return performance.now() - startedAt;
    };
    const warm: number[] = [];
    const cold: number[] = [];
    for (let number = 0; number < counts.warm; number += 1) warm.push(await timed(nestedQuery()));
    for (let number = 0; number < counts.cold; number += 1) cold.push(await timed(nestedQuery(`Nested${number}`)));
    const usual = median(warm);
    return { median: median(cold) - usual, p95: percentile(cold, 0.95) - usual, first: (cold[0] ?? 0) - usual };
  } finally {
    await client.destroy();
  }
}
