import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';

import pg from 'pg';

import { startEmbeddedPostgres } from '../../../gateway/src/launcher/embedded-postgres.js';
import { switchedIdentity } from '../../../gateway/src/launcher/process-identity.js';
import { isAlive, waitUntilGone } from '../../../gateway/src/launcher/process-table.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

const isRoot = process.getuid?.() === 0;

describe('a fresh data folder', () => {
  it('gets a private, durable PostgreSQL with one sort order everywhere', async () => {
    await using folder = await createTemporaryFolder();
    await using postgres = await startEmbeddedPostgres({ dataDir: folder.path });

    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories'];
    const answer = await query(
      postgres.adminUrl,
      `SELECT (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name = ANY ('{${names.join()}}')) AS settings,
              (SELECT json_agg(word ORDER BY word) FROM unnest('{b,Ä,a,B,_,A}'::text[]) AS word) AS sorted,
              (SELECT json_agg(rolpassword ~ '^SCRAM-SHA-256') FROM pg_authid WHERE rolcanlogin) AS scram`,
    );
    expect(answer).toEqual([
      {
        settings: {
          fsync: 'on',
          synchronous_commit: 'on',
          full_page_writes: 'on',
          listen_addresses: '127.0.0.1',
          unix_socket_directories: '',
        },
        sorted: ['A', 'B', '_', 'a', 'b', 'Ä'],
        scram: [true],
      },
    ]);
    const password = await stat(path.join(folder.path, 'database/admin-password'));
    expect(password.mode & 0o777).toBe(0o600);
  });

  it('lets nobody in without the password', async () => {
    await using folder = await createTemporaryFolder();
    await using postgres = await startEmbeddedPostgres({ dataDir: folder.path });
    const url = new URL(postgres.adminUrl);
    url.password = 'guessed';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is as good as untouched when the start is broken off', async () => {
    await using folder = await createTemporaryFolder();
    const controller = new AbortController();
    const broken = startEmbeddedPostgres({ dataDir: folder.path, signal: controller.signal });
    // initdb is at work once its draft exists.
    while (!(await readdir(folder.path)).some((name) => name.startsWith('database.new-'))) await setImmediatePromise();
    controller.abort();
    await expect(broken).rejects.toMatchObject({ name: 'AbortError' });

    await using postgres = await startEmbeddedPostgres({ dataDir: folder.path });
    expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect((await readdir(folder.path)).sort()).toEqual(['database', 'database.lock.3', 'logs']);
  });
});

describe('what was acknowledged', () => {
  it('survives kill -9 of the database in the middle of writing', async () => {
    await using folder = await createTemporaryFolder();
    const postgres = await startEmbeddedPostgres({ dataDir: folder.path });
    const acknowledged = await writeUntilBroken(postgres.adminUrl, () => {
      process.kill(postgres.pid, 'SIGKILL');
      return false;
    });
    await postgres.exited;

    await using again = await startEmbeddedPostgres({ dataDir: folder.path });
    expect(await missing(again.adminUrl, acknowledged)).toEqual([]);
  });

  it.each(['follows its host', 'orphan'])(
    'survives kill -9 of the host in the middle of writing (%s)',
    async (mode) => {
      await using folder = await createTemporaryFolder();
      const { child, adminUrl, pid } = await startHost(folder.path, mode);
      const exited = once(child, 'exit');
      const acknowledged = await writeUntilBroken(adminUrl, () => {
        child.kill('SIGKILL');
        return mode === 'orphan';
      });
      await exited;
      if (mode === 'orphan') expect(isAlive(pid)).toBe(true);
      else expect(await waitUntilGone(pid, 5_000)).toBe(true);

      await using again = await startEmbeddedPostgres({ dataDir: folder.path });
      expect(await missing(again.adminUrl, acknowledged)).toEqual([]);
      expect(isAlive(pid)).toBe(false);
    },
  );
});

