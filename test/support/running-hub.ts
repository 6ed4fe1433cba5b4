import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The whole hub as `npm start` raises it, in processes of its own, on free ports. */
export interface RunningHub extends AsyncDisposable {
  readonly gateway: string;
  readonly dataDir: string;
  /** What it printed. */
  readonly output: () => string;
  keyOf(member: string, role: 'admin' | 'analyst' | 'app'): Promise<string>;
  ask(query: string, options?: { key?: string; variables?: object }): Promise<any>;
  /** Process ids of what the hub started, by the end of their command line. */
  pidsOf(main: string): Promise<number[]>;
  /** As Ctrl-C does; resolves with the signal or status by which it left. */
  stop(): Promise<string>;
  /** As an operating system in need does: nothing is said goodbye to. */
  kill(): Promise<void>;
}

/** Starts the built hub; `npm test` builds before it runs the tests. */
export async function startHub(dataDir: string, environment: Record<string, string> = {}): Promise<RunningHub> {
  const ports = { PORT: '0', MEMBERS_PORT: '0', INCIDENTS_PORT: '0', ADDRESS_INTELLIGENCE_PORT: '0' };
  const child = spawn(process.execPath, ['gateway/dist/cli/main.js', 'start'], {
    env: {
      ...process.env,
      ...ports,
      HUB_DATA_DIR: dataDir,
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
  const gateway = await addressPrinted(child, () => output);
  const hub: RunningHub = {
    gateway,
    dataDir,
    output: () => output,
    keyOf: async (member, role) => {
      const keys = JSON.parse(await readFile(path.join(dataDir, 'demo-keys.json'), 'utf8')) as Record<
        string,
        Record<string, string>
      >;
      const key = keys[member]?.[role];
      if (key === undefined) throw new Error(`There is no demo key of ${member} for ${role}.`);
      return key;
    },
    ask: async (query, { key, variables } = {}) => {
      const headers = {
        'content-type': 'application/json',
        ...(key !== undefined && { authorization: `Bearer ${key}` }),
      };
      const response = await fetch(gateway, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
      return response.json();
    },
    pidsOf: async (main) => {
      const children = await readFile(`/proc/${String(child.pid)}/task/${String(child.pid)}/children`, 'utf8');
      const pids = children.trim().split(' ').map(Number);
      const lines = await Promise.all(
        pids.map((pid) => readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '')),
      );
      return pids.filter((_pid, index) => lines[index]?.includes(main));
    },
    stop: async () => {
      child.kill('SIGINT');
      const [code, signal] = await exited;
      return signal ?? String(code);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGINT');
      await exited;
    },
  };
  return hub;
}

async function addressPrinted(child: ChildProcess, output: () => string): Promise<string> {
  for (;;) {
    const address = /Gateway\s+(http\S+)/.exec(output())?.[1];
    if (address !== undefined) return address;
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`The hub did not start:\n${output()}`);
    await Promise.race([once(child.stdout!, 'data'), once(child.stderr!, 'data'), once(child, 'exit')]);
  }
}
