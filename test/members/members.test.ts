import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import pg from 'pg';

import { parseApiKey } from '@alliance/schema';
import { membersDatabase, membersSubgraph } from '@alliance/members';

import { catalogOfEntities, readCatalog } from '../support/catalog.js';
import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, hubCaller, membershipOf, publicCaller } from '../support/token-issuer.js';

let folder: string;
let members: TestSubgraph;
let keysFile: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'members-'));
  keysFile = path.join(folder, 'demo-keys.json');
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo', demoKeysFile: keysFile });
});

afterAll(async () => {
  await members[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const admin = callerOf('tencent-security', { role: 'ADMIN', groups: ['xian-working-group'] });
const ctmaAdmin = callerOf('ctma', { role: 'ADMIN', groups: ['xian-working-group'] });
const outsider = callerOf('demo-wallet', { role: 'ADMIN' });

it('migrates to the very tables that the entities describe', async () => {
  const migrated = await readCatalog(members.ownerUrl);
  expect(migrated).toEqual(await catalogOfEntities(membersDatabase));
});

it('lists the members of the demo alliance to everybody', async () => {
  const answer = await members.ask(
    publicCaller,
    `{ members(first: 2) { totalCount pageInfo { hasNextPage } nodes { id kind status joinedOn jurisdictions } } }`,
  );
  expect(answer).toEqual({
    data: {
      members: {
        totalCount: 6,
        pageInfo: { hasNextPage: true },
        nodes: [
          { id: 'cbarc', kind: 'RESEARCH', status: 'ACTIVE', joinedOn: '2018-06-26', jurisdictions: ['CN'] },
          { id: 'ctma', kind: 'INDUSTRY_BODY', status: 'ACTIVE', joinedOn: '2018-06-26', jurisdictions: ['CN'] },
        ],
      },
    },
  });
});

it('pages without repeating or missing anyone', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 4; page += 1) {
    const {
      data,
    }: GraphQLAnswer<{ members: { nodes: { id: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }> =
      await members.ask(
        publicCaller,
        `query ($after: String) { members(first: 2, after: $after) { nodes { id } pageInfo { endCursor hasNextPage } } }`,
        { after },
      );
    seen.push(...data!.members.nodes.map(({ id }) => id));
    after = data!.members.pageInfo.endCursor;
    if (!data!.members.pageInfo.hasNextPage) break;
  }
  expect(seen).toEqual(['cbarc', 'ctma', 'demo-analytics', 'demo-exchange', 'demo-wallet', 'tencent-security']);
});

it('refuses a page size and a cursor that cannot be', async () => {
  const answer = await members.ask(publicCaller, `{ a: members(first: 501) { totalCount } }`);
  expect(answer.errors?.[0]).toMatchObject({
    message: 'first: expected a whole number from 1 to 500, got 501.',
    extensions: { code: 'BAD_USER_INPUT', field: 'first' },
  });
  const second = await members.ask(publicCaller, `{ members(after: "bm8") { totalCount } }`);
  expect(second.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
});

it('shows contacts to members and not to the public', async () => {
  const query = `{ member(id: "ctma") { contacts { role reachedBy } } }`;
  expect(await members.ask(outsider, query)).toEqual({
    data: { member: { contacts: [{ role: 'incident response', reachedBy: 'ctma@hub.example' }] } },
  });
  expect(await members.ask(publicCaller, query)).toEqual({ data: { member: { contacts: null } } });
});

it('tells a caller who it is, and the public that it is nobody', async () => {
  const query = `{ me { member { id } roles clearance groups { id } purpose } }`;
  expect(await members.ask(admin, query)).toEqual({
    data: {
      me: {
        member: { id: 'tencent-security' },
        roles: ['ADMIN'],
        clearance: 'AMBER_STRICT',
        groups: [{ id: 'xian-working-group' }],
        purpose: null,
      },
    },
  });
  expect(await members.ask(publicCaller, query)).toEqual({ data: { me: null } });
});

it('knows each caller by another pseudonym than its neighbours do', async () => {
  const { data } = await members.ask(admin, `{ me { id } }`);
  expect(data!.me.id).toMatch(/^[\w-]{22}$/);
  expect(data!.me.id).not.toContain('tencent');
});

describe('a call around the hub', () => {
  it.each([
    ['without a token', undefined],
    ['with something else', 'Bearer nonsense'],
  ])('%s is refused', async (_name, authorization) => {
    const response = await members.call(authorization ? { authorization } : {}, {
      query: '{ members { totalCount } }',
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The subgraph "members" answers the hub alone. Call the gateway instead.',
          extensions: { code: 'SUBGRAPH_TOKEN_REFUSED' },
        },
      ],
    });
  });

  it("with another subgraph's token is refused", async () => {
    const token = await members.tokenFor('incidents', admin);
    const response = await members.call({ authorization: `Bearer ${token}` }, { query: '{ members { totalCount } }' });
    expect(response.status).toBe(401);
  });
});

it.each(['"withdrawals"', 'WITHDRAWALS'])('refuses a purpose of use that is none: %s', async (purpose) => {
  const answer = await members.ask(
    outsider,
    `mutation { createApiKey(input: { label: "l", roles: [APP], purpose: ${purpose} }) { key } }`,
  );
  expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
});

describe('admission', () => {
  it('goes from an application to a member, decided by a steward', async () => {
    const application = `mutation { applyForMembership(input: { id: "new-exchange", legalName: "New Exchange Ltd", displayName: "New Exchange", kind: EXCHANGE, jurisdictions: ["SG"] }) { member status claim } }`;
    const applied = await members.ask(publicCaller, application);
    expect(applied).toEqual({
      data: {
        applyForMembership: { member: 'new-exchange', status: 'APPLIED', claim: expect.stringMatching(/^ahk_/) },
      },
    });
    const claimKey = `mutation ($claim: String!) { claimFirstKey(member: "new-exchange", claim: $claim) { key apiKey { roles clearance } } }`;
    const claim = applied.data!.applyForMembership.claim as string;
    expect((await members.ask(publicCaller, claimKey, { claim })).errors?.[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
    });
    expect((await members.ask(publicCaller, application)).errors?.[0]).toMatchObject({
      extensions: { code: 'CONFLICT', field: 'input.id' },
    });

    const look = `{ member(id: "new-exchange") { status } members(filter: { status: APPLIED }) { totalCount } }`;
    expect(await members.ask(publicCaller, look)).toEqual({ data: { member: null, members: { totalCount: 0 } } });
    expect(await members.ask(outsider, look)).toEqual({ data: { member: null, members: { totalCount: 0 } } });
    expect(await members.ask(admin, look)).toEqual({
      data: { member: { status: 'APPLIED' }, members: { totalCount: 1 } },
    });

    const move = `mutation ($status: MemberStatus!) { changeMemberStatus(input: { member: "new-exchange", status: $status, reason: "papers seen" }) { status joinedOn } }`;
    expect((await members.ask(outsider, move, { status: 'EMAIL_VERIFIED' })).errors?.[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
    });
    expect((await members.ask(publicCaller, move, { status: 'EMAIL_VERIFIED' })).errors?.[0]?.extensions).toEqual({
      code: 'UNAUTHENTICATED',
    });
    expect((await members.ask(admin, move, { status: 'ACTIVE' })).errors?.[0]).toMatchObject({
      message: 'input.status: after APPLIED may come EMAIL_VERIFIED, REJECTED, got ACTIVE.',
      extensions: { code: 'CONFLICT', field: 'input.status' },
    });
    for (const status of ['EMAIL_VERIFIED', 'UNDER_REVIEW']) {
      expect((await members.ask(admin, move, { status })).data!.changeMemberStatus.status).toBe(status);
    }
    const propose = `mutation { proposeMemberStatus(input: { member: "new-exchange", status: ACTIVE, reason: "papers seen" }) { id } }`;
    const { id } = (await members.ask(admin, propose)).data!.proposeMemberStatus;
    const approve = `mutation ($id: ID!) { approveProposal(id: $id) { member { status } } }`;
    expect(await members.ask(ctmaAdmin, approve, { id })).toEqual({
      data: { approveProposal: { member: { status: 'ACTIVE' } } },
    });
    const wrong = `ahk_aaaaaaaaaaaa_${'x'.repeat(43)}`;
    expect((await members.ask(publicCaller, claimKey, { claim: wrong })).errors?.[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
    });
    const both = await whileClaimIsHeld(() =>
      Promise.all([1, 2].map(() => members.ask(publicCaller, claimKey, { claim }))),
    );
    expect(both.filter(({ errors }) => errors?.[0]?.extensions?.code === 'FORBIDDEN')).toHaveLength(1);
    const claimed = both.find(({ errors }) => errors === undefined)!.data!.claimFirstKey;
    const newcomer = callerOf('new-exchange', { role: 'ADMIN' });
    expect((await members.ask(newcomer, `{ apiKeys { totalCount } }`)).data).toEqual({ apiKeys: { totalCount: 1 } });
    expect(claimed.apiKey).toEqual({ roles: ['ADMIN'], clearance: 'RED' });
    const holder = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { member roles } }`;
    expect(await members.ask(hubCaller, holder, parseApiKey(claimed.key as string))).toEqual({
      data: { keyHolder: { member: 'new-exchange', roles: ['ADMIN'] } },
    });
    expect((await members.ask(publicCaller, claimKey, { claim })).errors?.[0]?.extensions).toEqual({
      code: 'FORBIDDEN',
    });

    const { data } = await members.ask(
      outsider,
      `{ member(id: "new-exchange") { joinedOn statusHistory { fromStatus toStatus reason } } }`,
    );
    expect(data!.member).toEqual({
      joinedOn: new Date().toISOString().slice(0, 10),
      statusHistory: [
        { fromStatus: 'APPLIED', toStatus: 'EMAIL_VERIFIED', reason: 'papers seen' },
        { fromStatus: 'EMAIL_VERIFIED', toStatus: 'UNDER_REVIEW', reason: 'papers seen' },
        { fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE', reason: 'papers seen' },
      ],
    });
  });

  it('is never decided by oneself', async () => {
    const answer = await members.ask(
      admin,
      `mutation { changeMemberStatus(input: { member: "tencent-security", status: SUSPENDED, reason: "test" }) { status } }`,
    );
    expect(answer.errors?.[0]).toMatchObject({
      message: 'Nobody decides on its own membership.',
      extensions: { code: 'FORBIDDEN' },
    });
  });

  it('names the field that is wrong', async () => {
    const answer = await members.ask(
      publicCaller,
      `mutation { applyForMembership(input: { id: "x", legalName: "X Ltd", displayName: "X1", kind: WALLET, jurisdictions: ["XX"] }) { status } }`,
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.id' });
  });
});

describe('API keys', () => {
  it('of the demo are found by the hub, and by nobody else', async () => {
    const keys = JSON.parse(await readFile(keysFile, 'utf8')) as Record<string, Record<string, string>>;
    expect(Object.keys(keys)).toEqual([
      'tencent-security',
      'ctma',
      'cbarc',
      'demo-exchange',
      'demo-wallet',
      'demo-analytics',
    ]);
    const proof = parseApiKey(keys.ctma!.app!)!;
    const query = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { principal member roles clearance groups { id since joinSees mayWrite maxTlp } expiresAt } }`;
    expect(await members.ask(hubCaller, query, proof)).toEqual({
      data: {
        keyHolder: {
          principal: proof.keyId,
          member: 'ctma',
          roles: ['APP'],
          clearance: 'AMBER_STRICT',
          groups: [membershipOf('xian-working-group')],
          expiresAt: null,
        },
      },
    });
    expect(await members.ask(hubCaller, query, { ...proof, secretHash: '0'.repeat(64) })).toEqual({
      data: { keyHolder: null },
    });
    expect((await members.ask(admin, query, proof)).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    expect((await members.ask(publicCaller, query, proof)).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('are not all: callers of a member’s identity provider need to know how the member stands', async () => {
    const query = `query ($member: ID!) { memberStanding(member: $member) { member groups { id since joinSees mayWrite maxTlp } } }`;
    expect(await members.ask(hubCaller, query, { member: 'ctma' })).toEqual({
      data: { memberStanding: { member: 'ctma', groups: [membershipOf('xian-working-group')] } },
    });
    expect(await members.ask(hubCaller, query, { member: 'nobody' })).toEqual({ data: { memberStanding: null } });
    for (const caller of [admin, publicCaller]) {
      const refused = await members.ask(caller, query, { member: 'ctma' });
      expect(refused.errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });
    }
  });

  it('tell their holder until when they hold', async () => {
    const until = '2030-01-01T00:00:00.000Z';
    const me = await members.ask({ ...admin, until }, '{ me { until } }');
    expect(me).toEqual({ data: { me: { until } } });
    expect(await members.ask(admin, '{ me { until } }')).toEqual({ data: { me: { until: null } } });
    expect(await members.ask(publicCaller, '{ me { until } }')).toEqual({ data: { me: null } });
  });

  it('are shown once, listed without their secret, and revoked', async () => {
    const created = await members.ask(
      outsider,
      `mutation { createApiKey(input: { label: "screening", roles: [APP], purpose: COMPLIANCE }) { key apiKey { keyId label roles clearance purpose revokedAt lastUsedAt } } }`,
    );
    const { key, apiKey } = created.data!.createApiKey;
    expect(apiKey).toMatchObject({
      label: 'screening',
      roles: ['APP'],
      clearance: 'GREEN',
      purpose: 'COMPLIANCE',
      revokedAt: null,
      lastUsedAt: null,
    });
    const proof = parseApiKey(key as string)!;
    const holder = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { member purpose } }`;
    expect(await members.ask(hubCaller, holder, proof)).toEqual({
      data: { keyHolder: { member: 'demo-wallet', purpose: 'COMPLIANCE' } },
    });

    const list = `{ apiKeys { nodes { keyId lastUsedAt } } }`;
    const own = await members.ask(outsider, list);
    expect(
      own.data!.apiKeys.nodes.find(({ keyId }: { keyId: string }) => keyId === proof.keyId).lastUsedAt,
    ).not.toBeNull();
    const others = await members.ask(admin, list);
    expect(others.data!.apiKeys.nodes.map(({ keyId }: { keyId: string }) => keyId)).not.toContain(proof.keyId);
    expect((await members.ask(callerOf('demo-wallet'), list)).errors?.[0]?.extensions).toEqual({ code: 'FORBIDDEN' });

    const revoke = `mutation ($keyId: ID!) { revokeApiKey(keyId: $keyId) { revokedAt } }`;
    expect((await members.ask(admin, revoke, proof)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    expect((await members.ask(outsider, revoke, proof)).data!.revokeApiKey.revokedAt).not.toBeNull();
    expect(await members.ask(hubCaller, holder, proof)).toEqual({ data: { keyHolder: null } });
  });

  it('never carry more clearance than whoever creates them', async () => {
    const answer = await members.ask(
      admin,
      `mutation { createApiKey(input: { label: "x", roles: [APP], clearance: RED }) { key } }`,
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.clearance' });
  });

  it('of a suspended member find nobody', async () => {
    const keys = JSON.parse(await readFile(keysFile, 'utf8')) as Record<string, Record<string, string>>;
    const proof = parseApiKey(keys['demo-analytics']!.app!)!;
    await members.ask(
      admin,
      `mutation { changeMemberStatus(input: { member: "demo-analytics", status: SUSPENDED, reason: "test" }) { status } }`,
    );
    const holder = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { member } }`;
    expect(await members.ask(hubCaller, holder, proof)).toEqual({ data: { keyHolder: null } });
  });
});

it('asks one statement for many references', async () => {
  members.statements.length = 0;
  const representations = ['ctma', 'cbarc', 'nobody', 'demo-exchange'].map((id) => ({ __typename: 'Member', id }));
  const answer = await members.ask(
    admin,
    `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Member { id contacts { role } publicKeys { keyId } } } }`,
    { r: representations },
  );
  expect(answer.data!._entities.map((member: { id: string } | null) => member?.id)).toEqual([
    'ctma',
    'cbarc',
    undefined,
    'demo-exchange',
  ]);
  const selects = members.statements.filter((sql) => sql.includes('from "'));
  expect(selects).toHaveLength(3);
});

/** Holds a lock on the claims until two requests wait for it, so that they truly meet. */
async function whileClaimIsHeld<T>(ask: () => Promise<T>): Promise<T> {
  // As the superuser, who alone sees what others wait for.
  const url = new URL(new URL(members.ownerUrl).pathname, members.adminUrl).href;
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('begin');
  await owner.query('select 1 from first_key_claim for update');
  const answers = ask();
  const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  const deadline = Date.now() + 20_000;
  while ((await owner.query<{ n: number }>(waiting)).rows[0]!.n < 2 && Date.now() < deadline)
    await owner.query('select pg_sleep(0.02), pg_stat_clear_snapshot()');
  await owner.query('commit');
  await owner.end();
  return answers;
}
