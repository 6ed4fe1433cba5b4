import pg from 'pg';

import type { Caller, MemberViewer } from '@alliance/schema';
import { runSql } from '@alliance/kit';
import { membersSubgraph } from '@alliance/members';

import type { MemberStatus } from '../../subgraphs/members/src/domain/member-status.js';
import { refuseApproval } from '../../subgraphs/members/src/domain/proposal.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let members: TestSubgraph;
let owner: pg.Client;

beforeAll(async () => {
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });
  owner = new pg.Client({ connectionString: members.ownerUrl });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await members[Symbol.asyncDispose]();
});

const tencent = callerOf('tencent-security', { role: 'ADMIN' });
const tencentToo = { ...tencent, principal: 'another key of tencent-security' };
const ctma = callerOf('ctma', { role: 'ADMIN' });
const cbarc = callerOf('cbarc', { role: 'ADMIN' });

const shown = `id state fromStatus toStatus notYours member { id status } proposedBy { id } approvals { approvedBy { id } }`;
const propose = `mutation ($member: ID!, $status: MemberStatus!) { proposeMemberStatus(input: { member: $member, status: $status, reason: "as agreed" }) { ${shown} } }`;
const approve = `mutation ($id: ID!) { approveProposal(id: $id) { ${shown} } }`;
const withdraw = `mutation ($id: ID!) { withdrawProposal(id: $id) { ${shown} } }`;
const change = `mutation ($member: ID!, $status: MemberStatus!) { changeMemberStatus(input: { member: $member, status: $status, reason: "as agreed" }) { status } }`;
const list = `query ($filter: ProposalFilterInput) { proposals(filter: $filter) { totalCount nodes { id state notYours } } }`;

/** What was refused and how; undefined when nothing was. */
async function refused(caller: Caller, query: string, variables: object, on = members) {
  const { errors } = await on.ask(caller, query, variables);
  return errors?.[0] && [errors[0].extensions?.code, errors[0].message];
}

async function proposed(caller: Caller, member: string, status: string, on = members): Promise<string> {
  const { data, errors } = await on.ask(caller, propose, { member, status });
  if (!data) throw new Error(errors?.[0]?.message);
  return data.proposeMemberStatus.id as string;
}

/** An ACTIVE member that no other test knows. */
async function newMember(id: string, status: MemberStatus = 'ACTIVE', on = owner): Promise<string> {
  await on.query(
    `insert into member select $1, 'X Ltd', 'X', '{}', kind, '{}', jurisdictions, null, '[]', $2, verification, null, now() from member limit 1`,
    [id, status],
  );
  return id;
}

