import pg from 'pg';
import { type Caller } from '@alliance/schema';
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
const address = `0x${'7'.repeat(40)}`;

type Publishing = GraphQLAnswer<{ publishAttestations: { results: { id: string; version: number }[] } }>;
let references = 0;

function tryPublish(caller: Caller, marking: object, item: object = {}): Promise<Publishing> {
  references += 1;
  const statement = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], method: 'FORENSIC' };
  return hub.ask(
    caller,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id version } } }',
    {
      input: {
        marking,
        source: { publisher: 'Press', kind: 'PRESS' },
        items: [{ reference: String(references), ...statement, ...item }],
      },
    },
  );
}

async function publish(caller: Caller, marking: object, item: object = {}): Promise<string> {
  const answer = await tryPublish(caller, marking, item);
  const id = answer.data?.publishAttestations.results[0]?.id;
  if (id === undefined) throw new Error(JSON.stringify(answer));
  return id;
}

/** Whether a caller finds it by its id, in the list, and among the statements of its address; the three agree. */
async function sees(caller: Caller, id: string): Promise<boolean> {
  const { data } = await hub.ask(
    caller,
    `query ($id: ID!, $address: ID!) { attestation(id: $id) { id sources { publisher } } attestations(first: 100) { nodes { id } }
       address(id: $address) { attestations(first: 100) { nodes { id } } } }`,
    { id, address: `eip155:1:${address}` },
  );
  const has = (nodes: readonly { id: string }[]): boolean => nodes.some((node) => node.id === id);
  const isThere = data!.attestation !== null;
  expect([has(data!.attestations.nodes), has(data!.address.attestations.nodes)]).toEqual([isThere, isThere]);
  if (isThere) expect(data!.attestation.sources).toEqual([{ publisher: 'Press' }]);
  return isThere;
}

const recipientId = async (caller: Caller): Promise<string | null> =>
  (await hub.ask(caller, '{ attestationRecipientId }')).data!['attestationRecipientId'] as string | null;
const markingOf = async (caller: Caller, id: string): Promise<unknown> =>
  (
    await hub.ask(caller, `query ($id: ID!) { attestation(id: $id) { tlp recipients releaseAt purposes pap } }`, {
      id,
    })
  ).data!['attestation'];
const refused = (code: string, field: string) => ({ errors: [{ extensions: { code, field } }] });
const inAnHour = (hours = 1): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Runs SQL as the owner of the tables, whom no policy binds. */
async function asOwner(sql: string, parameters: unknown[] = []): Promise<void> {
  const client = new pg.Client({ connectionString: hub.ownerUrl });
  await client.connect();
  await client.query(sql, parameters).finally(() => client.end());
}

it('shows RED to the callers whom it names, and their names to its originator alone', async () => {
  const named = callerOf('ctma', { clearance: 'RED' });
  const recipients = [await recipientId(named)];
  const id = await publish(author, { tlp: 'RED', recipients });
  const readers = [author, named, callerOf('ctma', { role: 'APP', clearance: 'RED' }), outsider, publicCaller];
  expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, true, false, false, false]);
  const marking = { tlp: 'RED', releaseAt: null, purposes: [], pap: 'RED' };
  expect(await markingOf(author, id)).toEqual({ ...marking, recipients });
  expect(await markingOf(named, id)).toEqual({ ...marking, recipients: [] });
  expect(await recipientId(publicCaller)).toBeNull();
});

it('keeps what is released later to its originator, also out of a screening', async () => {
  const id = await publish(author, { tlp: 'CLEAR', releaseAt: inAnHour() });
  const elsewhere = `0x${'8'.repeat(40)}`;
  await publish(author, { tlp: 'CLEAR', releaseAt: inAnHour() }, { address: elsewhere });
  const scored = async (caller: Caller): Promise<boolean> => {
    const query = `{ screenAddresses(addresses: [{ chain: "ethereum", value: "${elsewhere}" }]) { screening { band reasons { concept } } } }`;
    const { data } = await hub.ask(caller, query);
    const { screening } = data!['screenAddresses'][0] as { screening: { band: string; reasons: object[] } };
    expect(screening.band === 'UNKNOWN').toBe(screening.reasons.length === 0);
    return screening.band !== 'UNKNOWN';
  };
  const readers = [author, insider, publicCaller];
  expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, false, false]);
  expect(await Promise.all(readers.map(scored))).toEqual([true, false, false]);
  for (const table of ['attestation', 'source']) await asOwner(`update ${table} set release_at = now()`);
  expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, true, true]);
  expect(await Promise.all(readers.map(scored))).toEqual([true, true, true]);
});

