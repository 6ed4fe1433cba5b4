import { setTimeout as passTime } from 'node:timers/promises';
import pg from 'pg';
import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, membershipOf, publicCaller } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const author = callerOf('cbarc', { groups: ['circle'], clearance: 'RED' });
const insider = callerOf('ctma', { groups: ['circle'] });
const outsider = callerOf('demo-wallet', { clearance: 'RED' });
const circle = { tlp: 'AMBER', sharingGroup: 'circle' };

let addresses = 0;

function freshAddress(): string {
  addresses += 1;
  return `0xab${addresses.toString(16).padStart(38, '0')}`;
}

/** A moment that lies between what was done before and what is done after. */
async function moment(): Promise<Date> {
  await passTime(2);
  const now = new Date();
  await passTime(2);
  return now;
}

function must<T>({ data, errors }: GraphQLAnswer<T>): T {
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

let references = 0;

async function publish(address: string, marking: object, item: object = {}): Promise<string> {
  references += 1;
  const statement = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], method: 'FORENSIC' };
  const source = { publisher: 'Press', kind: 'PRESS' };
  const input = { marking, source, items: [{ reference: `r-${String(references)}`, ...statement, ...item }] };
  const answer = await hub.ask(
    author,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
    { input },
  );
  return must(answer).publishAttestations.results[0].id as string;
}

async function change(mutation: 'correctAttestation' | 'withdrawAttestation', input: object): Promise<void> {
  const type = mutation === 'correctAttestation' ? 'CorrectAttestationInput' : 'WithdrawAttestationInput';
  must(await hub.ask(author, `mutation ($input: ${type}!) { ${mutation}(input: $input) { id } }`, { input }));
}

interface Then {
  /** The attestation by its id, among those of its address, and as a reason of the address's screening. */
  readonly found: { readonly version: number; readonly label: string | null; readonly state: string } | null;
  readonly listed: number;
  readonly reasons: number;
  readonly band: string;
}

/** What a caller is told as of a moment; the ways to an attestation must agree. */
async function tell(
  caller: Caller,
  { id, address }: { id: string; address: string },
  asOf: Date | null,
): Promise<Then> {
  const data = must(
    await hub.ask(
      caller,
      `query ($id: ID!, $address: ID!, $value: String!, $t: DateTime) {
         attestation(id: $id, asOf: $t) { version label state sources { publisher } history { version } }
         address(id: $address) { attestations(asOf: $t) { nodes { id version } totalCount } screening(asOf: $t) { band score reasons { attestation label ageDays } } }
         screenAddresses(addresses: [{ chain: "ethereum", value: $value }], asOf: $t) { screening { band score reasons { attestation label ageDays } } } }`,
      { id, address: `eip155:1:${address}`, value: address, t: asOf },
    ),
  );
  const { attestations, screening } = data.address;
  expect(data.screenAddresses[0].screening).toEqual(screening);
  expect(attestations.totalCount).toBe(attestations.nodes.length);
  if (data.attestation === null) {
    expect(attestations.nodes.filter((node: { id: string }) => node.id === id)).toEqual([]);
    expect(screening.reasons.filter((reason: { attestation: string }) => reason.attestation === id)).toEqual([]);
    return { found: null, listed: attestations.nodes.length, reasons: screening.reasons.length, band: screening.band };
  }
  const { sources, history, ...found } = data.attestation;
  if (found.state === 'PUBLISHED') expect(sources).toEqual([{ publisher: 'Press' }]);
  if (asOf !== null) expect(history).toEqual([{ version: found.version }]);
  return { found, listed: attestations.nodes.length, reasons: screening.reasons.length, band: screening.band };
}

const nothing = { found: null, listed: 0, reasons: 0, band: 'UNKNOWN' };
const version = (label: string | null, number = 1, state = 'PUBLISHED') => ({ version: number, label, state });
const one = { listed: 1, reasons: 1, band: expect.stringMatching(/LOW|MEDIUM|HIGH|SEVERE/) as string };

async function asOwner(sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: hub.ownerUrl });
  await client.connect();
  await client.query(sql, parameters).finally(() => client.end());
}

it('tells each version at its time, nothing before the first, and the end after the last', async () => {
  const address = freshAddress();
  const before = await moment();
  const id = await publish(address, { tlp: 'GREEN' }, { label: 'first' });
  const first = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, label: 'second' });
  const second = await moment();
  await change('withdrawAttestation', { id, reason: 'ERROR' });
  const end = await moment();
  for (const caller of [author, outsider]) {
    const told: Then[] = [];
    for (const at of [before, first, second, end, null]) told.push(await tell(caller, { id, address }, at));
    const withdrawn = { found: version(null, 3, 'WITHDRAWN'), listed: 1, reasons: 0, band: 'UNKNOWN' };
    expect(told).toEqual([
      nothing,
      { found: version('first'), ...one },
      { found: version('second', 2), ...one },
      withdrawn,
      withdrawn,
    ]);
  }
  for (const at of [before, first, second]) expect(await tell(publicCaller, { id, address }, at)).toEqual(nothing);
});

