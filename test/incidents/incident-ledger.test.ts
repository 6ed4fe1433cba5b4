import { incidentsSubgraph } from '@alliance/incidents';

import { entriesDuring, type ReadEntry } from '../support/ledger-reader.js';
import { fieldsLeadingTo } from '../support/marked-fields.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';
import { addClaim, attacker, leastReport, report } from './support/report.js';

let incidents: TestSubgraph;
let amber: string;
let merged: string;
let claim: string;

const group = 'xian-working-group';
const owner = callerOf('tencent-security', { groups: [group], purpose: 'INVESTIGATION' });
const reader = callerOf('ctma', { groups: [group], purpose: 'COMPLIANCE' });
const marking = { tlp: 'AMBER', sharingGroup: group };
const source = { publisher: 'p' };

const during = (act: () => Promise<unknown>): Promise<ReadEntry[]> => entriesDuring(incidents.ownerUrl, act);
/** What was disclosed, as `Type id`. */
const disclosedBy = async (caller: typeof owner, query: string, variables = {}): Promise<string[]> => {
  const entries = await during(async () => {
    const answer = await incidents.ask(caller, query, variables);
    expect(answer.errors).toBeUndefined();
  });
  return entries.flatMap(({ kind, recordType, items }) =>
    kind === 'DISCLOSURE' ? items.map(({ id, version }) => `${recordType} ${id} ${String(version)}`) : [],
  );
};

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
  merged = await report(incidents, owner, { marking: { tlp: 'CLEAR' } });
  amber = await report(incidents, owner, {
    marking,
    parties: [{ address: attacker, role: 'ATTACKER' }],
    claims: [{ fact: 'LOSS', value: '10', unit: 'USD', source }],
  });
  await incidents.ask(
    owner,
    'mutation ($input: ChangeIncidentStateInput!) { changeIncidentState(input: $input) { id } }',
    { input: { id: merged, expectedVersion: 1, state: 'MERGED', mergedInto: amber } },
  );
  const { data } = await incidents.ask(owner, `{ incident(id: "${amber}") { claims { id } } }`);
  claim = data!['incident'].claims[0].id as string;
});

afterAll(() => incidents[Symbol.asyncDispose]());

/** By each field that leads to a marked record: a question that takes this way, and what it discloses. */
const ways = (): Readonly<Record<string, readonly [query: string, discloses: readonly string[]]>> => {
  const incident = `Incident ${amber} 1`;
  const withClaim = [incident, `Claim ${claim} 1`];
  const ofIncident = (selection: string): string => `{ incident(id: "${amber}") { ${selection} } }`;
  const entity = (type: string, id: string, selection: string): string =>
    `{ _entities(representations: [{ __typename: "${type}", id: "${id}" }]) { ... on ${type} { ${selection} } } }`;
  const page = 'nodes { title }';
  return {
    'Query.incident': [ofIncident('title'), [incident]],
    'Query.incidents': [`{ incidents { ${page} } }`, [incident]],
    'Query._entities Incident': [entity('Incident', amber, 'title'), [incident]],
    'Address.incidents': [entity('Address', attacker, `incidents { ${page} }`), [incident]],
    'Member.incidents': [entity('Member', 'tencent-security', `incidents { ${page} }`), [incident]],
    'Incident.mergedInto': [`{ incident(id: "${merged}") { mergedInto { title } } }`, [incident]],
    'Incident.claims': [ofIncident('claims { value }'), withClaim],
    'Incident.facts': [ofIncident('facts { values }'), withClaim],
    'Incident.chosen': [ofIncident('chosen { loss { value } }'), withClaim],
    // Shown to the originator alone, whom the ledger does not hear of.
    'Incident.history': [ofIncident('history { nodes { content { title } } }'), [incident]],
  };
};

it('knows every way to a marked record', async () => {
  const marked = ['Incident', 'Claim', 'FactSummary', 'ChosenFacts', 'IncidentVersion'];
  const fields = await fieldsLeadingTo(incidentsSubgraph, marked);
  const inside = (field: string): boolean => /^(ChosenFacts|FactSummary|Mutation)\./.test(field);
  expect(fields.filter((field) => !inside(field))).toEqual(Object.keys(ways()).sort());
});

it('writes down each disclosure, whichever way it takes, and nothing for the originator itself', async () => {
  for (const [way, [query, discloses]] of Object.entries(ways())) {
    expect([way, (await disclosedBy(reader, query)).sort()]).toEqual([way, [...discloses].sort()]);
    expect([way, await disclosedBy(owner, query)]).toEqual([way, []]);
    expect([way, await disclosedBy(callerOf('demo-wallet'), query)]).toEqual([way, []]);
  }
});