it('limits who reads to a purpose, the originator never', async () => {
  const id = await publish(author, { tlp: 'GREEN', purposes: ['COMPLIANCE'] });
  const readers = [author, callerOf('ctma', { purpose: 'COMPLIANCE' }), callerOf('ctma', { purpose: 'RESEARCH' })];
  expect(await Promise.all(readers.map((reader) => sees(reader, id)))).toEqual([true, true, false]);
  expect([await sees(insider, id), await sees(publicCaller, id)]).toEqual([false, false]);
});

it('shows a newcomer what was shared since it joined, with its source, where the group says so', async () => {
  const marking = { tlp: 'AMBER', sharingGroup: 'circle' };
  const before = await publish(author, marking);
  await asOwner(`update attestation set published_at = now() - interval '1 day' where id = $1`, [before]);
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const newcomer = callerOf('demo-exchange', { groups: [membershipOf('circle', { since, joinSees: 'FROM_JOIN' })] });
  const latecomer = callerOf('demo-exchange', { groups: [membershipOf('circle', { since })] });
  const after = await publish(author, marking);
  const all = [newcomer, latecomer, outsider, publicCaller];
  expect(await Promise.all(all.map((reader) => sees(reader, before)))).toEqual([false, true, false, false]);
  expect(await Promise.all(all.map((reader) => sees(reader, after)))).toEqual([true, true, false, false]);
});

it.each([
  ['which one only reads', { mayWrite: false }, 'AMBER', 'sharingGroup'],
  ['that takes nothing so narrow', { maxTlp: 'AMBER' as const }, 'AMBER_STRICT', 'tlp'],
])('refuses a group %s', async (_what, more, tlp, field) => {
  const writer = callerOf('cbarc', { groups: [membershipOf('circle', more)] });
  const answer = await tryPublish(writer, { tlp, sharingGroup: 'circle' });
  expect(answer).toMatchObject(refused('FORBIDDEN', `input.marking.${field}`));
});

