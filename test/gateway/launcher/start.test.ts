import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { HubSettings } from '../../../gateway/src/launcher/hub-environment.js';
import { isAlive, waitUntilGone } from '../../../gateway/src/launcher/process-table.js';
import { createHubWorkspace, type HubWorkspace } from './fixtures/hub-workspace.js';

describe('a terminal that sends Ctrl-C to everything it started', () => {
  it('stops the hub in order, once, and sees it end by that signal', async () => {
    await using workspace = await createHubWorkspace({ database: 'own' });
    await using host = await startHost(workspace);
    const pids = await host.untilUp();
    process.kill(-host.pid, 'SIGINT');
    expect(await host.exited).toEqual([null, 'SIGINT']);

    expect(pids.filter(isAlive)).toEqual([]);
    const order = (await readFile(path.join(workspace.settings.dataDir, 'order.txt'), 'utf8')).trim().split('\n');
    expect([order[0], ...order.slice(1).sort()]).toEqual(['gateway SIGTERM', 'first SIGTERM', 'second SIGTERM']);
    expect(await databaseLog(workspace)).toContain('database system is shut down');
  });

  it('hurries when it comes twice, and the database still ends properly', async () => {
    await using workspace = await createHubWorkspace({ database: 'own' });
    await using host = await startHost(workspace, { TEST_STUBBORN: 'gateway' });
    const pids = await host.untilUp();
    process.kill(-host.pid, 'SIGTERM');
    await host.until('once more to hurry');
    process.kill(-host.pid, 'SIGTERM');
    expect(await host.exited).toEqual([null, 'SIGTERM']);
    expect(pids.filter(isAlive)).toEqual([]);
    expect(await databaseLog(workspace)).toContain('database system is shut down');
  });

  it('may come before everything is up', async () => {
    await using workspace = await createHubWorkspace({ database: 'own' });
    await using host = await startHost(workspace, { TEST_STUBBORN: 'none' });
    await host.untilFile('logs/first.log');
    process.kill(-host.pid, 'SIGINT');
    expect(await host.exited).toEqual([null, 'SIGINT']);
    expect(await databaseLog(workspace)).toContain('database system is shut down');
  });
});

it('takes its children along when it is killed, and finds every acknowledged row at the next start', async () => {
  await using workspace = await createHubWorkspace({ database: 'own' });
  await using host = await startHost(workspace);
  const pids = await host.untilUp();
  const write = host.addressOf('First').replace('/graphql', '/write');
  const acknowledged: unknown[] = [];
  try {
    for (;;) {
      acknowledged.push(...((await (await fetch(write)).json()) as unknown[]));
      if (acknowledged.length === 30) process.kill(host.pid, 'SIGKILL');
    }
  } catch {
    // The service is gone.
  }
  expect(await Promise.all(pids.map((pid) => waitUntilGone(pid, 5_000)))).toEqual([true, true, true]);

  await using running = await workspace.launch();
  expect(await running.ask('first', '/rows')).toEqual(expect.arrayContaining(acknowledged));
  expect(acknowledged.length).toBeGreaterThanOrEqual(30);
});

it('says in one sentence why it cannot start', async () => {
  await using workspace = await createHubWorkspace();
  await using _running = await workspace.launch();
  await using host = await startHost(workspace);
  expect(await host.exited).toEqual([1, null]);
  expect(host.output()).toContain(`is in use by process ${process.pid}. Stop that one first.`);
});

async function databaseLog({ settings }: HubWorkspace): Promise<string> {
  return readFile(path.join(settings.dataDir, 'logs/database.log'), 'utf8');
}

/** `hub start` in a process group of its own, as a terminal would run it. */
async function startHost({ path: workspace, settings }: HubWorkspace, environment: HubSettings['environment'] = {}) {
  const here = import.meta.dirname;
  const resolution = path.join(here, '../../support/typescript-resolution.ts');
  const args = [path.join(here, 'fixtures/hub-host.ts'), workspace, JSON.stringify({ ...settings, environment })];
  const child = spawn(process.execPath, ['--import', resolution, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const exited = once(child, 'exit');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
  const until = async (text: string): Promise<void> => {
    while (!output.includes(text))
      await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), ended()]);
  };
  const ended = async (): Promise<never> => {
    await exited;
    throw new Error(`The hub ended before it said what was expected:\n${output}`);
  };
  return {
    pid: child.pid ?? Number.NaN,
    exited,
    until,
    output: () => output,
    addressOf: (title: string) => new RegExp(`${title} +(\\S+)`).exec(output)?.[1] ?? '',
    /** Waits until the hub is up; the ids of its services. */
    async untilUp(): Promise<readonly number[]> {
      await until('Try it:');
      const urls = [...output.matchAll(/(\S+)\/graphql\n/g)].map(([, url]) => `${url ?? ''}/pid`);
      return Promise.all(urls.map(async (url) => (await (await fetch(url)).json()) as number));
    },
    async untilFile(file: string): Promise<void> {
      while (!(await readFile(path.join(settings.dataDir, file), 'utf8').catch(() => undefined))) {
        await Promise.race([new Promise(setImmediate), ended()]);
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
