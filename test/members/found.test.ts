import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

import pg from 'pg';

import { parseApiKey } from '@alliance/schema';
import { membersSubgraph } from '@alliance/members';

import { foundSteward } from '../../subgraphs/members/src/found/found-steward.js';
import { type Founding, readFoundingArguments } from '../../subgraphs/members/src/found/founding-arguments.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { startTestSubgraph } from '../support/running-subgraph.js';
import { callerOf, hubCaller, publicCaller } from '../support/token-issuer.js';

const support = path.join(import.meta.dirname, '../support/typescript-resolution.ts');
const program = path.join(import.meta.dirname, '../../subgraphs/members/src/found.ts');

type Place = Pick<TestDatabase, 'appUrl' | 'ownerUrl'>;

/** The program in a process of its own; disposing of it ends it. */
function startFounding({ appUrl, ownerUrl }: Place, args: readonly string[]) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', support, program, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl },
    },
  );
  const texts = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (texts.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (texts.err += text));
  const closed = once(child, 'close');
  return {
    kill: () => child.kill('SIGKILL'),
    closeOutput: () => child.stdout.destroy(),
    ended: async () => {
      await closed;
      return { status: child.exitCode, ...texts };
    },
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await closed;
    },
  };
}

async function found(place: Place, args: readonly string[]) {
  await using founding = startFounding(place, args);
  return await founding.ended();
}

/** Arguments for an institution; `changes` replaces some of them, undefined takes them away. */
function argumentsFor(id: string, ...more: string[]): string[] {
  const texts = ['--id', id, '--legal-name', `${id} Association`, '--display-name', 'Founders'];
  return [...texts, '--kind', 'INDUSTRY_BODY', '--jurisdiction', 'CN', ...more];
}

/** The work of the program without its process: what it answers, and the keys that it handed over. */
async function foundHere({ appUrl, ownerUrl }: Place, id: string, changes: Partial<Founding> = {}) {
  const keys: string[] = [];
  const take = (key: string): Promise<void> => {
    keys.push(key);
    return Promise.resolve();
  };
  const read = readFoundingArguments(argumentsFor(id));
  if (read.kind !== 'found') throw new Error(`The arguments for ${id} are wrong.`);
  const database = { databaseUrl: appUrl, databaseOwnerUrl: ownerUrl };
  const refusal = await foundSteward({ ...read.founding, ...changes }, database, take);
  return { refusal, keys };
}

const keyForm = /^ahk_[0-9a-v]{12}_[\w-]{43}$/;