describe('a withdrawal after its originator has left the group', () => {
  const withdraw = (caller: Caller, id: string, more: object = {}) =>
    hub.ask(
      caller,
      `mutation ($input: WithdrawAttestationInput!) { withdrawAttestation(input: $input) { state subject label withdrawal { reason note } } }`,
      { input: { id, reason: 'SOURCE_WITHDRAWN', ...more } },
    );
  const leaver = callerOf('cbarc', { clearance: 'RED' });

  it('takes the content away, and brings no word in', async () => {
    const id = await publish(author, { tlp: 'AMBER', sharingGroup: 'circle' }, { label: 'Drainer' });
    const correct = `mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { id } }`;
    expect(await hub.ask(leaver, correct, { input: { id, expectedVersion: 1, label: 'x' } })).toMatchObject(
      refused('FORBIDDEN', 'input.marking.sharingGroup'),
    );
    expect(await withdraw(leaver, id, { note: 'a last word' })).toMatchObject(refused('BAD_USER_INPUT', 'input.note'));
    expect(await withdraw(insider, id)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    expect(await withdraw(leaver, id)).toEqual({
      data: {
        withdrawAttestation: {
          state: 'WITHDRAWN',
          subject: `eip155:1:${address}`,
          label: null,
          withdrawal: { reason: 'SOURCE_WITHDRAWN', note: null },
        },
      },
    });
    const { data } = await hub.ask(insider, `query ($id: ID!) { attestation(id: $id) { state label } }`, { id });
    expect(data).toEqual({ attestation: { state: 'WITHDRAWN', label: null } });
  });

  it('ends what a list no longer names, without its note', async () => {
    const list = (version: string) => ({ id: 'left-list', version });
    const item = { reference: 'listed', chain: 'ethereum', address, claimType: 'MENTION' };
    const input = {
      marking: { tlp: 'AMBER', sharingGroup: 'circle' },
      source: { publisher: 'Press', kind: 'PRESS' },
      list: list('2024-01-01'),
      items: [item],
    };
    const publishing = `mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { accepted } }`;
    expect(await hub.ask(author, publishing, { input })).toEqual({ data: { publishAttestations: { accepted: 1 } } });
    const conclude = `mutation ($input: ListEditionInput!) { concludeList(input: $input) { withdrawn attestations } }`;
    const { data } = await hub.ask(leaver, conclude, { input: list('2024-02-01') });
    expect(data!.concludeList.withdrawn).toBe(1);
    const [id] = data!.concludeList.attestations as string[];
    const seen = await hub.ask(insider, `query ($id: ID!) { attestation(id: $id) { withdrawal { reason note } } }`, {
      id,
    });
    expect(seen.data).toEqual({ attestation: { withdrawal: { reason: 'SOURCE_WITHDRAWN', note: null } } });
  });

  it.each([
    ['of nothing', `'00000000-0000-7000-8000-000000000001'::uuid, 2`, {}],
    ['of another subject', 'id, version + 1', { subject: `'x'`, subject_key: `'x'` }],
    ['for another group', 'id, version + 1', { sharing_group: `'another'` }],
    ['with a wider marking', 'id, version + 1', { tlp: '1' }],
    ['with a label', 'id, version + 1', { label: `'x'` }],
    ['with a note', 'id, version + 1', { withdrawal_note: `'x'` }],
    ['of another list', 'id, version + 1', { list: `'x'` }],
  ])('is not written by SQL %s', async (_what, place, more: Record<string, string>) => {
    const id = await publish(author, { tlp: 'AMBER', sharingGroup: 'circle' });
    const same =
      'originator reference reference_key content_hash subject_kind subject subject_key claim_type method source tlp sharing_group recipients release_at purposes pap originator_display list list_version';
    const emptied: Record<string, string> = {
      state: `'WITHDRAWN'`,
      published_at: 'now()',
      withdrawal_reason: `'ERROR'`,
    };
    const empty: Record<string, string> = { concepts: `'{}'`, evidence: `'[]'`, derived_from: `'{}'` };
    const values = { ...Object.fromEntries(same.split(' ').map((name) => [name, name])), ...emptied, ...empty };
    const insert = (columns: Record<string, string>, at: string): string =>
      `insert into attestation (id, version, ${Object.keys(columns).join(', ')}) select ${at}, ${Object.values(columns).join(', ')} from attestation where id = '${id}'`;
    const { principal, ...claims } = leaver;
    const session = hub.database.sessionFor({ ...claims, caller: principal });
    const write = (sql: string): Promise<unknown> => session.write((em) => em.execute(sql));
    await expect(write(insert({ ...values, ...more }, place))).rejects.toMatchObject({ code: '42501' });
    await write(`update attestation set superseded_at = now() where id = '${id}'`);
    await expect(write(insert(values, 'id, version + 1'))).resolves.toBeDefined();
  });
});

describe('what follows from other statements', () => {
  it('takes over the latest release, the common purposes and the strictest PAP', async () => {
    const [early, late] = [inAnHour(1), inAnHour(2)];
    const derivedFrom = [
      await publish(author, { tlp: 'GREEN', releaseAt: late, purposes: ['COMPLIANCE', 'RESEARCH'] }),
      await publish(author, { tlp: 'GREEN', releaseAt: early, pap: 'RED' }),
      await publish(author, { tlp: 'GREEN', purposes: ['RESEARCH', 'INVESTIGATION'] }),
    ];
    const id = await publish(author, { tlp: 'GREEN' }, { derivedFrom });
    const inherited = { tlp: 'GREEN', recipients: [], releaseAt: late, purposes: ['RESEARCH'], pap: 'RED' };
    expect(await markingOf(author, id)).toEqual(inherited);
  });

  it('is refused where it would be wider, or for no purpose at all', async () => {
    const narrow = await publish(author, { tlp: 'AMBER', sharingGroup: 'circle', purposes: ['RESEARCH'] });
    const derivedFrom = [narrow];
    expect(await tryPublish(author, { tlp: 'GREEN' }, { derivedFrom })).toMatchObject(
      refused('BAD_USER_INPUT', 'input.marking.tlp'),
    );
    expect(await tryPublish(author, { tlp: 'AMBER', purposes: ['COMPLIANCE'] }, { derivedFrom })).toMatchObject(
      refused('BAD_USER_INPUT', 'input.marking.purposes'),
    );
    expect(await tryPublish(outsider, { tlp: 'RED' }, { derivedFrom })).toMatchObject({
      errors: [{ extensions: { code: 'NOT_FOUND' } }],
    });
  });

  it('stays with its author when somebody else’s is RED', async () => {
    const named = callerOf('ctma', { clearance: 'RED' });
    const recipients = [(await recipientId(named)) ?? ''];
    const derivedFrom = [await publish(author, { tlp: 'RED', recipients })];
    expect(await tryPublish(named, { tlp: 'RED', recipients }, { derivedFrom })).toMatchObject(
      refused('BAD_USER_INPUT', 'input.marking.recipients'),
    );
    const id = await publish(named, { tlp: 'RED' }, { derivedFrom });
    expect([await sees(named, id), await sees(author, id)]).toEqual([true, false]);
  });
});

it('lets nothing become wider by silence when it is corrected', async () => {
  const narrow = { releaseAt: inAnHour(), purposes: ['RESEARCH'] };
  const id = await publish(author, { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS', ...narrow });
  const correct = `mutation ($input: CorrectAttestationInput!) { correctAttestation(input: $input) { originatorDisplay releaseAt purposes pap } }`;
  expect(await hub.ask(author, correct, { input: { id, expectedVersion: 1, marking: { tlp: 'AMBER' } } })).toEqual({
    data: { correctAttestation: { originatorDisplay: 'ANONYMOUS', ...narrow, pap: 'AMBER' } },
  });
});
