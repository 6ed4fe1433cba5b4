import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { entriesDuring, type ReadEntry } from '../support/ledger-reader.js';
import { fieldsLeadingTo } from '../support/marked-fields.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;
let id: string;
let sourceId: string;

const author = callerOf('cbarc', { groups: ['circle'], purpose: 'FRAUD_PREVENTION' });
const reader = callerOf('ctma', { groups: ['circle'], purpose: 'COMPLIANCE' });
const outsider = callerOf('demo-wallet');
const address = `0x${'7'.repeat(40)}`;
const canonical = `eip155:1:${address}`;
const marking = { tlp: 'AMBER', sharingGroup: 'circle' };
const statement = { chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], method: 'FORENSIC' };

const publish = (caller: typeof author, input: object): Promise<any> =>
  hub.ask(
    caller,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id outcome } } }',
    { input: { marking, source: { publisher: 'Press', kind: 'PRESS' }, ...input } },
  );
const during = (act: () => Promise<unknown>): Promise<ReadEntry[]> => entriesDuring(hub.ownerUrl, act);
const disclosedBy = async (caller: typeof author, query: string): Promise<string[]> => {
  const entries = await during(async () => {
    const answer = await hub.ask(caller, query);
    expect(answer.errors).toBeUndefined();
  });
  return entries.flatMap(({ kind, recordType, items }) =>
    kind === 'DISCLOSURE' ? items.map((item) => `${recordType} ${item.id} ${String(item.version)}`) : [],
  );
};

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
  const answer = await publish(author, { items: [{ reference: 'r1', ...statement }] });
  id = answer.data.publishAttestations.results[0].id as string;
  const { data } = await hub.ask(author, `{ attestation(id: "${id}") { sources { id } } }`);
  sourceId = data!['attestation'].sources[0].id as string;
});

afterAll(() => hub[Symbol.asyncDispose]());

/** By each field that leads to a marked record: a question that takes this way, and what it discloses. */
const ways = (): Readonly<Record<string, readonly [query: string, discloses: readonly string[]]>> => {
  const attestation = `Attestation ${id} 1`;
  const source = `Source ${sourceId} null`;
  const entity = (type: string, key: string, selection: string): string =>
    `{ _entities(representations: [{ __typename: "${type}", id: "${key}" }]) { ... on ${type} { ${selection} } } }`;
  const screen = `screenAddresses(addresses: [{ value: "${address}" }]) { screening { band score } }`;
  return {
    'Query.attestation': [`{ attestation(id: "${id}") { label } }`, [attestation]],
    'Query.attestations': ['{ attestations { nodes { label } } }', [attestation]],
    'Query._entities Attestation': [entity('Attestation', id, 'label'), [attestation]],
    'Attestation.history': [`{ attestation(id: "${id}") { history { label } } }`, [attestation]],
    'Attestation.sources': [`{ attestation(id: "${id}") { sources { publisher } } }`, [attestation, source]],
    'Address.attestations': [`{ address(id: "${canonical}") { attestations { nodes { label } } } }`, [attestation]],
    'Member.attestations': [entity('Member', 'cbarc', 'attestations { nodes { label } }'), [attestation]],
    'Query.source': [`{ source(id: "${sourceId}") { publisher } }`, [source]],
    'Query._entities Source': [entity('Source', sourceId, 'publisher'), [source]],
    'Address.screening': [`{ address(id: "${canonical}") { screening { band } } }`, [attestation]],
    'Query.screenAddresses': [`{ ${screen} }`, [attestation]],
    'ScreeningResult.screening': [`{ ${screen} }`, [attestation]],
    // That the address is found tells that there is such a statement.
    'Query.addresses': ['{ addresses(filter: { concept: SCAM }) { nodes { id } } }', [attestation]],
  };
};

it('knows every way to a marked record', async () => {
  const marked = ['Attestation', 'Source', 'Screening', 'ScreeningResult'];
  const fields = await fieldsLeadingTo(addressIntelligenceSubgraph, marked);
  const found = fields.filter((field) => !field.startsWith('Mutation.'));
  // Addresses are no records, but the list of those that have statements is one way to learn of them.
  expect([...found, 'Query.addresses'].sort()).toEqual(Object.keys(ways()).sort());
});

it('writes down each disclosure, whichever way it takes, and nothing for the originator itself', async () => {
  for (const [way, [query, discloses]] of Object.entries(ways())) {
    expect([way, (await disclosedBy(reader, query)).sort()]).toEqual([way, [...discloses].sort()]);
    expect([way, await disclosedBy(author, query)]).toEqual([way, []]);
    expect([way, await disclosedBy(outsider, query)]).toEqual([way, []]);
  }
});

