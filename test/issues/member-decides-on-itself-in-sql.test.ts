import type { MemberViewer } from '@alliance/schema';
import { membersSubgraph } from '@alliance/members';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';

let members: TestSubgraph;

beforeAll(async () => {
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });
});

afterAll(() => members[Symbol.asyncDispose]());

const adminOf = (member: string): MemberViewer => ({
  kind: 'member',
  caller: 'c',
  member,
  roles: ['ADMIN'],
  clearance: 'RED',
  groups: [],
});

/** SQLSTATE of a write that a policy or a missing right refuses (PostgreSQL documentation, appendix A). */
const insufficientPrivilege = '42501';

async function write(viewer: MemberViewer, sql: string): Promise<string> {
  try {
    await members.database.sessionFor(viewer).write((em) => em.execute(sql));
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const decision = (member: string): string =>
  `insert into status_change (id, member, from_status, to_status, reason, decided_by, at)
   values (gen_random_uuid(), '${member}', 'ACTIVE', 'LEFT', 'so', 'tencent-security', now())`;

it.each([
  ['its own status', adminOf('demo-wallet'), `update member set status = 'LEFT' where id = 'demo-wallet'`],
  [
    'its own status, being a steward',
    adminOf('tencent-security'),
    `update member set status = 'LEFT' where id = 'tencent-security'`,
  ],
  ['the history of itself, being a steward', adminOf('tencent-security'), decision('tencent-security')],
  [
    'the name that was admitted',
    adminOf('demo-wallet'),
    `update member set legal_name = 'Another' where id = 'demo-wallet'`,
  ],
  ['its id', adminOf('demo-wallet'), `update member set id = 'another' where id = 'demo-wallet'`],
])('does not let a member write %s', async (_what, viewer, sql) => {
  expect(await write(viewer, sql)).toBe(insufficientPrivilege);
});

it.each([
  [
    'a member its display name',
    adminOf('demo-wallet'),
    `update member set display_name = 'Wallet' where id = 'demo-wallet'`,
  ],
  [
    'a steward the status of another',
    adminOf('tencent-security'),
    `update member set status = 'SUSPENDED' where id = 'demo-wallet'`,
  ],
  ['a steward the history of another', adminOf('tencent-security'), decision('demo-wallet')],
])('lets %s', async (_what, viewer, sql) => {
  expect(await write(viewer, sql)).toBe('done');
});
