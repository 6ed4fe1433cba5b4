import { hashEntry, isSignedHead, type LedgerEntryContent, provesConsistency, provesInclusion } from '@alliance/schema';

import { queryAs, readLedger } from '../../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../../support/running-subgraph.js';
import { callerOf, publicCaller } from '../../support/token-issuer.js';
import { noteSubgraph } from './support/note-subgraph.js';

let notes: TestSubgraph;

const tencent = callerOf('tencent', { purpose: 'INVESTIGATION' });
const ctma = callerOf('ctma', { purpose: 'COMPLIANCE' });
const wallet = callerOf('wallet');

const add = (caller: typeof ctma, id: string, tlp: number, shown = true): Promise<unknown> =>
  notes.ask(caller, `mutation ($id: ID!, $tlp: Int!, $shown: Boolean) { addNote(id: $id, tlp: $tlp, shown: $shown) }`, {
    id,
    tlp,
    shown,
  });

const entryFields =
  'id index kind at member actor originator originatorShown recordType items { id version } purpose details salt';

const entriesOf = async (caller: typeof ctma, filter: object = {}): Promise<Record<string, any>[]> => {
  const answer = await notes.ask(
    caller,
    `query ($filter: LedgerFilterInput) { notesLedger { entries(first: 500, filter: $filter) { nodes { ${entryFields} } } } }`,
    { filter },
  );
  return answer.data!['notesLedger'].entries.nodes as Record<string, any>[];
};

beforeAll(async () => {
  notes = await startTestSubgraph(noteSubgraph);
  await add(tencent, 'clear', 0);
  await add(tencent, 'green', 1);
  await add(tencent, 'amber', 2);
  await add(ctma, 'strict', 3);
  await add(tencent, 'anonymous', 2, false);
  await notes.ask(ctma, '{ notes { id } }');
  await notes.ledger.sequence();
});

afterAll(() => notes[Symbol.asyncDispose]());

const text = (items: object): string => JSON.stringify(items);

it('writes down every change, and every disclosure of AMBER and narrower to another institution', async () => {
  const entries = await readLedger(notes.ownerUrl);
  const created = (originator: string, id: string, tlp: number): object => ({
    kind: 'CREATED',
    member: originator,
    originator,
    originatorShown: true,
    recordType: 'Note',
    purpose: originator === 'ctma' ? 'COMPLIANCE' : 'INVESTIGATION',
    items: [{ id, version: 1 }],
    details: { tlp },
  });
  const disclosed = (originatorShown: boolean, id: string): object => ({
    kind: 'DISCLOSURE',
    member: 'ctma',
    originator: 'tencent',
    originatorShown,
    recordType: 'Note',
    purpose: 'COMPLIANCE',
    items: [{ id, version: 1 }],
    details: {},
  });
  expect(entries.map(text).sort()).toEqual(
    [
      created('tencent', 'clear', 0),
      created('tencent', 'green', 1),
      created('tencent', 'amber', 2),
      created('ctma', 'strict', 3),
      created('tencent', 'anonymous', 2),
      disclosed(true, 'amber'),
      disclosed(false, 'anonymous'),
    ]
      .map(text)
      .sort(),
  );
});

it('shows an originator who read what of its own, and a reader only what it did itself', async () => {
  const brief = (entries: readonly Record<string, any>[]): string[] =>
    entries.map(({ kind, member, items }) => `${kind} by ${member}: ${items.map(({ id }: any) => id).join()}`).sort();
  expect(brief(await entriesOf(tencent))).toEqual([
    'CREATED by tencent: amber',
    'CREATED by tencent: anonymous',
    'CREATED by tencent: clear',
    'CREATED by tencent: green',
    'DISCLOSURE by ctma: amber',
    'DISCLOSURE by ctma: anonymous',
  ]);
  // That it read what tencent published anonymously would tell it who that was.
  expect(brief(await entriesOf(ctma))).toEqual(['CREATED by ctma: strict', 'DISCLOSURE by ctma: amber']);
  expect(brief(await entriesOf(wallet))).toEqual([]);
  expect(brief(await entriesOf(callerOf('ctma', { role: 'APP' })))).toEqual([]);
  expect(brief(await entriesOf(tencent, { record: 'amber', kind: 'DISCLOSURE' }))).toEqual([
    'DISCLOSURE by ctma: amber',
  ]);
  expect(brief(await entriesOf(tencent, { record: 'am%' }))).toEqual([]);
  expect(brief(await entriesOf(tencent, { member: 'ctma', until: '2001-01-01T00:00:00Z' }))).toEqual([]);
});

it('shows the public nothing', async () => {
  const answer = await notes.ask(publicCaller, '{ notesLedger { origin leaves { index } } }');
  expect(answer.errors?.[0]?.extensions?.['code']).toBe('UNAUTHENTICATED');
});

