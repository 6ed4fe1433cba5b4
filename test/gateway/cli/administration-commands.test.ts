import { runHubInProcess } from './fixtures/hub-in-process.js';
import { type Interceptor, startStubHub, type StubRequest } from './fixtures/stub-hub.js';

const refusal = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }], data: null });

/** Answers each operation by its name; a function is asked with the request. */
function answering(answers: Readonly<Record<string, unknown>>): Interceptor {
  return (request) => {
    const answer = answers[request.operation];
    const body = typeof answer === 'function' ? (answer as (seen: StubRequest) => unknown)(request) : answer;
    return { status: 200, body };
  };
}

const member = {
  id: 'acme',
  displayName: 'Acme',
  kind: 'EXCHANGE',
  jurisdictions: ['CH', 'SG'],
  status: 'ACTIVE',
  verification: 'DOCUMENTS',
  joinedOn: '2020-01-01',
};
const applicant = { ...member, id: 'new-one', status: 'UNDER_REVIEW', verification: 'EMAIL', joinedOn: null };
const proposal = {
  id: 'p-1',
  state: 'OPEN',
  member: { id: 'new-one' },
  fromStatus: 'UNDER_REVIEW',
  toStatus: 'ACTIVE',
  reason: 'papers seen',
  proposedBy: { id: 'ctma' },
  expiresAt: '2026-01-15T00:00:00.000Z',
  notYours: null,
};
const group = {
  id: 'circle',
  name: 'Circle',
  status: 'OPEN',
  maxTlp: 'AMBER_STRICT',
  joinSees: 'FROM_JOIN',
  owner: { id: 'ctma' },
  memberships: [
    { member: { id: 'ctma' }, role: 'OWNER', until: null },
    { member: { id: 'acme' }, role: 'CONTRIBUTOR', until: null },
    { member: { id: 'gone' }, role: 'READER', until: '2020-01-01T00:00:00.000Z' },
  ],
};

/** Pages of one item each. */
const paged =
  (field: string, items: readonly unknown[]) =>
  ({ variables }: StubRequest) => {
    const from = Number(variables['after'] ?? 0);
    const pageInfo = { hasNextPage: from + 1 < items.length, endCursor: String(from + 1) };
    return { data: { [field]: { nodes: [items[from]], pageInfo } } };
  };

