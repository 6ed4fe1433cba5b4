import { jest } from '@jest/globals';

import { type LeakReport, runLeakTest } from './leak-test.js';
import { tryMutations } from './mutation-questions.js';
import { askAlone, simultaneousLeaks } from './simultaneous.js';
import { dumpTables } from './table-dump.js';
import { raiseTestedHub, type TestedHub } from './tested-hub.js';
import { peopleWorld, type World } from './world.js';

jest.setTimeout(600_000);

describe('what is not visible is as if it did not exist', () => {
  let hub: TestedHub;
  let world: World;
  let report: LeakReport;

  beforeAll(async () => {
    hub = await raiseTestedHub();
    world = await peopleWorld(hub);
    report = await runLeakTest(world);
  });

  afterAll(() => hub[Symbol.asyncDispose]());

  it('no answer changes by what somebody may not see', () => {
    expect(report.differences).toEqual([]);
  });

  it('no answer holds a word or an id of what somebody may not see', () => {
    expect(report.leaks).toEqual([]);
  });

  it('whoever may see a secret is shown it', () => {
    expect(report.unseen).toEqual([]);
  });

  it('no guess at a change tells what is there, or changes it', async () => {
    const { findings, unthought } = await tryMutations(world, () => dumpTables(hub));
    expect({ findings, unthought }).toEqual({ findings: [], unthought: [] });
  });

  it('viewers who ask the same at once are answered as when they ask alone', async () => {
    const alone = await askAlone(world, ['originator', 'insider', 'outsider', 'lowly', 'public']);
    expect(new Set(alone.values()).size).toBe(alone.size);
    expect(await simultaneousLeaks(world, alone)).toEqual([]);
  });

  it('every field, argument and entity of the supergraph was tried', () => {
    expect(report.unthought).toEqual([]);
    expect(report.fields).toBeGreaterThan(500);
  });
});
