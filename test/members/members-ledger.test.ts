import { generateKeyPairSync } from 'node:crypto';
import { buildSubgraph } from '@alliance/kit';
import { membersSubgraph } from '@alliance/members';

import { entriesDuring, readLedger } from '../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let members: TestSubgraph;

const admin = callerOf('tencent-security', { role: 'ADMIN', groups: ['xian-working-group', 'new-group'] });
const steward = callerOf('ctma', { role: 'ADMIN' });
const leaver = callerOf('demo-wallet', { role: 'ADMIN', groups: ['new-group'] });

beforeAll(async () => {
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });
});

afterAll(() => members[Symbol.asyncDispose]());

type Caller = typeof admin | typeof publicCaller;
const walked = new Set<string>();

/** Does one mutation and tells what the ledger heard of it: who told it, of what, whose it is, and what was said besides. */
async function change(caller: Caller, mutation: string): Promise<{ told: object[]; data: any }> {
  walked.add(/\w+/.exec(mutation)![0]);
  let data: unknown;
  const entries = await entriesDuring(members.ownerUrl, async () => {
    const answer = await members.ask(caller, `mutation { ${mutation} }`);
    expect(answer.errors).toBeUndefined();
    data = answer.data;
  });
  const told = entries.map(({ kind, member, recordType, originator, items, details }) => ({
    what: `${kind} ${recordType} ${items.map(({ id }) => id).join()}`,
    by: member,
    of: originator,
    details,
  }));
  return { told, data };
}

it('begins with what the operator founded', async () => {
  const founded = (await readLedger(members.ownerUrl)).map(({ kind, member, recordType, items }) => [
    kind,
    member,
    `${recordType} ${items[0]!.id}`,
  ]);
  expect(founded).toContainEqual(['CREATED', null, 'Member tencent-security']);
  expect(founded).toContainEqual(['CREATED', null, 'SharingGroup xian-working-group']);
});