describe('hub member', () => {
  it('lists all pages, with what was asked for', async () => {
    await using hub = await startStubHub(answering({ ListMembers: paged('members', [member, applicant]) }));
    const listed = await runHubInProcess([
      'member',
      'list',
      '--status',
      'under-review',
      '--key',
      'good-key',
      '--gateway',
      hub.url,
    ]);
    expect(listed).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "MEMBER   STATUS        KIND      VERIFICATION  IN      JOINED      NAME
      acme     ACTIVE        EXCHANGE  DOCUMENTS     CH, SG  2020-01-01  Acme
      new-one  UNDER_REVIEW  EXCHANGE  EMAIL         CH, SG  -           Acme
      ",
        "status": 0,
      }
    `);
    expect(hub.requests.map(({ variables }) => variables)).toEqual([
      { filter: { status: 'UNDER_REVIEW' }, after: null },
      { filter: { status: 'UNDER_REVIEW' }, after: '1' },
    ]);
    const json = await runHubInProcess(['member', 'list', '--json', '--key', 'good-key', '--gateway', hub.url]);
    expect(JSON.parse(json.out)).toEqual({ members: [member, applicant] });
  });

  it('shows a member with its history, and says when there is none', async () => {
    const more = { legalName: 'Acme Ltd', website: null, contacts: null, publicKeys: [] };
    const statusHistory = [
      { fromStatus: 'ACTIVE', toStatus: 'SUSPENDED', reason: 'key\u001b[2J lost', at: '2026-01-01T00:00:00.000Z' },
    ];
    await using hub = await startStubHub(
      answering({
        ShowMember: ({ variables }: StubRequest) =>
          variables['id'] === 'acme'
            ? { data: { member: { ...member, ...more, statusHistory } } }
            : { data: { member: null } },
      }),
    );
    const shown = await runHubInProcess(['member', 'show', 'acme', '--key', 'good-key', '--gateway', hub.url]);
    expect(shown).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "MEMBER  STATUS  KIND      VERIFICATION  IN      JOINED      NAME
      acme    ACTIVE  EXCHANGE  DOCUMENTS     CH, SG  2020-01-01  Acme

      LEGAL NAME  WEBSITE
      Acme Ltd    -

      AT                        FROM    TO         REASON
      2026-01-01T00:00:00.000Z  ACTIVE  SUSPENDED  key�[2J lost
      ",
        "status": 0,
      }
    `);
    const absent = await runHubInProcess([
      'member',
      'show',
      'nobody',
      '--key',
      'good-key',
      '--gateway',
      hub.url,
      '--json',
    ]);
    expect([absent.status, JSON.parse(absent.out)]).toEqual([
      1,
      { error: { code: 'NOT_FOUND', message: 'There is no member "nobody".' } },
    ]);
  });

  it('suspends at once, and passes on that other steps take two', async () => {
    const said = 'input.status: ACTIVE takes two people.';
    await using hub = await startStubHub(
      answering({
        ChangeMemberStatus: ({ variables }: StubRequest) =>
          (variables['input'] as { status: string }).status === 'SUSPENDED'
            ? { data: { changeMemberStatus: { ...member, status: 'SUSPENDED' } } }
            : refusal('APPROVAL_NEEDED', said),
      }),
    );
    const to = ['--reason', 'key lost', '--key', 'good-key', '--gateway', hub.url];
    const suspended = await runHubInProcess(['member', 'suspend', 'acme', ...to, '--json']);
    expect([suspended.status, JSON.parse(suspended.out)]).toEqual([0, { ...member, status: 'SUSPENDED' }]);
    const refused = await runHubInProcess(['member', 'change-status', 'acme', 'active', ...to]);
    expect(refused).toEqual({ status: 1, out: '', err: `${said}\n` });
    expect(hub.requests.map(({ variables }) => variables)).toEqual([
      { input: { member: 'acme', status: 'SUSPENDED', reason: 'key lost' } },
      { input: { member: 'acme', status: 'ACTIVE', reason: 'key lost' } },
    ]);
  });

  it('proposes, lists, approves and withdraws', async () => {
    await using hub = await startStubHub(
      answering({
        ProposeMemberStatus: { data: { proposeMemberStatus: { ...proposal, notYours: 'You proposed it.' } } },
        ListProposals: paged('proposals', [proposal]),
        ApproveProposal: { data: { approveProposal: { ...proposal, state: 'APPROVED', notYours: 'It is APPROVED.' } } },
        WithdrawProposal: refusal('CONFLICT', 'The proposal is APPROVED, not OPEN any more.'),
      }),
    );
    const to = ['--key', 'good-key', '--gateway', hub.url];
    const proposing = ['member', 'propose-status', 'new-one', 'active', '--reason', 'papers seen'];
    const proposed = await runHubInProcess([...proposing, '--verification', 'in-person', ...to, '--json']);
    expect([proposed.status, JSON.parse(proposed.out)]).toMatchObject([0, { id: 'p-1', state: 'OPEN' }]);
    const listed = await runHubInProcess(['member', 'proposals', '--state', 'open', ...to]);
    expect(listed).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "PROPOSAL  STATE  MEMBER   FROM          TO      PROPOSED BY  OPEN UNTIL                YOU MAY APPROVE  REASON
      p-1       OPEN   new-one  UNDER_REVIEW  ACTIVE  ctma         2026-01-15T00:00:00.000Z  yes              papers seen
      ",
        "status": 0,
      }
    `);
    const approved = await runHubInProcess(['member', 'approve', 'p-1', ...to]);
    expect(approved).toMatchObject({ status: 0, out: expect.stringContaining('APPROVED') as string });
    const withdrawn = await runHubInProcess(['member', 'withdraw', 'p-1', ...to]);
    expect(withdrawn).toEqual({ status: 1, out: '', err: 'The proposal is APPROVED, not OPEN any more.\n' });
    expect(hub.requests.map(({ operation, variables }) => [operation, variables])).toEqual([
      [
        'ProposeMemberStatus',
        { input: { member: 'new-one', status: 'ACTIVE', reason: 'papers seen', verification: 'IN_PERSON' } },
      ],
      ['ListProposals', { filter: { state: 'OPEN' }, after: null }],
      ['ApproveProposal', { id: 'p-1' }],
      ['WithdrawProposal', { id: 'p-1' }],
    ]);
  });

  it('does not approve twice when the answer got lost', async () => {
    await using hub = await startStubHub(() => ({ status: 502, body: 'bad gateway' }));
    const ended = await runHubInProcess([
      'member',
      'approve',
      'p-1',
      '--key',
      'good-key',
      '--gateway',
      hub.url,
      '--json',
    ]);
    expect([ended.status, JSON.parse(ended.out), hub.requests.length]).toMatchObject([
      1,
      { error: { code: 'NOT_A_HUB' } },
      1,
    ]);
  });
});

describe('hub group', () => {
  it('creates, lists, adds, removes and closes', async () => {
    await using hub = await startStubHub(
      answering({
        CreateGroup: { data: { createSharingGroup: group } },
        ListGroups: paged('sharingGroups', [group]),
        AddGroupMember: { data: { addGroupMember: group } },
        RemoveGroupMember: { data: { removeGroupMember: { id: 'circle' } } },
        CloseGroup: { data: { closeSharingGroup: { ...group, status: 'CLOSED' } } },
      }),
    );
    const run = async (...args: string[]) => {
      const { status, out, err } = await runHubInProcess(['group', ...args, '--key', 'good-key', '--gateway', hub.url]);
      return status === 0 && err === '' ? out : { status, err };
    };
    const options = ['--name', 'Circle', '--purpose', 'Testing', '--max-tlp', 'amber', '--join-sees', 'from_join'];
    expect(await run('create', 'circle', ...options, '--reshare', 'group-owner', '--json')).toBe(
      `${JSON.stringify(group, null, 2)}\n`,
    );
    expect(await run('list')).toMatchInlineSnapshot(`
      "GROUP   STATUS  OWNER  UP TO         NEWCOMERS SEE  MEMBERS             NAME
      circle  OPEN    ctma   AMBER_STRICT  FROM_JOIN      ctma (owner), acme  Circle
      "
    `);
    expect(await run('add', 'circle', 'acme', '--role', 'reader')).toContain('circle');
    expect(await run('remove', 'circle', 'acme')).toMatchInlineSnapshot(`
      "GROUP   NO MEMBER ANY MORE
      circle  acme
      "
    `);
    expect(await run('close', 'circle')).toContain('CLOSED');
    expect(hub.requests.map(({ operation, variables }) => [operation, variables])).toEqual([
      [
        'CreateGroup',
        {
          input: {
            id: 'circle',
            name: 'Circle',
            purpose: 'Testing',
            maxTlp: 'AMBER',
            reshare: 'GROUP_OWNER',
            joinSees: 'FROM_JOIN',
          },
        },
      ],
      ['ListGroups', { after: null }],
      ['AddGroupMember', { input: { group: 'circle', member: 'acme', role: 'READER' } }],
      ['RemoveGroupMember', { input: { group: 'circle', member: 'acme' } }],
      ['CloseGroup', { id: 'circle' }],
    ]);
  });
});

it.each([
  ['no reason', ['member', 'suspend', 'acme'], "required option '--reason <text>' not specified"],
  ['no status', ['member', 'propose-status', 'acme', '--reason', 'x'], "missing required argument 'status'"],
  ['a status that is no word', ['member', 'list', '--status', 'a b'], 'Expected one word.'],
  [
    'a marking that is none',
    ['group', 'create', 'x', '--name', 'x', '--purpose', 'x', '--max-tlp', 'PINK'],
    'Expected one of CLEAR',
  ],
  ['no member', ['group', 'add', 'circle'], "missing required argument 'member'"],
])('calls %s wrong usage', async (_, args, message) => {
  const ended = await runHubInProcess(args);
  expect(ended).toMatchObject({ status: 2, out: '', err: expect.stringContaining(message) as string });
});