it('writes one entry for a whole screening, and none for what is GREEN', async () => {
  const addresses = Array.from({ length: 30 }, (_each, index) => `0x${String(index).padStart(40, '5')}`);
  const items = addresses.map((value) => ({ ...statement, address: value, reference: value }));
  await publish(author, { items });
  await publish(author, {
    marking: { tlp: 'GREEN' },
    items: items.map((item) => ({ ...item, reference: `green ${item.reference}` })),
  });
  const query = `query ($addresses: [AddressInput!]!) { screenAddresses(addresses: $addresses) { screening { score } } }`;
  const variables = { addresses: addresses.map((value) => ({ value })) };
  const entries = await during(() => hub.ask(reader, query, variables));
  expect(entries.map(({ items: read, ...entry }) => ({ ...entry, count: read.length }))).toEqual([
    {
      kind: 'DISCLOSURE',
      member: 'ctma',
      originator: 'cbarc',
      originatorShown: true,
      recordType: 'Attestation',
      purpose: 'COMPLIANCE',
      details: {},
      count: 30,
    },
  ]);
});

it('hides from a reader whose statement it was when that does not show itself', async () => {
  const other = `0x${'8'.repeat(40)}`;
  const hidden = { ...marking, originatorDisplay: 'ANONYMOUS' };
  await publish(author, { marking: hidden, items: [{ ...statement, reference: 'hidden', address: other }] });
  const [entry] = await during(() => hub.ask(reader, `{ address(id: "eip155:1:${other}") { screening { band } } }`));
  expect(entry).toMatchObject({ recordType: 'Attestation', originator: 'cbarc', originatorShown: false });
});

describe('changes', () => {
  const brief = (entries: readonly ReadEntry[]): object[] =>
    entries.map(({ kind, member, recordType, items, details }) => ({
      kind,
      member,
      recordType,
      versions: items.map(({ version }) => version),
      details,
    }));
  const told = (kind: string, versions: (number | null)[], details = {}): object => ({
    kind,
    member: 'cbarc',
    recordType: 'Attestation',
    versions,
    details,
  });
  const item = (reference: string, more = {}): object => ({ ...statement, reference, ...more });

  it('of a batch are one entry for each outcome', async () => {
    expect(brief(await during(() => publish(author, { items: [item('b1'), item('b2')] })))).toEqual([
      told('CREATED', [1, 1]),
    ]);
    const again = [item('b1', { label: 'renamed' }), item('b2'), item('b3')];
    const entries = brief(await during(() => publish(author, { items: again })));
    expect(entries).toEqual(expect.arrayContaining([told('CREATED', [1]), told('CHANGED', [2])]));
    expect(entries).toHaveLength(2);
    expect(await during(() => publish(author, { items: again }))).toEqual([]);
  });

  it('of lists say in which edition statements were seen again and which ended', async () => {
    const list = (version: string): object => ({ list: { id: 'watch', version } });
    await publish(author, { ...list('2024-01-01'), items: [item('l1'), item('l2')] });
    const seen = await during(() => publish(author, { ...list('2024-02-01'), items: [item('l1')] }));
    expect(brief(seen)).toEqual([told('CHANGED', [null], { listVersion: '2024-02-01' })]);
    const conclude = 'mutation { concludeList(input: { id: "watch", version: "2024-02-01" }) { withdrawn } }';
    const details = { reason: 'SOURCE_WITHDRAWN', effectiveOn: '2024-02-01' };
    expect(brief(await during(() => hub.ask(author, conclude)))).toEqual([told('WITHDRAWN', [2], details)]);
  });

  it('by correction and withdrawal say which version they made', async () => {
    const answer = await publish(author, { items: [item('c1')] });
    const own = answer.data.publishAttestations.results[0].id as string;
    const act = (name: string, input: object): Promise<ReadEntry[]> => {
      const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
      return during(async () => {
        const done = await hub.ask(author, `mutation ($input: ${type}!) { ${name}(input: $input) { id } }`, { input });
        expect(done.errors).toBeUndefined();
      });
    };
    expect(brief(await act('correctAttestation', { id: own, expectedVersion: 1, label: 'better' }))).toEqual([
      told('CHANGED', [2]),
    ]);
    const withdrawal = { id: own, reason: 'ERROR', effectiveOn: '2024-03-01' };
    expect(brief(await act('withdrawAttestation', withdrawal))).toEqual([
      told('WITHDRAWN', [3], { reason: 'ERROR', effectiveOn: '2024-03-01' }),
    ]);
  });

  it('of actors are written down, too', async () => {
    const register = (actors: object[]): Promise<ReadEntry[]> =>
      during(() =>
        hub.ask(author, 'mutation ($input: RegisterActorsInput!) { registerActors(input: $input) { accepted } }', {
          input: { actors },
        }),
      );
    const actor = (kind: string): object => ({ ...told(kind, [null]), recordType: 'Actor' });
    expect(brief(await register([{ id: 'a1', label: 'One' }]))).toEqual([actor('CREATED')]);
    expect(brief(await register([{ id: 'a1', label: 'Two' }]))).toEqual([actor('CHANGED')]);
    expect(await register([{ id: 'a1', label: 'Two' }])).toEqual([]);
  });
});