it('hears of every change of a key, and of no secret', async () => {
  const created = await change(
    admin,
    'createApiKey(input: { label: "app", roles: [APP], purpose: COMPLIANCE }) { key apiKey { keyId } }',
  );
  const { key, apiKey } = created.data.createApiKey as { key: string; apiKey: { keyId: string } };
  const { keyId } = apiKey;
  const details = { roles: ['APP'], clearance: 'GREEN', purpose: 'COMPLIANCE', expiresAt: null };
  const by = { by: 'tencent-security', of: 'tencent-security' };
  expect(created.told).toEqual([{ what: `CREATED ApiKey ${keyId}`, ...by, details }]);
  expect(JSON.stringify(created.told)).not.toContain(key.slice('ahk_123456789012_'.length));
  const revoked = await change(admin, `revokeApiKey(keyId: "${keyId}") { keyId }`);
  expect(revoked.told).toEqual([{ what: `REVOKED ApiKey ${keyId}`, ...by, details }]);

  const { publicKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const input = `{ algorithm: ED25519, publicKey: ${JSON.stringify(publicKey)} }`;
  const registered = await change(admin, `registerPublicKey(input: ${input}) { keyId }`);
  const publicKeyId = registered.data.registerPublicKey.keyId as string;
  const withdrawn = await change(admin, `revokePublicKey(keyId: "${publicKeyId}") { keyId }`);
  const algorithm = { algorithm: 'ED25519' };
  expect([...registered.told, ...withdrawn.told]).toEqual([
    { what: `CREATED PublicKey ${publicKeyId}`, ...by, details: algorithm },
    { what: `REVOKED PublicKey ${publicKeyId}`, ...by, details: algorithm },
  ]);
});

it('hears of a member from its application to its first key', async () => {
  const application =
    '{ id: "newcomer", legalName: "Newcomer Ltd", displayName: "Newcomer", kind: EXCHANGE, jurisdictions: ["CN"] }';
  const applied = await change(publicCaller, `applyForMembership(input: ${application}) { claim }`);
  const claim = applied.data.applyForMembership.claim as string;
  expect(applied.told).toEqual([
    { what: 'CREATED Member newcomer', by: null, of: 'newcomer', details: { status: 'APPLIED' } },
  ]);
  let from = 'APPLIED';
  for (const status of ['EMAIL_VERIFIED', 'UNDER_REVIEW']) {
    const input = `{ member: "newcomer", status: ${status}, reason: "checked" }`;
    const { told } = await change(steward, `changeMemberStatus(input: ${input}) { id }`);
    const details = { fromStatus: from, toStatus: status };
    expect(told).toEqual([{ what: 'STATUS_CHANGED Member newcomer', by: 'ctma', of: 'newcomer', details }]);
    from = status;
  }
  const admission = await hearOfProposal({ member: 'newcomer', fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE' });
  const approved = await change(admin, `approveProposal(id: "${admission.id}") { id }`);
  expect(approved.told).toEqual([
    {
      ...admission.entry,
      what: `STATUS_CHANGED ${admission.what}`,
      by: 'tencent-security',
      details: { ...admission.step, state: 'APPROVED' },
    },
    {
      what: 'STATUS_CHANGED Member newcomer',
      by: 'tencent-security',
      of: 'newcomer',
      details: { fromStatus: 'UNDER_REVIEW', toStatus: 'ACTIVE', proposal: admission.id },
    },
  ]);
  const claimed = await change(
    publicCaller,
    `claimFirstKey(member: "newcomer", claim: "${claim}") { apiKey { keyId } }`,
  );
  const keyId = claimed.data.claimFirstKey.apiKey.keyId as string;
  const details = { roles: ['ADMIN'], clearance: 'RED', purpose: null, expiresAt: null };
  expect(claimed.told).toEqual([{ what: `CREATED ApiKey ${keyId}`, by: null, of: 'newcomer', details }]);
  const input = '{ displayName: "Renamed", contacts: [{ role: "desk", reachedBy: "desk@example.org" }] }';
  const { told } = await change(callerOf('newcomer', { role: 'ADMIN' }), `updateMember(input: ${input}) { id }`);
  const own = { what: 'CHANGED Member newcomer', by: 'newcomer', of: 'newcomer' };
  expect(told).toEqual(
    expect.arrayContaining([
      { ...own, details: { fields: ['displayName'] } },
      { ...own, details: { fields: ['contacts'] } },
    ]),
  );
});

/** Proposes a step in ctma's name. The entry is ctma's own, so that the member does not read in it what is proposed. */
async function hearOfProposal(step: {
  readonly member: string;
  readonly fromStatus: string;
  readonly toStatus: string;
}) {
  const input = `{ member: "${step.member}", status: ${step.toStatus}, reason: "checked" }`;
  const { told, data } = await change(steward, `proposeMemberStatus(input: ${input}) { id }`);
  const id = data.proposeMemberStatus.id as string;
  const what = `AdministrativeProposal ${id}`;
  const entry = { by: 'ctma', of: 'ctma', details: step };
  expect(told).toEqual([{ what: `CREATED ${what}`, ...entry }]);
  return { id, what, entry, step };
}

it('hears of what was proposed and withdrawn', async () => {
  const { id, what, entry } = await hearOfProposal({ member: 'cbarc', fromStatus: 'ACTIVE', toStatus: 'EXPELLED' });
  const withdrawn = await change(steward, `withdrawProposal(id: "${id}") { id }`);
  expect(withdrawn.told).toEqual([{ what: `WITHDRAWN ${what}`, ...entry }]);
});

it('hears of groups, and tells each side of a membership what the other did', async () => {
  const by = 'tencent-security';
  const group = '{ id: "new-group", name: "New", purpose: "Testing" }';
  const opened = await change(admin, `createSharingGroup(input: ${group}) { id }`);
  const rules = { maxTlp: 'AMBER_STRICT', reshare: 'NONE', joinSees: 'ALL_HISTORY' };
  expect(opened.told).toEqual([{ what: 'CREATED SharingGroup new-group', by, of: by, details: rules }]);
  const membership = (member: string): string => `(input: { group: "new-group", member: "${member}" }) { id }`;
  const joined = (member: string): object => ({
    what: 'JOINED Membership new-group',
    by,
    of: member,
    details: { member, role: 'CONTRIBUTOR' },
  });
  expect((await change(admin, `addGroupMember${membership('demo-wallet')}`)).told).toEqual([joined('demo-wallet')]);
  expect((await change(admin, `addGroupMember${membership('ctma')}`)).told).toEqual([joined('ctma')]);
  const left = { what: 'LEFT Membership new-group' };
  expect((await change(admin, `removeGroupMember${membership('ctma')}`)).told).toEqual([
    { ...left, by, of: 'ctma', details: { member: 'ctma', role: 'CONTRIBUTOR' } },
  ]);
  expect((await change(leaver, `removeGroupMember${membership('demo-wallet')}`)).told).toEqual([
    { ...left, by: 'demo-wallet', of: by, details: { member: 'demo-wallet', role: 'CONTRIBUTOR' } },
  ]);
  expect((await change(admin, 'closeSharingGroup(id: "new-group") { id }')).told).toEqual([
    { what: 'CLOSED SharingGroup new-group', by, of: by, details: {} },
  ]);
});

it('hears of every mutation that there is', async () => {
  const { schema } = await buildSubgraph(membersSubgraph);
  expect([...walked].sort()).toEqual(Object.keys(schema.getMutationType()!.getFields()).sort());
});
