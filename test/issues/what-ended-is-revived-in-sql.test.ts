import type { MemberViewer, Viewer } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';
import { membersSubgraph } from '@alliance/members';

import { queryAs } from '../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

// No request of the API asks for any of this. The policies are what holds when one does, some day.

let members: TestSubgraph;
let intelligence: TestSubgraph;

const adminOf = (member: string): MemberViewer => ({
  kind: 'member',
  caller: 'c',
  member,
  roles: ['ADMIN'],
  clearance: 'RED',
  groups: [],
});
const wallet = adminOf('demo-wallet');

/** SQLSTATE of a write that a policy or a missing right refuses (PostgreSQL documentation, appendix A). */
const insufficientPrivilege = '42501';

async function write(subgraph: TestSubgraph, viewer: Viewer, sql: string): Promise<string> {
  try {
    await subgraph.database.sessionFor(viewer).write((em) => em.execute(sql));
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const asOwner = (sql: string): Promise<object[]> => queryAs(members.ownerUrl, sql);

beforeAll(async () => {
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });
  intelligence = await startTestSubgraph(addressIntelligenceSubgraph);
  await asOwner(
    `insert into sharing_group (id, name, purpose, owner, max_tlp, reshare, join_sees, status, created_at)
     values ('g1', 'g', 'p', 'ctma', 2, 'NONE', 'FROM_JOIN', 'OPEN', now()), ('g2', 'g', 'p', 'demo-wallet', 2, 'NONE', 'FROM_JOIN', 'CLOSED', now())`,
  );
  await asOwner(
    `insert into membership (id, group_id, member, role, since, until)
     values ('00000000-0000-4000-8000-000000000001', 'g1', 'demo-wallet', 'CONTRIBUTOR', now() - interval '2 days', now() - interval '1 day')`,
  );
  await asOwner(
    `insert into api_key (key_id, member, label, roles, clearance, secret_hash, created_at, revoked_at) values ('k1', 'demo-wallet', 'l', '{APP}', 1, 'h', now(), now())`,
  );
  await asOwner(
    `insert into public_key (key_id, member, algorithm, public_key, valid_from, revoked_at) values ('p1', 'demo-wallet', 'ED25519', 'k', now(), now())`,
  );
}, 60_000);

afterAll(async () => {
  await members[Symbol.asyncDispose]();
  await intelligence[Symbol.asyncDispose]();
});

it('does not let a member that left a group come back by itself', async () => {
  await write(members, wallet, 'update membership set until = null');
  expect(await asOwner(`select until is null as "isBack" from membership where group_id = 'g1'`)).toEqual([
    { isBack: false },
  ]);
});

it('does not let the owner of a group show a newcomer what was shared before it came', async () => {
  const join = (since: string): string =>
    `insert into membership (id, group_id, member, role, since) values (gen_random_uuid(), 'g1', 'mullvad', 'READER', ${since})`;
  expect(await write(members, adminOf('ctma'), join(`now() - interval '1 year'`))).toBe(insufficientPrivilege);
  expect(await write(members, adminOf('ctma'), join('now()'))).toBe('done');
});

it('does not open a group again that was closed, nor a key that was revoked', async () => {
  await write(members, wallet, `update sharing_group set status = 'OPEN'`);
  await write(members, wallet, 'update api_key set revoked_at = null');
  await write(members, wallet, 'update public_key set revoked_at = null');
  await write(members, { kind: 'hub' }, 'update api_key set revoked_at = null');
  expect(await asOwner(`select status from sharing_group where id = 'g2'`)).toEqual([{ status: 'CLOSED' }]);
  expect(
    await asOwner(
      `select k.revoked_at is null as "key", p.revoked_at is null as "publicKey" from api_key k, public_key p where k.key_id = 'k1' and p.key_id = 'p1'`,
    ),
  ).toEqual([{ key: false, publicKey: false }]);
});

it('lets nobody claim the first key of a member that is admitted already', async () => {
  const claim = `insert into first_key_claim (member, secret_hash) values ('ctma', 'known to me')`;
  expect(await write(members, { kind: 'public' }, claim)).toBe(insufficientPrivilege);
  expect(await write(members, wallet, claim)).toBe(insufficientPrivilege);
});

it('does not bring back a version of an attestation that was withdrawn', async () => {
  const author = callerOf('ctma', { groups: ['circle'] });
  const item = { reference: 'r1', chain: 'ethereum', address: `0x${'7'.repeat(40)}`, claimType: 'ABUSE' };
  const { data } = await intelligence.ask(
    author,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
    {
      input: {
        marking: { tlp: 'AMBER', sharingGroup: 'circle' },
        source: { publisher: 'Press', kind: 'PRESS' },
        items: [{ ...item, concepts: ['SCAM'], method: 'FORENSIC' }],
      },
    },
  );
  const id = data!['publishAttestations'].results[0].id as string;
  const answer = await intelligence.ask(
    author,
    'mutation ($input: WithdrawAttestationInput!) { withdrawAttestation(input: $input) { id } }',
    { input: { id, reason: 'ERROR' } },
  );
  expect(answer.errors).toBeUndefined();
  const leftTheGroup = adminOf('ctma');
  // Both at once: one current version for each reference is all that the index asks for.
  expect(
    await write(intelligence, leftTheGroup, `update attestation set superseded_at = now() where state = 'WITHDRAWN'`),
  ).toBe('done');
  await write(intelligence, leftTheGroup, `update attestation set superseded_at = null where state = 'PUBLISHED'`);
  expect(
    await queryAs(
      intelligence.ownerUrl,
      `select superseded_at is null as "isCurrent" from attestation where version = 1`,
    ),
  ).toEqual([{ isCurrent: false }]);
});

it('takes no entry of the ledger for another time than now', async () => {
  const entry = (at: string): string =>
    `insert into ledger_entry (id, salt, kind, at, actor_member, actor, originator, originator_shown, record_type, items, details)
     values (gen_random_uuid(), 's', 'DISCLOSURE', ${at}, 'demo-wallet', 'c', 'ctma', true, 'Incident', '[]', '{}')`;
  expect(await write(members, wallet, entry(`now() - interval '1 hour'`))).toBe(insufficientPrivilege);
  expect(await write(members, wallet, entry(`now() + interval '1 hour'`))).toBe(insufficientPrivilege);
  expect(await write(members, wallet, entry('clock_timestamp()'))).toBe('done');
});
