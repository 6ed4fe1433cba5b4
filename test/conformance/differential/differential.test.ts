import { runDifferential, trialOf } from './run-differential.js';
import { alliance } from './worlds/alliance.js';
import { media } from './worlds/media.js';
import { shop } from './worlds/shop.js';

const worlds = [alliance, shop, media];
/** In all worlds together. */
const operations = Number(process.env['HUB_DIFFERENTIAL_OPERATIONS'] ?? 210);
const seed = Number(process.env['HUB_DIFFERENTIAL_SEED'] ?? 1);
const isLong = operations > 1_000;

describe('our engine, the stock gateway and one schema', () => {
  it.each(worlds)(
    'give the same answers over $name',
    async (world) => {
      const { findings, ...counts } = await runDifferential(
        trialOf(world),
        Math.ceil(operations / worlds.length),
        seed,
      );
      if (isLong) process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`);
      expect(findings.join('\n')).toBe('');
      expect(counts.operations).toBeGreaterThanOrEqual(Math.ceil(operations / worlds.length));
    },
    Math.max(60_000, operations * 200),
  );
});
