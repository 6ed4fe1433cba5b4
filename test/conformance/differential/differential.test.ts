import { runDifferential } from './run-differential.js';
import { startWorld } from './world.js';
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
      await using running = await startWorld(world, `${seed}`);
      const tally = await runDifferential(running, Math.ceil(operations / worlds.length), seed);
      const { findings, ...counts } = tally;
      if (isLong) process.stdout.write(`${world.name}, seed ${seed}: ${JSON.stringify(counts, null, 2)}\n`);
      expect(findings.join('\n')).toBe('');
      expect(tally.operations).toBeGreaterThanOrEqual(Math.ceil(operations / worlds.length));
    },
    Math.max(60_000, operations * 200),
  );
});