it('leaves no moment between two versions in which there is none', async () => {
  const address = freshAddress();
  const id = await publish(address, { tlp: 'CLEAR' });
  await change('correctAttestation', { id, expectedVersion: 1, label: 'second' });
  const { data } = await hub.ask(author, `query ($id: ID!) { attestation(id: $id) { publishedAt } }`, { id });
  const changed = new Date(data!['attestation'].publishedAt as string);
  expect((await tell(publicCaller, { id, address }, changed)).found).toMatchObject({ version: 2 });
  const justBefore = new Date(changed.getTime() - 1);
  expect((await tell(publicCaller, { id, address }, justBefore)).found).toMatchObject({ version: 1 });
});

it('tells nobody what was withdrawn as SENSITIVE since, though it came back under other words', async () => {
  const address = freshAddress();
  const id = await publish(address, { tlp: 'CLEAR' }, { reference: 'sensitive', label: 'a name' });
  const named = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, label: 'the name' });
  const renamed = await moment();
  await change('withdrawAttestation', { id, reason: 'SENSITIVE' });
  const recalled = await moment();
  await publish(address, { tlp: 'CLEAR' }, { reference: 'sensitive', label: 'no name' });
  for (const caller of [author, outsider, publicCaller]) {
    for (const at of [named, renamed]) expect(await tell(caller, { id, address }, at)).toEqual(nothing);
    expect(await tell(caller, { id, address }, recalled)).toEqual({ ...nothing, found: version(null, 3, 'WITHDRAWN') });
    expect(await tell(caller, { id, address }, await moment())).toEqual({ found: version('no name', 4), ...one });
  }
});

it('goes by memberships that had begun then and hold now', async () => {
  const address = freshAddress();
  const id = await publish(address, circle);
  const then = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, label: 'second' });
  const since = new Date(then.getTime() - 1).toISOString();
  const later = new Date(then.getTime() + 1).toISOString();
  const joined = (more: object) => callerOf('demo-exchange', { groups: [membershipOf('circle', more)] });
  const readers: [Caller, sawThen: boolean, seesNow: boolean][] = [
    [author, true, true],
    [insider, true, true],
    [joined({ since, joinSees: 'ALL_HISTORY' }), true, true],
    // It had joined, but after what was current then had been shared.
    [joined({ since, joinSees: 'FROM_JOIN' }), false, true],
    [joined({ since: later, joinSees: 'ALL_HISTORY' }), false, true],
    [callerOf('ctma'), false, false],
    [outsider, false, false],
    [callerOf('ctma', { groups: ['circle'], clearance: 'GREEN' }), false, false],
    [publicCaller, false, false],
  ];
  for (const [caller, sawThen, seesNow] of readers) {
    expect(await tell(caller, { id, address }, then)).toEqual(sawThen ? { found: version(null), ...one } : nothing);
    expect(await tell(caller, { id, address }, null)).toEqual(
      seesNow ? { found: version('second', 2), ...one } : nothing,
    );
  }
});

it('keeps what was not released then to its originator', async () => {
  const address = freshAddress();
  const id = await publish(address, { tlp: 'GREEN', releaseAt: new Date(Date.now() + 3_600_000) });
  const held = await moment();
  const released = await moment();
  for (const table of ['attestation', 'source'])
    await asOwner(`update ${table} set release_at = $1 where release_at > now()`, [released]);
  const told = await Promise.all([held, released, null].map((at) => tell(outsider, { id, address }, at)));
  expect(told).toEqual([nothing, ...[1, 2].map(() => ({ found: version(null), ...one }))]);
  expect(await tell(author, { id, address }, held)).toEqual({ found: version(null), ...one });
});

it('shows what was marked wider then as it was then', async () => {
  const address = freshAddress();
  const id = await publish(address, { tlp: 'GREEN' }, { label: 'wide' });
  const wide = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, marking: { tlp: 'RED' } });
  expect(await tell(outsider, { id, address }, null)).toEqual(nothing);
  expect(await tell(outsider, { id, address }, wide)).toEqual({ found: version('wide'), ...one });
});

