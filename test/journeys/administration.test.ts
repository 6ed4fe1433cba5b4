import { setTimeout as wait } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { runHubInProcess } from '../gateway/cli/fixtures/hub-in-process.js';
import { type RunningHub, startHub } from '../support/running-hub.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

jest.setTimeout(180_000);

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>;
let hub: RunningHub;

beforeAll(async () => {
  folder = await createTemporaryFolder();
  hub = await startHub(folder.path);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

type Steward = 'tencent-security' | 'ctma' | 'cbarc';

/** Runs `hub … --json` with a key; what it printed, and with which status it ended. */
async function hubAs(key: string, ...args: string[]): Promise<{ status: number; json: any }> {
  const { status, out } = await runHubInProcess([...args, '--json', '--key', key, '--gateway', hub.gateway]);
  return { status, json: out === '' ? undefined : JSON.parse(out) };
}

const adminOf = (member: Steward): Promise<string> => hub.keyOf(member, 'admin');

it('admits a newcomer from the command line by two people, down to its first key', async () => {
  const [tencent, ctma] = [await adminOf('tencent-security'), await adminOf('ctma')];
  const application = `{ id: "new-wallet", legalName: "New Wallet", displayName: "New Wallet", kind: WALLET, jurisdictions: ["CH"] }`;
  const applied = await hub.ask(`mutation { applyForMembership(input: ${application}) { claim } }`);
  const { claim } = applied.data.applyForMembership;
  const claimKey = `mutation ($claim: String!) { claimFirstKey(member: "new-wallet", claim: $claim) { key } }`;
  expect((await hub.ask(claimKey, { variables: { claim } })).errors[0].extensions.code).toBe('FORBIDDEN');

  const because = ['--reason', 'papers seen'];
  for (const status of ['email-verified', 'under-review'])
    expect(await hubAs(tencent, 'member', 'change-status', 'new-wallet', status, ...because)).toMatchObject({
      status: 0,
    });
  const alone = await hubAs(tencent, 'member', 'change-status', 'new-wallet', 'active', ...because);
  expect(alone).toMatchObject({ status: 1, json: { error: { code: 'APPROVAL_NEEDED' } } });

  const step = ['member', 'propose-status', 'new-wallet', 'active', ...because, '--verification', 'documents'];
  const proposed = await hubAs(tencent, ...step);
  expect(proposed).toMatchObject({ status: 0, json: { state: 'OPEN', member: { id: 'new-wallet' } } });
  const { id } = proposed.json as { id: string };
  expect(await hubAs(tencent, 'member', 'approve', id)).toMatchObject({
    status: 1,
    json: { error: { code: 'FORBIDDEN', message: 'You proposed it. Somebody else approves it.' } },
  });
  const open = await hubAs(ctma, 'member', 'proposals', '--state', 'open');
  expect(open.json).toEqual({ proposals: [{ ...proposed.json, notYours: null }] });
  expect(await hubAs(ctma, 'member', 'approve', id)).toMatchObject({ status: 0, json: { state: 'APPROVED' } });
  expect((await hubAs(ctma, 'member', 'show', 'new-wallet')).json).toMatchObject({
    status: 'ACTIVE',
    verification: 'DOCUMENTS',
  });

  const claimed = await hub.ask(claimKey, { variables: { claim } });
  const { key } = claimed.data.claimFirstKey as { key: string };
  expect((await hubAs(key, 'key', 'list')).json.keys).toHaveLength(1);
  expect(await hubAs(key, 'member', 'proposals')).toMatchObject({ status: 1, json: { error: { code: 'FORBIDDEN' } } });
  const listed = await hubAs(key, 'member', 'list', '--kind', 'wallet');
  expect((listed.json.members as { id: string }[]).map((member) => member.id)).toEqual(['demo-wallet', 'new-wallet']);
});

it('opens a group from the command line, takes a member in and out of it, and closes it', async () => {
  const [owner, member] = [await adminOf('ctma'), await hub.keyOf('demo-wallet', 'admin')];
  const options = ['--name', 'Fresh circle', '--purpose', 'Testing', '--join-sees', 'from_join'];
  expect(await hubAs(owner, 'group', 'create', 'fresh-circle', ...options)).toMatchObject({
    status: 0,
    json: { id: 'fresh-circle', owner: { id: 'ctma' }, maxTlp: 'AMBER_STRICT', joinSees: 'FROM_JOIN' },
  });
  const groupsOf = async (key: string): Promise<string[]> =>
    ((await hubAs(key, 'group', 'list')).json.groups as { id: string }[]).map(({ id }) => id);
  expect(await groupsOf(member)).toEqual([]);
  expect(await hubAs(owner, 'group', 'add', 'fresh-circle', 'demo-wallet', '--role', 'reader')).toMatchObject({
    status: 0,
    json: { memberships: [{ member: { id: 'ctma' } }, { member: { id: 'demo-wallet' }, role: 'READER' }] },
  });
  await within(2_000, async () => (await groupsOf(member)).includes('fresh-circle'));
  expect(await hubAs(member, 'group', 'close', 'fresh-circle')).toMatchObject({
    status: 1,
    json: { error: { code: 'FORBIDDEN' } },
  });
  expect(await hubAs(owner, 'group', 'remove', 'fresh-circle', 'demo-wallet')).toEqual({
    status: 0,
    json: { group: 'fresh-circle', member: 'demo-wallet' },
  });
  expect(await hubAs(owner, 'group', 'close', 'fresh-circle')).toMatchObject({
    status: 0,
    json: { status: 'CLOSED' },
  });
});

describe('access ends within two seconds', () => {
  /** Asks all three institutions at once; what the hub answers to somebody whom it does not know any more. */
  const everywhere = `{ me { id } incidents { totalCount } attestations(first: 1) { totalCount } }`;
  const isRefused = async (key: string): Promise<boolean> => {
    const { data, errors } = await hub.ask(everywhere, { key });
    return errors?.[0]?.extensions?.code === 'UNAUTHENTICATED' && !data;
  };

  /** Keeps a key in use, so that the gateway has fresh reason to believe in it, and acts then. */
  const cutOff = async (key: string, act: () => Promise<any>): Promise<void> => {
    expect(await isRefused(key)).toBe(false);
    expect((await act()).errors).toBeUndefined();
    await within(2_000, () => isRefused(key));
    expect(await isRefused(key)).toBe(true);
  };

  it('when a member is suspended: for each of its keys', async () => {
    const keys = await Promise.all(
      (['admin', 'analyst', 'app'] as const).map((role) => hub.keyOf('demo-analytics', role)),
    );
    for (const key of keys) expect(await isRefused(key)).toBe(false);
    const steward = await adminOf('cbarc');
    const suspend = `mutation { changeMemberStatus(input: { member: "demo-analytics", status: SUSPENDED, reason: "keys lost" }) { status } }`;
    expect(await hub.ask(suspend, { key: steward })).toEqual({ data: { changeMemberStatus: { status: 'SUSPENDED' } } });
    await within(2_000, async () => (await Promise.all(keys.map(isRefused))).every(Boolean));
  });

  it('when a key is revoked: for that key alone', async () => {
    const admin = await hub.keyOf('demo-exchange', 'admin');
    const create = `mutation { createApiKey(input: { label: "short-lived", roles: [APP] }) { key apiKey { keyId } } }`;
    const { key, apiKey } = (await hub.ask(create, { key: admin })).data.createApiKey;
    const revoke = `mutation { revokeApiKey(keyId: "${String(apiKey.keyId)}") { revokedAt } }`;
    await cutOff(key as string, () => hub.ask(revoke, { key: admin }));
    expect(await isRefused(admin)).toBe(false);
  });
});

/** Asks again and again until it holds; throws when so much time has passed since the call. An upper bound, not a measure. */
async function within(timeMs: number, holds: () => Promise<boolean>): Promise<void> {
  const until = performance.now() + timeMs;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`It did not hold within ${String(timeMs)} ms.`);
    await wait(50);
  }
}
