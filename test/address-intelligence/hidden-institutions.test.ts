import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

let addresses = 0;

/** An address of which nothing is said yet. */
function freshAddress(): string {
  addresses += 1;
  return `0x${addresses.toString(16).padStart(40, '0')}`.replace(/^0x00/, '0xab');
}

const authorOf = (member: string): Caller => callerOf(member, { groups: ['circle'], clearance: 'RED' });
const insider = callerOf('ctma', { groups: ['circle'] });
const outsider = callerOf('demo-wallet', { clearance: 'RED' });
const amber = { tlp: 'AMBER', sharingGroup: 'circle' };

async function publish(member: string, address: string, marking: object, item: object = {}): Promise<string> {
  const statement = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], method: 'FORENSIC' };
  const { data, errors } = await hub.ask(
    authorOf(member),
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
    {
      input: {
        marking,
        source: { publisher: `Press of ${member}`, kind: 'PRESS' },
        items: [{ reference: `${address} ${String(Math.random())}`, ...statement, ...item }],
      },
    },
  );
  const id = data?.publishAttestations.results[0]?.id as string | undefined;
  if (id === undefined) throw new Error(JSON.stringify(errors));
  return id;
}

interface Screened {
  readonly band: string;
  readonly score: number;
  readonly reasons: readonly object[];
  readonly hiddenInstitutions: number;
}

async function screen(caller: Caller, address: string): Promise<Screened> {
  const { data, errors } = await hub.ask<{ screenAddresses: { screening: Screened }[] }>(
    caller,
    'query ($a: [AddressInput!]!) { screenAddresses(addresses: $a) { screening { band score reasons { attestation } hiddenInstitutions } } }',
    { a: [{ chain: 'ethereum', value: address }] },
  );
  if (!data) throw new Error(JSON.stringify(errors));
  return data.screenAddresses[0]!.screening;
}

const hiddenFrom = async (caller: Caller, address: string): Promise<number> =>
  (await screen(caller, address)).hiddenInstitutions;

const unknown = { band: 'UNKNOWN', score: 0, reasons: [] };

it('counts institutions from three on, and changes nothing else of the answer', async () => {
  const address = freshAddress();
  const seen: Screened[] = [];
  for (const member of ['m1', 'm2', 'm2', 'm3', 'm4']) {
    await publish(member, address, amber);
    seen.push(await screen(outsider, address));
  }
  expect(seen).toEqual([0, 0, 0, 3, 4].map((hiddenInstitutions) => ({ ...unknown, hiddenInstitutions })));
});

it('is for members who do not see them: a member of the group has them as reasons, the public has nothing', async () => {
  const address = freshAddress();
  for (const member of ['m1', 'm2', 'm3']) await publish(member, address, amber);
  expect(await screen(insider, address)).toMatchObject({ reasons: [{}, {}, {}], hiddenInstitutions: 0 });
  expect(await screen(publicCaller, address)).toEqual({ ...unknown, hiddenInstitutions: 0 });
  expect(await hiddenFrom(outsider, address)).toBe(3);
  expect(await hiddenFrom(callerOf('m1'), address)).toBe(0);
  expect(await hiddenFrom(callerOf('demo-wallet', { clearance: 'GREEN' }), address)).toBe(3);
});

it.each<[string, object, object]>([
  ['AMBER_STRICT', { tlp: 'AMBER_STRICT', sharingGroup: 'circle' }, {}],
  ['AMBER for nobody else', { tlp: 'AMBER' }, {}],
  ['RED', { tlp: 'RED' }, {}],
  ['embargoed', { ...amber, releaseAt: new Date(Date.now() + 3_600_000) }, {}],
  ['limited to a purpose', { ...amber, purposes: ['RESEARCH'] }, {}],
  ['visible', { tlp: 'GREEN' }, {}],
  ['about another address', amber, { address: `0x${'d'.repeat(40)}` }],
])('does not count what is %s', async (_what, marking, item) => {
  const address = freshAddress();
  for (const member of ['m1', 'm2']) await publish(member, address, amber);
  await publish('m3', address, marking, item);
  expect(await hiddenFrom(outsider, address)).toBe(0);
  await publish('m4', address, amber);
  expect(await hiddenFrom(outsider, address)).toBe(3);
});

it('does not count an institution that is visible by another statement, and counts the same account of another chain', async () => {
  const address = freshAddress();
  for (const member of ['m1', 'm2', 'm3']) await publish(member, address, amber, { chain: 'polygon' });
  expect(await hiddenFrom(outsider, address)).toBe(3);
  await publish('m3', address, { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS' });
  expect(await hiddenFrom(outsider, address)).toBe(0);
});

it('counts neither what was withdrawn nor what is past its time', async () => {
  const address = freshAddress();
  for (const member of ['m1', 'm2']) await publish(member, address, amber);
  const id = await publish('m3', address, amber);
  expect(await hiddenFrom(outsider, address)).toBe(3);
  await hub.ask(
    authorOf('m3'),
    'mutation ($input: WithdrawAttestationInput!) { withdrawAttestation(input: $input) { id } }',
    { input: { id, reason: 'ERROR' } },
  );
  await publish('m4', address, amber, { validUntil: new Date(Date.now() - 1_000) });
  expect(await hiddenFrom(outsider, address)).toBe(0);
});

it('is asked once for a whole batch, and only when somebody asks', async () => {
  const batch = [freshAddress(), freshAddress(), freshAddress()];
  const count = async (fields: string): Promise<number> => {
    hub.statements.length = 0;
    const query = `query ($a: [AddressInput!]!) { screenAddresses(addresses: $a) { screening { ${fields} } } }`;
    await hub.ask(outsider, query, { a: batch.map((value) => ({ chain: 'ethereum', value })) });
    return hub.statements.filter((sql) => sql.includes('hidden_institutions')).length;
  };
  expect([await count('band'), await count('band hiddenInstitutions')]).toEqual([0, 1]);
});

it('answers 0 as of an earlier moment', async () => {
  const address = freshAddress();
  for (const member of ['m1', 'm2', 'm3']) await publish(member, address, amber);
  const query = `query ($id: ID!, $t: DateTime!) { address(id: $id) { screening(asOf: $t) { hiddenInstitutions } } }`;
  const { data } = await hub.ask(outsider, query, { id: `eip155:1:${address}`, t: new Date() });
  expect(data).toEqual({ address: { screening: { hiddenInstitutions: 0 } } });
});