async function connect(connectionString: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function stored({ ownerUrl }: Place): Promise<unknown> {
  await using client = await connect(ownerUrl);
  const { rows } = await client.query(
    `select (select array_agg(id order by id) from member) as members, (select array_agg(member order by member) from steward) as stewards,
      (select count(*)::int from api_key) as keys`,
  );
  return rows[0];
}

it('founds a steward in an empty database, whose key opens the hub and admits others', async () => {
  await using members = await startTestSubgraph(membersSubgraph);
  const contact = ['--contact', 'desk@ctma.example', '--jurisdiction', 'SG', '--verification', 'IN_PERSON'];
  const { status, out, err } = await found(members, argumentsFor('ctma', ...contact));
  expect({ status, out, err }).toEqual({
    status: 0,
    out: `${out.trim()}\n`,
    err: expect.stringContaining('"ctma" is an active member and stewards admissions.'),
  });
  expect(out.trim()).toMatch(keyForm);
  expect(err).not.toContain(out.trim());

  const holder = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { member roles clearance groups { id } expiresAt } }`;
  expect(await members.ask(hubCaller, holder, parseApiKey(out.trim()))).toEqual({
    data: { keyHolder: { member: 'ctma', roles: ['ADMIN'], clearance: 'RED', groups: [], expiresAt: null } },
  });

  const admin = callerOf('ctma', { role: 'ADMIN', clearance: 'RED' });
  const look = `{ member(id: "ctma") { legalName displayName kind status verification jurisdictions website joinedOn contacts { role reachedBy } } }`;
  expect(await members.ask(admin, look)).toEqual({
    data: {
      member: {
        legalName: 'ctma Association',
        displayName: 'Founders',
        kind: 'INDUSTRY_BODY',
        status: 'ACTIVE',
        verification: 'IN_PERSON',
        jurisdictions: ['CN', 'SG'],
        website: null,
        joinedOn: new Date().toISOString().slice(0, 10),
        contacts: [{ role: 'incident response', reachedBy: 'desk@ctma.example' }],
      },
    },
  });

  const apply = `mutation { applyForMembership(input: { id: "new-wallet", legalName: "New Wallet", displayName: "New Wallet", kind: WALLET, jurisdictions: ["CH"] }) { status } }`;
  expect(await members.ask(publicCaller, apply)).toEqual({ data: { applyForMembership: { status: 'APPLIED' } } });
  const admit = `mutation { changeMemberStatus(input: { member: "new-wallet", status: EMAIL_VERIFIED, reason: "called them" }) { status } }`;
  expect(await members.ask(admin, admit)).toEqual({ data: { changeMemberStatus: { status: 'EMAIL_VERIFIED' } } });
});

it('migrates where nothing was started yet, and founds another only when told so', async () => {
  await using database = await createTestDatabase();
  expect(await foundHere(database, 'first')).toEqual({ refusal: undefined, keys: [expect.stringMatching(keyForm)] });
  expect(await foundHere(database, 'first', { another: true })).toEqual({ refusal: 'ID_TAKEN', keys: [] });
  expect(await found(database, argumentsFor('second'))).toEqual({
    status: 1,
    out: '',
    err: 'There is a steward already: its administrators admit others. To found another all the same, add --another.\n',
  });
  expect(await stored(database)).toEqual({ members: ['first'], stewards: ['first'], keys: 1 });

  expect(await found(database, argumentsFor('second', '--another'))).toMatchObject({ status: 0 });
  const both = ['first', 'second'];
  expect(await stored(database)).toEqual({ members: both, stewards: both, keys: 2 });
});

it('lets one of two at the same time through', async () => {
  await using database = await createTestDatabase();
  const both = await Promise.all(['one', 'two'].map((id) => foundHere(database, id)));
  expect(both.map(({ refusal }) => refusal).sort()).toEqual(['STEWARD_EXISTS', undefined]);
  expect(both.flatMap(({ keys }) => keys)).toHaveLength(1);
  expect(await stored(database)).toMatchObject({ keys: 1 });
});

describe('a founding that does not come to its end', () => {
  it('leaves nothing when it is killed half-way, and can be repeated', async () => {
    await using database = await createTestDatabase();
    expect(await foundHere(database, 'first')).toMatchObject({ refusal: undefined });
    await using other = await connect(database.ownerUrl);
    await other.query('begin; lock table api_key in access exclusive mode');
    await using founding = startFounding(database, argumentsFor('second', '--another'));
    await untilSomebodyWaits(database, 'api_key');
    founding.kill();
    expect(await founding.ended()).toMatchObject({ status: null, out: '' });
    await other.query('commit');

    // Waits for the server to notice, since the founding holds the table of stewards until then.
    await other.query('begin; lock table steward in access exclusive mode; commit');
    expect(await stored(database)).toEqual({ members: ['first'], stewards: ['first'], keys: 1 });
    expect(await foundHere(database, 'second', { another: true })).toMatchObject({ refusal: undefined });
  });

  it('stores nothing when nobody takes the key', async () => {
    await using database = await createTestDatabase();
    await using founding = startFounding(database, argumentsFor('first'));
    founding.closeOutput();
    const { status, err } = await founding.ended();
    expect({ status, err }).toEqual({ status: 1, err: 'Nothing was founded. write EPIPE\n' });
    expect(await stored(database)).toEqual({ members: null, stewards: null, keys: 0 });
  });
});

describe('what cannot be founded', () => {
  const nowhere: Place = {
    appUrl: 'postgresql://app@127.0.0.1:1/x',
    ownerUrl: 'postgresql://owner:hunter2@127.0.0.1:1/x',
  };

  it('names all mistakes of the arguments at once', async () => {
    const wrong = ['--id', 'X', '--legal-name=Y', '--kind', 'BANK', '--jurisdiction', 'CN', '--jurisdiction', 'XX'];
    const { status, out, err } = await found(nowhere, [
      ...wrong,
      ...['--website', 'ftp://x', '--verification', 'NO', '--another=yes', '--colour', 'red', '--id', 'ctma'],
    ]);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(
      err
        .trim()
        .split('\n')
        .map((line) => line.replace(/: .*/, '')),
    ).toEqual([
      '--another',
      '--colour',
      'Expected options only, got "red".',
      '--id',
      '--id',
      '--legal-name',
      '--display-name',
      '--kind',
      '--jurisdiction',
      '--website',
      '--verification',
    ]);
    expect(err).toContain('--jurisdiction: expected an ISO 3166-1 alpha-2 code such as CN, got "XX".\n');
  });

  it('explains itself to those who ask', () => {
    expect(readFoundingArguments(['--id', 'X', '--help'])).toEqual({ kind: 'help' });
  });

  it('says which settings are missing', async () => {
    const { status, out, err } = await found({ appUrl: '', ownerUrl: 'mysql://x:hunter2@y/z' }, argumentsFor('ctma'));
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('DATABASE_URL: must be set.\n- DATABASE_OWNER_URL: must be an address that begins with');
    expect(err).not.toContain('hunter2');
  });

  it('says that the database cannot be reached, without the password', async () => {
    const { status, out, err } = await found(nowhere, argumentsFor('ctma'));
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toMatch(/^Nothing was founded\. .*ECONNREFUSED/);
    expect(err).not.toContain('hunter2');
  });
});

/** Returns as soon as a statement waits for a lock on the table; looks for half a minute at most. */
async function untilSomebodyWaits({ adminUrl, ownerUrl }: TestDatabase, table: string): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = new URL(ownerUrl).pathname;
  await using client = await connect(url.href);
  const waits = `exists (select from pg_locks where relation = '${table}'::regclass and not granted)`;
  await client.query(
    `do $$ begin for i in 1..3000 loop exit when ${waits}; perform pg_sleep(0.01); end loop; assert ${waits}; end $$`,
  );
}