it('says who read it for what purpose, and hides from the reader who does not show itself', async () => {
  const query = `{ incident(id: "${amber}") { title } }`;
  expect(await during(() => incidents.ask(reader, query))).toEqual([
    {
      kind: 'DISCLOSURE',
      member: 'ctma',
      originator: 'tencent-security',
      originatorShown: true,
      recordType: 'Incident',
      items: [{ id: amber, version: 1 }],
      purpose: 'COMPLIANCE',
      details: {},
    },
  ]);
  const hidden = await report(incidents, owner, { marking: { ...marking, originatorDisplay: 'ANONYMOUS' } });
  const [entry] = await during(() => incidents.ask(reader, `{ incident(id: "${hidden}") { title } }`));
  expect(entry).toMatchObject({ originatorShown: false, items: [{ id: hidden, version: 1 }] });
});

it('writes down that a claim of another institution was read, as its own', async () => {
  const incident = await report(incidents, owner, { marking: { tlp: 'CLEAR' } });
  const added = await addClaim(incidents, reader, { incident, fact: 'ARRESTS', value: '2', source, marking });
  expect(await disclosedBy(owner, `{ incident(id: "${incident}") { claims { id } } }`)).toEqual([`Claim ${added} 1`]);
});

describe('changes', () => {
  let id: string;
  const change = async (name: string, input: object): Promise<object[]> => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    const selection = name === 'reportIncident' ? '{ incident { id } outcome }' : '{ id }';
    const entries = await during(async () => {
      const answer = await incidents.ask(owner, `mutation ($input: ${type}!) { ${name}(input: $input) ${selection} }`, {
        input,
      });
      expect(answer.errors).toBeUndefined();
      if (name === 'reportIncident') id = answer.data![name].incident.id as string;
    });
    return entries.map(({ kind, recordType, items, details }) => ({
      kind,
      recordType,
      versions: items.map(({ version }) => version),
      details,
    }));
  };
  const told = (kind: string, version: number, details: object): object => ({
    kind,
    recordType: 'Incident',
    versions: [version],
    details: { tlp: 'AMBER', sharingGroup: group, ...details },
  });

  it('are written down one by one, with the version that they made', async () => {
    const first = { ...leastReport, marking, reference: 'r1', claims: [{ fact: 'VICTIMS', value: '3', source }] };
    const claimsOf = (kind: string, versions: number[], markings = ['AMBER']): object => ({
      kind,
      recordType: 'Claim',
      versions,
      details: { incident: id, markings },
    });
    expect(await change('reportIncident', first)).toEqual([
      claimsOf('CREATED', [1]),
      told('CREATED', 1, { change: 'REPORTED', state: 'REPORTED' }),
    ]);
    expect(await change('reportIncident', first)).toEqual([]);
    const narrower = { tlp: 'AMBER_STRICT', sharingGroup: group };
    expect(await change('updateIncident', { id, expectedVersion: 1, marking: narrower })).toEqual([
      claimsOf('CHANGED', [2], ['AMBER_STRICT']),
      told('CHANGED', 2, { change: 'UPDATED', state: 'REPORTED', tlp: 'AMBER_STRICT' }),
    ]);
    expect(await change('changeIncidentState', { id, expectedVersion: 2, state: 'TRIAGED' })).toEqual([
      told('STATUS_CHANGED', 3, { change: 'STATE_CHANGED', state: 'TRIAGED', tlp: 'AMBER_STRICT' }),
    ]);
    expect(await change('addClaim', { incident: id, fact: 'ARRESTS', value: '1', source, isChosen: true })).toEqual([
      claimsOf('CREATED', [1], ['AMBER_STRICT']),
      told('CHANGED', 4, { change: 'CLAIM_CHOSEN', state: 'TRIAGED', tlp: 'AMBER_STRICT' }),
    ]);
    const { data } = await incidents.ask(owner, `{ incident(id: "${id}") { claims { id fact } } }`);
    const [victims, arrests] = (data!['incident'].claims as { id: string }[]).map((each) => each.id);
    expect(await change('chooseClaim', { incident: id, claim: victims, expectedVersion: 4 })).toEqual([
      told('CHANGED', 5, { change: 'CLAIM_CHOSEN', state: 'TRIAGED', tlp: 'AMBER_STRICT' }),
    ]);
    expect(await change('withdrawClaim', { claim: arrests, reason: 'ERROR' })).toEqual([
      claimsOf('WITHDRAWN', [2], ['AMBER_STRICT']),
    ]);
    expect(await change('withdrawIncident', { id, expectedVersion: 5, reason: 'ERROR' })).toEqual([
      told('WITHDRAWN', 6, { change: 'WITHDRAWN', state: 'TRIAGED', tlp: 'AMBER_STRICT' }),
    ]);
  });
});
