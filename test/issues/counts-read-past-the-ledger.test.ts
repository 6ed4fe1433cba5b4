import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';
import { incidentsSubgraph } from '@alliance/incidents';

import { attacker, report } from '../incidents/support/report.js';
import { entriesDuring } from '../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

// Whoever asks how many records match a filter learns what they say, though it reads none: by a cursor of its own making
// that lies beyond them all, or by one of its own in front of them.

let incidents: TestSubgraph;
let intelligence: TestSubgraph;
let incident: string;
let attestation: string;

const group = 'xian-working-group';
const owner = callerOf('tencent-security', { groups: [group] });
const reader = callerOf('ctma', { groups: [group] });
const marking = { tlp: 'AMBER', sharingGroup: group };

const cursorOf = (...key: string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');
const beyond = cursorOf('1900-01-01T00:00:00.000Z', 'z');

async function disclosedBy(subgraph: TestSubgraph, query: string): Promise<[answer: unknown, disclosed: string[]]> {
  let data: unknown;
  const entries = await entriesDuring(subgraph.ownerUrl, async () => {
    const answer = await subgraph.ask(reader, query);
    expect(answer.errors).toBeUndefined();
    data = answer.data;
  });
  return [data, entries.flatMap(({ recordType, items }) => items.map(({ id }) => `${recordType} ${id}`))];
}

const ofAddress = (selection: string): string =>
  `{ _entities(representations: [{ __typename: "Address", id: "${attacker}" }]) { ... on Address { ${selection} } } }`;

beforeAll(async () => {
  [incidents, intelligence] = await Promise.all([
    startTestSubgraph(incidentsSubgraph),
    startTestSubgraph(addressIntelligenceSubgraph),
  ]);
  incident = await report(incidents, owner, {
    marking,
    title: 'Wallet drained by a former employee',
    parties: [{ address: attacker, role: 'ATTACKER' }],
  });
  const { data } = await intelligence.ask(
    owner,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
    {
      input: {
        marking,
        source: { publisher: 'Press', kind: 'PRESS' },
        items: [
          {
            reference: 'r1',
            chain: 'ethereum',
            address: attacker.slice(attacker.lastIndexOf(':') + 1),
            claimType: 'ABUSE',
            concepts: ['SCAM'],
            method: 'FORENSIC',
          },
        ],
      },
    },
  );
  attestation = data!['publishAttestations'].results[0].id as string;
});

afterAll(async () => {
  await incidents[Symbol.asyncDispose]();
  await intelligence[Symbol.asyncDispose]();
});

it('writes down the incidents that are counted by what they say', async () => {
  const count = (search: string): string =>
    `{ incidents(filter: { search: "${search}" }, first: 1, after: "${beyond}") { totalCount } }`;
  expect(await disclosedBy(incidents, count('former employee'))).toEqual([
    { incidents: { totalCount: 1 } },
    [`Incident ${incident}`],
  ]);
  expect(await disclosedBy(incidents, count('former president'))).toEqual([{ incidents: { totalCount: 0 } }, []]);
  const ofParty = ofAddress(`incidents(first: 1, after: "${beyond}") { totalCount }`);
  expect(await disclosedBy(incidents, ofParty)).toEqual([
    { _entities: [{ incidents: { totalCount: 1 } }] },
    [`Incident ${incident}`],
  ]);
});

it('writes down the incident of which only is said that the page is not the last', async () => {
  await report(incidents, reader, {
    marking: { tlp: 'CLEAR' },
    title: 'former employee',
    occurred: { from: '2099-01-01T00:00:00.000Z', fidelity: 'DAY' },
  });
  const next = '{ incidents(filter: { search: "former employee" }, first: 1) { pageInfo { hasNextPage } } }';
  expect(await disclosedBy(incidents, next)).toEqual([
    { incidents: { pageInfo: { hasNextPage: true } } },
    [`Incident ${incident}`],
  ]);
});

it('writes down the attestations that are counted by what they say', async () => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  const after = cursorOf('1900-01-01T00:00:00.000Z', nobody);
  for (const query of [
    `{ counted: attestations(filter: { concept: SCAM }, first: 1, after: "${after}") { totalCount } }`,
    `{ counted: addresses(filter: { concept: SCAM }, first: 1, after: "${cursorOf('zzz')}") { totalCount } }`,
  ]) {
    expect(await disclosedBy(intelligence, query)).toEqual([
      { counted: { totalCount: 1 } },
      [`Attestation ${attestation}`],
    ]);
  }
  expect(
    await disclosedBy(intelligence, ofAddress(`attestations(first: 1, after: "${after}") { totalCount }`)),
  ).toEqual([{ _entities: [{ attestations: { totalCount: 1 } }] }, [`Attestation ${attestation}`]]);
});

it('writes nothing down for a count that asks for nothing in particular', async () => {
  expect((await disclosedBy(incidents, `{ incidents(first: 1, after: "${beyond}") { totalCount } }`))[1]).toEqual([]);
});
