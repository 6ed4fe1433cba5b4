import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { parseApiKey } from '@alliance/schema';
import { membersSubgraph } from '@alliance/members';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { callerOf, hubCaller, membershipOf, publicCaller } from '../support/token-issuer.js';

const opened = new AsyncDisposableStack();
let members: TestSubgraph;
let keysFile: string;

beforeAll(async () => {
  const folder = opened.use(await createTemporaryFolder());
  keysFile = path.join(folder.path, 'demo-keys.json');
  members = opened.use(await startTestSubgraph(membersSubgraph, { seed: 'demo', demoKeysFile: keysFile }));
});

afterAll(() => opened.disposeAsync());

const admin = callerOf('tencent-security', { role: 'ADMIN', groups: ['xian-working-group'] });
const ctmaAdmin = callerOf('ctma', { role: 'ADMIN', groups: ['xian-working-group'] });
const outsider = callerOf('demo-wallet', { role: 'ADMIN' });

describe('sharing groups', () => {
  const query = `{ sharingGroups { totalCount nodes { id owner { id } memberships { role until member { id } } } } sharingGroup(id: "xian-working-group") { name } }`;

  it('are seen by those who belong to them', async () => {
    expect(await members.ask(ctmaAdmin, query)).toEqual({
      data: {
        sharingGroups: {
          totalCount: 1,
          nodes: [
            {
              id: 'xian-working-group',
              owner: { id: 'tencent-security' },
              memberships: expect.arrayContaining([
                { role: 'OWNER', until: null, member: { id: 'tencent-security' } },
                { role: 'CONTRIBUTOR', until: null, member: { id: 'ctma' } },
                { role: 'CONTRIBUTOR', until: null, member: { id: 'demo-exchange' } },
              ]),
            },
          ],
        },
        sharingGroup: { name: "Xi'an working group" },
      },
    });
  });

  it.each([
    ['another member', outsider],
    ['the public', publicCaller],
  ])('do not exist for %s', async (_name, caller) => {
    const nothing = { data: { sharingGroups: { totalCount: 0, nodes: [] }, sharingGroup: null } };
    expect(await members.ask(caller, query)).toEqual(nothing);
    const reference = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on SharingGroup { id name } } }`;
    expect(
      await members.ask(caller, reference, { r: [{ __typename: 'SharingGroup', id: 'xian-working-group' }] }),
    ).toEqual({ data: { _entities: [null] } });
  });

  it('are opened, filled and emptied by their owner alone', async () => {
    const created = await members.ask(
      outsider,
      `mutation { createSharingGroup(input: { id: "wallet-circle", name: "Wallets", purpose: "Drainers" }) { id maxTlp reshare joinSees memberships { role member { id } } } }`,
    );
    expect(created).toEqual({
      data: {
        createSharingGroup: {
          id: 'wallet-circle',
          maxTlp: 'AMBER_STRICT',
          reshare: 'NONE',
          joinSees: 'ALL_HISTORY',
          memberships: [{ role: 'OWNER', member: { id: 'demo-wallet' } }],
        },
      },
    });
    const add = `mutation { addGroupMember(input: { group: "wallet-circle", member: "demo-exchange" }) { memberships { member { id } until } } }`;
    expect((await members.ask(admin, add)).errors?.[0]?.extensions).toEqual({ code: 'NOT_FOUND' });
    expect((await members.ask(outsider, add)).data!.addGroupMember.memberships).toHaveLength(2);
    expect((await members.ask(outsider, add)).errors?.[0]).toMatchObject({
      message: 'input.member: "demo-exchange" belongs to the group already.',
      extensions: { code: 'CONFLICT' },
    });
    const leave = `mutation { removeGroupMember(input: { group: "wallet-circle", member: "demo-exchange" }) { id } }`;
    const leaver = callerOf('demo-exchange', { role: 'ADMIN', groups: ['wallet-circle'] });
    expect(await members.ask(leaver, leave)).toEqual({ data: { removeGroupMember: { id: 'wallet-circle' } } });
    const { data } = await members.ask(
      outsider,
      `{ sharingGroup(id: "wallet-circle") { memberships { member { id } until } } }`,
    );
    const left = data!.sharingGroup.memberships.find(
      (membership: { member: { id: string } }) => membership.member.id === 'demo-exchange',
    );
    expect(left.until).toMatch(/^\d{4}-/);
  });
});

describe('what a sharing group promises', () => {
  const holderOf = async (key: string): Promise<unknown> => {
    const query = `query ($keyId: ID!, $secretHash: String!) { keyHolder(keyId: $keyId, secretHash: $secretHash) { groups { id since joinSees mayWrite maxTlp } } }`;
    return (await members.ask(hubCaller, query, parseApiKey(key))).data!.keyHolder.groups;
  };
  const keysOf = async (): Promise<Record<string, Record<string, string>>> =>
    JSON.parse(await readFile(keysFile, 'utf8')) as Record<string, Record<string, string>>;

  it('reaches the hub with the key of each member: since when, what a newcomer sees, who shares how narrowly', async () => {
    const open = `mutation { createSharingGroup(input: { id: "newcomers", name: "N", purpose: "P", joinSees: FROM_JOIN, maxTlp: AMBER }) { joinSees maxTlp } }`;
    expect(await members.ask(outsider, open)).toEqual({
      data: { createSharingGroup: { joinSees: 'FROM_JOIN', maxTlp: 'AMBER' } },
    });
    const add = `mutation { addGroupMember(input: { group: "newcomers", member: "demo-analytics", role: READER }) { memberships { role since member { id } } } }`;
    const { data } = await members.ask(outsider, add);
    const [owner, reader] = data!.addGroupMember.memberships as { role: string; since: string }[];
    expect([owner?.role, reader?.role]).toEqual(['OWNER', 'READER']);
    const keys = await keysOf();
    const promised = { id: 'newcomers', joinSees: 'FROM_JOIN', maxTlp: 'AMBER' };
    expect(await holderOf(keys['demo-analytics']!.analyst!)).toEqual([
      { ...promised, since: reader?.since, mayWrite: false },
    ]);
    expect(await holderOf(keys['demo-wallet']!.analyst!)).toContainEqual({
      ...promised,
      since: owner?.since,
      mayWrite: true,
    });
    const seeing = callerOf('demo-analytics', { groups: [membershipOf('newcomers', { joinSees: 'FROM_JOIN' })] });
    const who = `{ sharingGroup(id: "newcomers") { memberships { role } } }`;
    expect(await members.ask(seeing, who)).toEqual({
      data: { sharingGroup: { memberships: [{ role: 'OWNER' }, { role: 'READER' }] } },
    });
    expect(await members.ask(admin, who)).toEqual({ data: { sharingGroup: null } });
    expect(await members.ask(publicCaller, who)).toEqual({ data: { sharingGroup: null } });
  });

  it('ends for whoever leaves, and for all when the group is closed', async () => {
    const keys = await keysOf();
    const change = (mutation: string) => members.ask(outsider, `mutation { ${mutation} }`);
    await change('createSharingGroup(input: { id: "short-lived", name: "S", purpose: "P" }) { id }');
    await change('addGroupMember(input: { group: "short-lived", member: "cbarc" }) { id }');
    await change('addGroupMember(input: { group: "short-lived", member: "ctma" }) { id }');
    const idsOf = async (member: string): Promise<string[]> =>
      ((await holderOf(keys[member]!.analyst!)) as { id: string }[]).map(({ id }) => id);
    expect(await idsOf('cbarc')).toEqual(['short-lived']);
    await change('removeGroupMember(input: { group: "short-lived", member: "cbarc" }) { id }');
    expect(await idsOf('cbarc')).toEqual([]);
    expect(await idsOf('ctma')).toEqual(['short-lived', 'xian-working-group']);
    await change('closeSharingGroup(id: "short-lived") { id }');
    expect(await idsOf('ctma')).toEqual(['xian-working-group']);
  });

  it.each(['CLEAR', 'GREEN'])('is not a marking that no group is needed for: %s', async (maxTlp) => {
    const answer = await members.ask(
      outsider,
      `mutation { createSharingGroup(input: { id: "wide", name: "W", purpose: "P", maxTlp: ${maxTlp} }) { id } }`,
    );
    expect(answer.errors?.[0]).toMatchObject({
      message: `input.maxTlp: expected one of AMBER, AMBER_STRICT, RED, since nothing wider is addressed to a group, got "${maxTlp}".`,
      extensions: { code: 'BAD_USER_INPUT', field: 'input.maxTlp' },
    });
  });
});