describe('a step that takes two people', () => {
  it('is proposed by one steward and carried out by another', async () => {
    const member = await newMember('under-review', 'UNDER_REVIEW');
    const { data } = await members.ask(tencent, propose, { member, status: 'ACTIVE' });
    const { id } = data!.proposeMemberStatus;
    const proposal = {
      id,
      fromStatus: 'UNDER_REVIEW',
      toStatus: 'ACTIVE',
      proposedBy: { id: 'tencent-security' },
    };
    expect(data!.proposeMemberStatus).toEqual({
      ...proposal,
      state: 'OPEN',
      notYours: 'You proposed it. Somebody else approves it.',
      member: { id: member, status: 'UNDER_REVIEW' },
      approvals: [],
    });

    expect(await refused(tencent, approve, { id })).toEqual([
      'FORBIDDEN',
      'You proposed it. Somebody else approves it.',
    ]);
    expect(await refused(tencentToo, approve, { id })).toEqual([
      'FORBIDDEN',
      'Your institution proposed it. A steward of another institution approves it.',
    ]);
    expect(await members.ask(ctma, approve, { id })).toEqual({
      data: {
        approveProposal: {
          ...proposal,
          state: 'APPROVED',
          notYours: 'It is APPROVED.',
          member: { id: member, status: 'ACTIVE' },
          approvals: [{ approvedBy: { id: 'ctma' } }],
        },
      },
    });
    expect(await refused(cbarc, approve, { id })).toEqual(['CONFLICT', 'The proposal is APPROVED, not OPEN any more.']);

    const look = `query ($member: ID!) { member(id: $member) { joinedOn statusHistory { fromStatus toStatus reason } } }`;
    const history = [{ fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE', reason: 'as agreed' }];
    expect(await members.ask(tencent, look, { member })).toEqual({
      data: { member: { joinedOn: new Date().toISOString().slice(0, 10), statusHistory: history } },
    });
    const { rows } = await owner.query(
      `select kind, actor_member, originator, record_type, details::json from ledger_entry where items::text like $1 or items::text like $2 order by at, record_type`,
      [`%${String(id)}%`, `%${member}%`],
    );
    const step = { member, fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE' };
    const about = { record_type: 'AdministrativeProposal', originator: 'tencent-security' };
    expect(rows).toEqual([
      { ...about, kind: 'CREATED', actor_member: 'tencent-security', details: step },
      { ...about, kind: 'STATUS_CHANGED', actor_member: 'ctma', details: { ...step, state: 'APPROVED' } },
      {
        kind: 'STATUS_CHANGED',
        actor_member: 'ctma',
        originator: member,
        record_type: 'Member',
        details: { fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE', proposal: id },
      },
    ]);
  });

  it('is refused to one person, who learns what to do', async () => {
    const member = await newMember('one-person');
    for (const status of ['LEFT', 'EXPELLED']) {
      expect(await refused(tencent, change, { member, status })).toEqual([
        'APPROVAL_NEEDED',
        `input.status: ${status} takes two people. Propose it with proposeMemberStatus (hub member propose-status); somebody else approves it.`,
      ]);
    }
    const suspend = await members.ask(tencent, change, { member, status: 'SUSPENDED' });
    expect(suspend).toEqual({ data: { changeMemberStatus: { status: 'SUSPENDED' } } });
    expect(await refused(tencent, change, { member, status: 'ACTIVE' })).toMatchObject(['APPROVAL_NEEDED', {}]);
    const id = await proposed(tencent, member, 'ACTIVE');
    const { data } = await members.ask(cbarc, approve, { id });
    expect(data!.approveProposal.member).toEqual({ id: member, status: 'ACTIVE' });
    expect(await refused(tencent, propose, { member, status: 'SUSPENDED' })).toEqual([
      'BAD_USER_INPUT',
      'input.status: expected one of ACTIVE, LEFT, EXPELLED; for any other changeMemberStatus is enough, got "SUSPENDED".',
    ]);
  });

  it('is nothing for those who steward no admissions, nor for callers without the role, nor for the public', async () => {
    const member = await newMember('of-stewards-only');
    const id = await proposed(tencent, member, 'EXPELLED');
    const variables = { member, status: 'LEFT', id };
    for (const query of [propose, approve, withdraw, list]) {
      const outsider = callerOf('demo-wallet', { role: 'ADMIN' });
      expect(await refused(outsider, query, variables)).toEqual([
        'FORBIDDEN',
        'Your institution does not steward admissions.',
      ]);
      expect((await refused(callerOf('ctma'), query, variables))?.[0]).toBe('FORBIDDEN');
      expect((await refused(publicCaller, query, variables))?.[0]).toBe('UNAUTHENTICATED');
    }
    expect(await members.ask(ctma, list, { filter: { member } })).toEqual({
      data: { proposals: { totalCount: 1, nodes: [{ id, state: 'OPEN', notYours: null }] } },
    });
  });

  it('does not exist for the steward whom it concerns', async () => {
    const id = await proposed(tencent, 'cbarc', 'EXPELLED');
    expect(await members.ask(cbarc, list, { filter: { member: 'cbarc' } })).toEqual({
      data: { proposals: { totalCount: 0, nodes: [] } },
    });
    for (const query of [approve, withdraw])
      expect(await refused(cbarc, query, { id })).toEqual(['NOT_FOUND', `There is no proposal "${id}".`]);
    expect(await refused(cbarc, propose, { member: 'cbarc', status: 'LEFT' })).toEqual([
      'FORBIDDEN',
      'Nobody decides on its own membership.',
    ]);
    expect(await refused(ctma, approve, { id: 'no uuid' })).toEqual(['NOT_FOUND', 'There is no proposal "no uuid".']);
    await members.ask(tencent, withdraw, { id });
  });

  it('is withdrawn by those who proposed it, and proposed once at a time', async () => {
    const member = await newMember('thought-better');
    const id = await proposed(tencent, member, 'EXPELLED');
    expect(await refused(ctma, propose, { member, status: 'EXPELLED' })).toEqual([
      'CONFLICT',
      'The same step is proposed already. Approve it, or have it withdrawn.',
    ]);
    expect(await refused(ctma, withdraw, { id })).toEqual([
      'FORBIDDEN',
      'Only the institution that proposed it withdraws it.',
    ]);
    expect((await members.ask(tencentToo, withdraw, { id })).data!.withdrawProposal.state).toBe('WITHDRAWN');
    const closed = ['CONFLICT', 'The proposal is WITHDRAWN, not OPEN any more.'];
    expect(await refused(ctma, approve, { id })).toEqual(closed);
    expect(await refused(tencent, withdraw, { id })).toEqual(closed);
    expect(await proposed(ctma, member, 'EXPELLED')).not.toBe(id);
  });

  it('expires', async () => {
    const member = await newMember('too-late');
    const id = await proposed(tencent, member, 'EXPELLED');
    await owner.query(
      `update administrative_proposal set proposed_at = proposed_at - interval '14 days', expires_at = expires_at - interval '14 days' where id = $1`,
      [id],
    );
    const closed = ['CONFLICT', 'The proposal is EXPIRED, not OPEN any more.'];
    expect(await refused(ctma, approve, { id })).toEqual(closed);
    expect(await refused(tencent, withdraw, { id })).toEqual(closed);
    const again = await proposed(tencent, member, 'EXPELLED');
    const inState = async (state: string) =>
      (await members.ask(ctma, list, { filter: { member, state } })).data!.proposals;
    expect([await inState('EXPIRED'), await inState('OPEN')]).toEqual([
      { totalCount: 1, nodes: [{ id, state: 'EXPIRED', notYours: 'It is EXPIRED.' }] },
      { totalCount: 1, nodes: [{ id: again, state: 'OPEN', notYours: null }] },
    ]);
  });

  it('is overtaken when the member is moved meanwhile, even when it comes back to where it was', async () => {
    const member = await newMember('moving');
    const id = await proposed(tencent, member, 'EXPELLED');
    await members.ask(ctma, change, { member, status: 'SUSPENDED' });
    const closed = ['CONFLICT', 'The proposal is OVERTAKEN, not OPEN any more.'];
    expect(await refused(ctma, approve, { id })).toEqual(closed);
    await members.ask(ctma, approve, { id: await proposed(tencent, member, 'ACTIVE') });
    expect(await refused(ctma, approve, { id })).toEqual(closed);
  });

  it('is carried out once when two approve at the same time', async () => {
    const member = await newMember('contested');
    const id = await proposed(tencent, member, 'EXPELLED');
    const answers = await whileLocked(member, 2, () =>
      Promise.all([ctma, cbarc].map((steward) => members.ask(steward, approve, { id }))),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions?.code).sort()).toEqual(['CONFLICT', undefined]);
    const { rows } = await owner.query(`select to_status from status_change where member = $1`, [member]);
    expect(rows).toEqual([{ to_status: 'EXPELLED' }]);
  });

  it('and a suspension at the same time do not wait for each other for ever', async () => {
    const member = await newMember('both-at-once');
    const id = await proposed(tencent, member, 'EXPELLED');
    const [approval, suspension] = await whileLocked(member, 2, () =>
      Promise.all([members.ask(ctma, approve, { id }), members.ask(cbarc, change, { member, status: 'SUSPENDED' })]),
    );
    const codes = [approval, suspension].map(({ errors }) => errors?.[0]?.extensions?.code).sort();
    expect(codes).toEqual(['CONFLICT', undefined]);
  });
});

/** Holds a member's row until so many requests wait for it, so that they truly meet. */
async function whileLocked<T>(member: string, count: number, ask: () => Promise<T>): Promise<T> {
  const holder = new pg.Client({ connectionString: members.ownerUrl });
  await holder.connect();
  try {
    await holder.query('begin');
    await holder.query('select 1 from member where id = $1 for update', [member]);
    const asked = ask();
    const url = new URL(members.adminUrl);
    url.pathname = new URL(members.ownerUrl).pathname;
    const watcher = new pg.Client({ connectionString: url.href });
    await watcher.connect();
    const waits = `(select count(*) >= ${String(count)} from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')`;
    await watcher
      .query(
        `do $$ begin for i in 1..3000 loop exit when ${waits}; perform pg_stat_clear_snapshot(); perform pg_sleep(0.01); end loop; assert ${waits}; end $$`,
      )
      .finally(() => watcher.end());
    await holder.query('commit');
    return await asked;
  } finally {
    await holder.end();
  }
}

describe('the founding', () => {
  it('needs two people of the one steward, until there is another whom one may ask', async () => {
    await using fresh = await startTestSubgraph(membersSubgraph);
    const client = new pg.Client({ connectionString: fresh.ownerUrl });
    await client.connect();
    try {
      const steward = async (id: string) => {
        await client.query(
          `insert into member values ($1, 'X Ltd', 'X', '{}', 'EXCHANGE', '{}', '{CH}', null, '[]', 'ACTIVE', 'EMAIL', null, now())`,
          [id],
        );
        await client.query('insert into steward values ($1)', [id]);
      };
      const statusOf = async (id: string): Promise<unknown> =>
        (await client.query<{ status: string }>('select status from member where id = $1', [id])).rows[0]?.status;
      await steward('first');
      await newMember('newcomer-1', 'UNDER_REVIEW', client);
      const first = callerOf('first', { role: 'ADMIN' });
      const firstToo = { ...first, principal: 'another key of first' };
      const second = callerOf('second', { role: 'ADMIN' });
      const ofOneInstitution = async (member: string, status: string) => {
        const id = await proposed(first, member, status, fresh);
        const answer = (await refused(firstToo, approve, { id }, fresh))?.[1];
        await fresh.ask(first, withdraw, { id });
        return answer;
      };
      const sameInstitution = 'Your institution proposed it. A steward of another institution approves it.';

      const id = await proposed(first, 'newcomer-1', 'ACTIVE', fresh);
      expect(await refused(first, approve, { id }, fresh)).toEqual([
        'FORBIDDEN',
        'You proposed it. Somebody else approves it.',
      ]);
      expect(await refused(firstToo, approve, { id }, fresh)).toBeUndefined();
      expect(await statusOf('newcomer-1')).toBe('ACTIVE');

      await steward('second');
      await newMember('newcomer-2', 'UNDER_REVIEW', client);
      expect(await ofOneInstitution('newcomer-2', 'ACTIVE')).toBe(sameInstitution);
      // Suspending its only peer gives nobody more to say; turning it out takes a third.
      await fresh.ask(first, change, { member: 'second', status: 'SUSPENDED' });
      expect(await ofOneInstitution('newcomer-2', 'ACTIVE')).toBe(sameInstitution);
      expect(await ofOneInstitution('second', 'EXPELLED')).toBe(sameInstitution);
      expect(await ofOneInstitution('second', 'ACTIVE')).toBeUndefined();
      expect(await statusOf('second')).toBe('ACTIVE');
      const joint = await proposed(first, 'newcomer-2', 'ACTIVE', fresh);
      expect(await refused(second, approve, { id: joint }, fresh)).toBeUndefined();
    } finally {
      await client.end();
    }
  });
});

describe('the database', () => {
  const viewerOf = (member: string, caller = member): MemberViewer => ({
    kind: 'member',
    member,
    caller,
    roles: ['ADMIN'],
    clearance: 'AMBER',
    groups: [],
  });

  /** Runs statements in one transaction in a steward's name; the first refusal, or how many rows the last one touched. */
  async function attempt(viewer: MemberViewer, ...statements: string[]): Promise<unknown> {
    const session = members.database.sessionFor(viewer);
    try {
      return await session.write(async (em) => {
        let rows: unknown[] = [];
        for (const statement of statements) rows = await runSql(em, statement);
        return rows.length;
      });
    } catch (error) {
      return (error as { code?: string }).code;
    } finally {
      await session.end();
    }
  }

  const insufficientPrivilege = '42501';
  const approval = (id: string, { member, caller }: MemberViewer, about: string, at = 'now()'): string =>
    `insert into administrative_approval values ('${id}', '${about}', '${member}', '${caller}', ${at})`;

  it('moves nobody into a status that takes two people without a second one in the same transaction', async () => {
    const about = await newMember('by-force');
    const id = await proposed(tencent, about, 'EXPELLED');
    const move = `update member set status = 'EXPELLED' where id = '${about}' returning 1`;
    const close = `update administrative_proposal set state = 'APPROVED' where id = '${id}'`;
    const [mover, other] = [viewerOf('ctma'), viewerOf('cbarc')];
    expect(await attempt(mover, move)).toBe(insufficientPrivilege);
    expect(await attempt(mover, close)).toBe(insufficientPrivilege);
    expect(await attempt(mover, approval(id, mover, about), move)).toBe(insufficientPrivilege);
    expect(await attempt(mover, approval(id, mover, about, `now() - interval '1 second'`))).toBe(insufficientPrivilege);
    expect(await attempt(mover, approval(id, other, about))).toBe(insufficientPrivilege);
    expect(await attempt(viewerOf('demo-wallet'), approval(id, viewerOf('demo-wallet'), about))).toBe(
      insufficientPrivilege,
    );
    // Approved and left lying: what is carried out later would be another decision.
    expect(await attempt(mover, approval(id, mover, about), close)).toBe(0);
    expect(await attempt(mover, move)).toBe(insufficientPrivilege);

    const again = await proposed(tencent, about, 'EXPELLED');
    expect(await attempt(mover, approval(again, mover, about), close.replace(id, again), move)).toBe(1);
  });

  it('holds to the very rule by which the graph says who may approve', async () => {
    const [a, b, c, n] = ['tencent-security', 'ctma', 'cbarc', await newMember('of-the-rule')];
    const standing = ['ACTIVE', 'SUSPENDED', 'EXPELLED'] as const;
    const differing: unknown[] = [];
    let allowed = 0;
    let count = 0;
    await owner.query(`update administrative_proposal set state = 'WITHDRAWN' where state = 'OPEN'`);
    for (const [statusOfA, statusOfB, statusOfC] of combinations(standing, standing, standing)) {
      const statuses: Readonly<Record<string, string>> = { [a]: statusOfA, [b]: statusOfB, [c]: statusOfC };
      for (const [id, status] of Object.entries(statuses))
        await owner.query('update member set status = $2 where id = $1', [id, status]);
      const stewards = [a, b, c]
        .filter((id) => statuses[id] !== 'EXPELLED')
        .map((member) => ({ member, isActive: statuses[member] === 'ACTIVE' }));
      for (const [about, toStatus] of combinations([b, c, n], ['ACTIVE', 'LEFT', 'EXPELLED'] as const)) {
        const { rows } = await owner.query<{ id: string }>(
          `insert into administrative_proposal values (gen_random_uuid(), $1, 'UNDER_REVIEW', $2, null, 'x', $3, 'proposer', now(), now() + interval '1 day', 'OPEN') returning id`,
          [about, toStatus, a],
        );
        const id = rows[0]!.id;
        for (const [member, caller] of combinations([a, b, c], ['proposer', 'somebody else'])) {
          const viewer = viewerOf(member, caller);
          const step = { member: about, toStatus, proposedBy: a, proposer: 'proposer' };
          const byGraph = refuseApproval(step, viewer, stewards) === undefined;
          const outcome = await attempt(viewer, approval(id, viewer, about), 'select 1 / 0');
          // Nothing is kept: either the policy ends the transaction, or the division that only then is reached.
          const byDatabase = outcome === '22012';
          if (byGraph !== byDatabase) differing.push({ statuses, about, toStatus, member, caller, outcome });
          count += 1;
          if (byGraph) allowed += 1;
        }
        await owner.query('delete from administrative_proposal where id = $1', [id]);
      }
    }
    await owner.query(`update member set status = 'ACTIVE' where id = any ($1)`, [[a, b, c]]);
    expect(differing).toEqual([]);
    expect([count, allowed > 0 && allowed < count]).toEqual([27 * 9 * 6, true]);
  });
});

function combinations<A, B, C = undefined>(as: readonly A[], bs: readonly B[], cs: readonly C[] = [undefined as C]) {
  return as.flatMap((a) => bs.flatMap((b) => cs.map((c) => [a, b, c] as const)));
}