it('gives every member hashes, signed heads and proofs that fit each other', async () => {
  for (let round = 0; round < 10; round += 1) {
    await add(wallet, `later-${String(round)}`, 0);
    await notes.ledger.sequence();
  }
  const { size: later } = await notes.ledger.sequence();
  const answer = await notes.ask(
    wallet,
    `query ($later: Int!) { notesLedger {
      origin publicKey
      head { number origin size root at signature publicKey }
      heads { number origin size root at signature publicKey }
      leaves { index entry hash recordedHash }
      inclusionProof(index: 2, size: $later)
      consistencyProof(from: 7, to: $later)
    } }`,
    { later },
  );
  const { origin, publicKey, head, heads, leaves, inclusionProof, consistencyProof } = answer.data!['notesLedger'];
  const fromHex = (hash: string): Buffer => Buffer.from(hash, 'hex');
  expect([origin, publicKey, head]).toEqual(['notes', head.publicKey, heads.at(-1)]);
  expect(heads.map(isSignedHead)).toEqual(heads.map(() => true));
  expect(heads.map(({ number }: any) => number)).toEqual(heads.map((_each: unknown, index: number) => index + 1));
  expect(isSignedHead({ ...head, size: head.size - 1 })).toBe(false);
  expect(leaves.map(({ index, hash, recordedHash }: any) => [index, hash === recordedHash])).toEqual(
    Array.from({ length: later }, (_each, index) => [index, true]),
  );
  const root = fromHex(head.root);
  const leaf = fromHex(leaves[2].hash);
  expect(provesInclusion({ index: 2, size: later, leaf, root, path: inclusionProof.map(fromHex) })).toBe(true);
  const before = heads.find(({ size }: any) => size === 7);
  const from = { size: 7, root: fromHex(before.root) };
  expect(provesConsistency({ from, to: { size: later, root }, path: consistencyProof.map(fromHex) })).toBe(true);
});

it('lets whoever sees an entry compute its hash', async () => {
  const [entry] = await entriesOf(tencent, { kind: 'DISCLOSURE', record: 'amber' });
  const { member, at, items, ...rest } = entry!;
  const content = {
    ...rest,
    atMicros: `${String(Date.parse(at as string))}000`,
    actorMember: member,
    items: text(items as object),
  } as unknown as LedgerEntryContent;
  const answer = await notes.ask(
    wallet,
    'query ($after: Int) { notesLedger { leaves(first: 1, after: $after) { entry hash } } }',
    {
      after: rest['index'] - 1,
    },
  );
  expect(answer.data!['notesLedger'].leaves).toEqual([{ entry: rest['id'], hash: hashEntry(content).toString('hex') }]);
});

it('writes nothing of a change that was undone', async () => {
  const before = await readLedger(notes.ownerUrl);
  expect((await add(tencent, 'refused', 2)) as object).toMatchObject({ data: null });
  expect(await readLedger(notes.ownerUrl)).toEqual(before);
});

it('lets the role that writes neither change, nor remove, nor write in another name', async () => {
  const as = (statement: string): Promise<string> => {
    const session = notes.database.sessionFor({
      kind: 'member',
      caller: 'c',
      member: 'ctma',
      roles: ['ADMIN'],
      clearance: 'RED',
      groups: [],
    });
    return session
      .write((em) => em.execute(statement))
      .then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
      )
      .finally(() => session.end());
  };
  const insert = (member: string, actor: string): string =>
    `insert into ledger_entry values (gen_random_uuid(), 's', 'CHANGED', now(), '${member}', '${actor}', 'o', true, 'T', '[]', null, '{}')`;
  const denied = '42501';
  const outcomes = await Promise.all(
    [
      `update ledger_entry set kind = 'x'`,
      'delete from ledger_entry',
      'truncate ledger_entry',
      insert('tencent', 'c'),
      insert('ctma', 'somebody else'),
      `insert into ledger_leaf values (99, gen_random_uuid(), 'h')`,
      'delete from ledger_leaf',
      `insert into ledger_head values (99, 'notes', 0, '', now(), '', '')`,
      'delete from ledger_head',
      `update ledger_node set hash = ''`,
      'delete from ledger_pending',
      'select * from ledger_key',
    ].map(as),
  );
  expect(outcomes).toEqual(outcomes.map(() => denied));
  expect(await as(insert('ctma', 'c'))).toBe('done');
});

it('lets nothing of an answer leave whose disclosures cannot be written down', async () => {
  await queryAs(superuserOf(notes), 'alter table ledger_entry add constraint broken check (false) not valid');
  const token = await notes.tokenFor('notes', ctma);
  const response = await notes.call({ authorization: `Bearer ${token}` }, { query: '{ notes { id secret } }' });
  const answer: unknown = await response.json();
  await queryAs(superuserOf(notes), 'alter table ledger_entry drop constraint broken');
  expect([response.status, answer]).toEqual([
    500,
    { errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
  ]);
  const own = await notes.call({ authorization: `Bearer ${token}` }, { query: '{ notes { id } }' });
  expect(own.status).toBe(200);
});

function superuserOf({ ownerUrl, adminUrl }: TestSubgraph): string {
  return new URL(new URL(ownerUrl).pathname, adminUrl).href;
}