it('scores by the age that statements had then, and by what had not run out', async () => {
  const address = freshAddress();
  const id = await publish(address, { tlp: 'GREEN' });
  const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);
  await asOwner(`update attestation set published_at = $2, observed_to = $3, valid_until = $4 where id = $1`, [
    id,
    daysAgo(100),
    daysAgo(110),
    daysAgo(50),
  ]);
  const query = `query ($id: ID!, $t: DateTime) { address(id: $id) { screening(asOf: $t) { asOf reasons { ageDays } } } }`;
  const valid = daysAgo(60);
  const then = must(await hub.ask(outsider, query, { id: `eip155:1:${address}`, t: valid }));
  expect(then.address.screening).toEqual({ asOf: valid.toISOString(), reasons: [{ ageDays: 50 }] });
  expect((await tell(outsider, { id, address }, valid)).found?.state).toBe('PUBLISHED');
  const after = { found: version(null, 1, 'EXPIRED'), listed: 1, reasons: 0, band: 'UNKNOWN' };
  expect(await tell(outsider, { id, address }, daysAgo(49))).toEqual(after);
});

const refused = { errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'asOf' } }] };

it('refuses the future, a version beside a moment, and a fifth moment in one request', async () => {
  const address = `eip155:1:${freshAddress()}`;
  const query = `query ($id: ID!, $t: DateTime) { address(id: $id) { screening(asOf: $t) { band } } }`;
  const ahead = new Date(Date.now() + 60_000);
  expect(await hub.ask(insider, query, { id: address, t: ahead })).toMatchObject(refused);
  const both = `{ attestation(id: "00000000-0000-7000-8000-000000000001", version: 1, asOf: "2020-01-01T00:00:00Z") { id } }`;
  expect(await hub.ask(insider, both)).toMatchObject(refused);
  const at = (years: number[]) =>
    `{ address(id: "${address}") { ${years.map((year) => `y${String(year)}: screening(asOf: "${String(year)}-01-01T00:00:00Z") { band }`).join(' ')} } }`;
  expect(await hub.ask(insider, at([2019, 2020, 2021, 2022, 2023]))).toMatchObject(refused);
  expect(await hub.ask(insider, at([2019, 2020, 2021, 2022]))).toEqual({
    data: {
      address: Object.fromEntries([2019, 2020, 2021, 2022].map((year) => [`y${String(year)}`, { band: 'UNKNOWN' }])),
    },
  });
});

it('shows nothing of the past to a session that names no moment, and nothing of others at all', async () => {
  const address = freshAddress();
  const id = await publish(address, circle);
  const then = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, label: 'second' });
  const { principal, ...claims } = insider;
  const present = hub.database.sessionFor({ ...claims, caller: principal });
  const versions = (session: typeof present) =>
    session.read((em) => em.execute(`select version from attestation where id = '${id}' order by version`));
  const past = await hub.database.pastSessionOf(present, then);
  expect([await versions(present), await versions(past)]).toEqual([[{ version: 2 }], [{ version: 1 }]]);
  await expect(past.write(() => Promise.resolve())).rejects.toThrow('Nothing is written into the past.');
  await present.end();
  await expect(versions(past)).rejects.toThrow('The request is answered');
});

it('writes in the ledger what it discloses of the past', async () => {
  const address = freshAddress();
  const id = await publish(address, circle);
  const then = await moment();
  await change('correctAttestation', { id, expectedVersion: 1, label: 'second' });
  await hub.ask(insider, `query ($id: ID!, $t: DateTime) { attestation(id: $id, asOf: $t) { id } }`, { id, t: then });
  const client = new pg.Client({ connectionString: hub.ownerUrl });
  await client.connect();
  const { rows } = await client
    .query<{ items: string }>(
      `select items from ledger_entry where kind = 'DISCLOSURE' and actor_member = 'ctma' and items like '%' || $1 || '%'`,
      [id],
    )
    .finally(() => client.end());
  expect(rows.map(({ items }) => JSON.parse(items) as unknown)).toEqual([[{ id, version: 1 }]]);
});

it('holds no connection for the past when the answer has left, though many ask at once', async () => {
  const address = `eip155:1:${freshAddress()}`;
  const query = `{ address(id: "${address}") { ${[2019, 2020, 2021, 2022].map((year) => `y${String(year)}: screening(asOf: "${String(year)}-01-01T00:00:00Z") { band }`).join(' ')} now: screening { band } } }`;
  const answers = await Promise.all(Array.from({ length: 40 }, () => hub.ask(insider, query)));
  expect(answers.every(({ errors }) => errors === undefined)).toBe(true);
  const client = new pg.Client({ connectionString: hub.ownerUrl });
  await client.connect();
  const { rows } = await client
    .query(
      `select pid from pg_stat_activity where datname = current_database() and usename = $1 and state like 'idle in transaction%'`,
      [new URL(hub.appUrl).username],
    )
    .finally(() => client.end());
  expect(rows).toEqual([]);
});