describe('leftovers of an earlier start', () => {
  it('refuses a second server while the first is alive, and names the first', async () => {
    await using folder = await createTemporaryFolder();
    await using _first = await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true });
    await expect(startEmbeddedPostgres({ dataDir: folder.path })).rejects.toThrow(
      `The database in ${folder.path} is in use by process ${process.pid}. Stop that one first.`,
    );
  });

  it('leaves a stranger alone who got the process id of a dead server and of a dead hub', async () => {
    await using folder = await createTemporaryFolder();
    await (await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true })).stop();
    await using stranger = await startStranger();
    const pidFile = path.join(folder.path, 'database/cluster/postmaster.pid');
    await writeFile(pidFile, `${stranger.pid}\n${path.dirname(pidFile)}\n1700000000\n5432\n\n127.0.0.1\n\nready   \n`);
    await symlink(JSON.stringify({ pid: stranger.pid, start: 'long ago' }), path.join(folder.path, 'database.lock.9'));

    await using postgres = await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true });
    expect(await query(postgres.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isAlive(stranger.pid)).toBe(true);
  });

  it('ends sessions that outlived their server', async () => {
    await using folder = await createTemporaryFolder();
    const first = await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true });
    // Busy without ever looking up: it does not notice that its server is gone.
    const busy = query(first.adminUrl, 'DO $$ BEGIN LOOP NULL; END LOOP; END $$').catch((error: unknown) => error);
    const [session] = await untilBusy(first.adminUrl);
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    expect(isAlive(Number(session?.pid))).toBe(true);

    await using again = await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true });
    expect(await query(again.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(isAlive(Number(session?.pid))).toBe(false);
    await busy;
  });

  it('says whose password does not fit', async () => {
    await using folder = await createTemporaryFolder();
    await (await startEmbeddedPostgres({ dataDir: folder.path, dangerouslySkipSync: true })).stop();
    const file = path.join(folder.path, 'database/admin-password');
    await writeFile(file, 'another');
    await expect(startEmbeddedPostgres({ dataDir: folder.path })).rejects.toThrow(
      `The password in ${file} is not the one this database was created with.`,
    );
    await writeFile(path.join(folder.path, 'database/cluster/PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ dataDir: folder.path })).rejects.toThrow('was written by PostgreSQL 17');
  });
});

const unreachable = isRoot ? await findUnreachable(process.cwd()) : undefined;
const notHere = isRoot
  ? unreachable && ` (skipped: other users cannot enter ${unreachable}, where the binaries are)`
  : ' (skipped: not root)';

(notHere === undefined ? describe : describe.skip)(
  `as root where user namespaces are forbidden${notHere ?? ''}`,
  () => {
    it('runs as another user, who owns the files from then on', async () => {
      await using folder = await createTemporaryFolder();
      await chmod(folder.path, 0o755);
      const identity = await switchedIdentity(await nobody());
      const dataDir = path.join(folder.path, 'data');
      await (await startEmbeddedPostgres({ dataDir, identity, dangerouslySkipSync: true })).stop();
      expect((await stat(path.join(dataDir, 'database/cluster'))).uid).toBe(identity.owner?.uid);
      // The next start finds the files of that user, and goes on under that name.
      await using postgres = await startEmbeddedPostgres({ dataDir, dangerouslySkipSync: true });
      expect((await readFile(`/proc/${postgres.pid}/status`, 'utf8')).includes(`Uid:\t${identity.owner?.uid}`)).toBe(
        true,
      );
    });

    it('names the folder that the other user cannot reach', async () => {
      await using folder = await createTemporaryFolder();
      const dataDir = path.join(folder.path, 'data');
      await mkdir(dataDir);
      const started = startEmbeddedPostgres({ dataDir, identity: await switchedIdentity(await nobody()) });
      await expect(started).rejects.toThrow(
        /cannot reach the folder .*\/data\/database.* Choose HUB_DATA_DIR elsewhere/,
      );
    });
  },
);

/** The folder above (or at) a path into which users other than its owner may not go; undefined when there is none. */
async function findUnreachable(folder: string): Promise<string | undefined> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return folder;
  return folder === '/' ? undefined : findUnreachable(path.dirname(folder));
}

async function nobody(): Promise<{ readonly uid: number; readonly gid: number }> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * Writes rows one by one and kills after some; then goes on until the connection breaks, or stops there when it will
 * not. Tells which rows were acknowledged.
 */
async function writeUntilBroken(url: string, killed: () => boolean): Promise<readonly number[]> {
  const acknowledged: number[] = [];
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('CREATE TABLE written (id int PRIMARY KEY)');
  try {
    for (let id = 0; ; id += 1) {
      await client.query('INSERT INTO written VALUES ($1)', [id]);
      acknowledged.push(id);
      // The connection stays open: its session, too, is a leftover that the next start has to deal with.
      if (id === 100 && killed()) return acknowledged;
    }
  } catch {
    return acknowledged;
  }
}

async function missing(url: string, ids: readonly number[]): Promise<readonly number[]> {
  expect(ids.length).toBeGreaterThanOrEqual(50);
  const found = new Set((await query(url, 'SELECT id FROM written')).map(({ id }) => id));
  return ids.filter((id) => !found.has(id));
}

async function untilBusy(url: string): Promise<readonly Record<string, unknown>[]> {
  const rows = await query(url, "SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'DO %'");
  return rows.length > 0 ? rows : untilBusy(url);
}

async function startHost(dataDir: string, mode: string) {
  const here = import.meta.dirname;
  const resolution = path.join(here, '../../support/typescript-resolution.ts');
  const program = path.join(here, 'fixtures/database-host.ts');
  const child = spawn(process.execPath, ['--import', resolution, program, dataDir, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child: child as ChildProcess, ...(JSON.parse(line) as { readonly adminUrl: string; readonly pid: number }) };
}

async function startStranger(): Promise<AsyncDisposable & { readonly pid: number }> {
  const child = spawn('sleep', ['600'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const dispose = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: child.pid ?? Number.NaN, [Symbol.asyncDispose]: dispose };
}

function setImmediatePromise(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
