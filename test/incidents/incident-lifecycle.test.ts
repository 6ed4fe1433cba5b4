import { incidentsDatabase, incidentsSubgraph } from '@alliance/incidents';

import { catalogOfEntities, readCatalog } from '../support/catalog.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { mutationsOf, refusalOf } from './support/mutations-of.js';
import { addClaim, attacker, leastReport, report } from './support/report.js';
import { wholeFields, wholeReport } from './support/whole-report.js';

let incidents: TestSubgraph;

const owner = callerOf('tencent-security');
const reader = callerOf('demo-wallet');

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const mutate = mutationsOf(() => incidents);

it('migrates to the very tables that the entities describe', async () => {
  expect(await readCatalog(incidents.ownerUrl)).toEqual(await catalogOfEntities(incidentsDatabase));
});

it('stores a whole report and gives it back, normalised', async () => {
  const answer = await mutate(owner, 'reportIncident', wholeReport, `{ outcome incident ${wholeFields} }`);
  expect(answer).toEqual({
    data: {
      reportIncident: {
        outcome: 'ACCEPTED',
        incident: {
          version: 1,
          reference: 'case-17',
          title: 'A whole report',
          summary: 'What happened.',
          category: 'PONZI',
          techniques: ['recruiting'],
          state: 'REPORTED',
          severity: 'HIGH',
          occurred: { from: '2023-12-31T16:00:00.000Z', to: '2024-02-01T00:00:00.000Z', fidelity: 'MONTH' },
          detectedAt: '2024-02-03T04:05:06.000Z',
          chains: ['eip155:1', 'tron:0x2b6653dc'],
          jurisdictions: ['CN', 'SG'],
          parties: [
            {
              address: { id: attacker },
              submitted: 'eip155:1:0xE0Afadad1d93704761c8550F21A53DE3468Ba599',
              actor: null,
              role: 'ATTACKER',
              note: null,
              since: '2024-01-02',
              until: null,
            },
            {
              address: { id: 'eip155:56:0xeda5066780de29d00dfb54581a707ef6f52d8113' },
              submitted: 'eip155:56:0xEDA5066780DE29D00DFB54581A707EF6F52D8113',
              actor: null,
              role: 'CASH_OUT',
              note: null,
              since: null,
              until: null,
            },
            {
              address: null,
              submitted: null,
              actor: 'Some Group',
              role: 'OPERATOR',
              note: 'claimed',
              since: null,
              until: null,
            },
          ],
          transactions: [{ chain: 'eip155:1', hash: `0x${'ab'.repeat(32)}`, note: 'first' }],
          domains: ['scam.example', 'xn--bcher-kva.example'],
          timeline: [
            { at: '2024-01-01T00:00:00.000Z', fidelity: 'DAY', text: 'begun', source: 'somebody' },
            { at: '2024-02-01T00:00:00.000Z', fidelity: 'DAY', text: 'ended', source: null },
          ],
          references: [{ url: 'https://news.example/1', title: 'News', publisher: 'News' }],
          claims: [
            {
              fact: 'VICTIMS',
              value: '13',
              unit: 'persons',
              currency: null,
              rateDate: null,
              asOf: null,
              source: { publisher: 'somebody', url: 'https://news.example/1', retrievedOn: null },
              note: null,
              isChosen: true,
              tlp: 'CLEAR',
              pap: 'AMBER',
              originatorDisplay: 'NAMED',
              version: 1,
              originator: { id: 'tencent-security' },
              sharingGroup: null,
            },
          ],
          tlp: 'CLEAR',
          pap: 'AMBER',
          originatorDisplay: 'NAMED',
          originator: { id: 'tencent-security' },
          sharingGroup: null,
          withdrawal: null,
          mergedInto: null,
        },
      },
    },
  });
});

describe('reporting again under the same reference', () => {
  const fields = `{ outcome incident { id version title claims { id value } history { nodes { version change content { title } } } } }`;
  const send = async (input: object, caller = owner) => {
    const { data } = await mutate(caller, 'reportIncident', { ...leastReport, ...input }, fields);
    return data!['reportIncident'] as {
      outcome: string;
      incident: {
        id: string;
        version: number;
        title: string;
        claims: { id: string; value: string }[];
        history: object;
      };
    };
  };
  const claim = (value: string, more: object = {}) => ({ fact: 'ARRESTS', value, source: { publisher: 'p' }, ...more });

  it('changes nothing when the content is the same, in whatever state it is by now', async () => {
    const input = { reference: 'again-1', state: 'REPORTED', claims: [claim('1')] };
    const first = await send(input);
    await mutate(owner, 'changeIncidentState', { id: first.incident.id, state: 'TRIAGED' });
    const second = await send(input);
    expect([first.outcome, second.outcome, second.incident.id, second.incident.version]).toEqual([
      'ACCEPTED',
      'UNCHANGED',
      first.incident.id,
      2,
    ]);
  });

  it('makes the next version when the content differs, and keeps what is repeated', async () => {
    const first = await send({ reference: 'again-2', title: 'One', claims: [claim('1'), claim('2')] });
    const added = await addClaim(incidents, owner, { incident: first.incident.id, ...claim('7') });
    const second = await send({ reference: 'again-2', title: 'Two', claims: [claim('2'), claim('3')] });
    expect(second).toEqual({
      outcome: 'UPDATED',
      incident: {
        id: first.incident.id,
        version: 2,
        title: 'Two',
        claims: [
          { id: first.incident.claims[1]!.id, value: '2' },
          { id: added, value: '7' },
          { id: expect.any(String) as string, value: '3' },
        ],
        history: {
          nodes: [
            { version: 2, change: 'UPDATED', content: { title: 'Two' } },
            { version: 1, change: 'REPORTED', content: { title: 'One' } },
          ],
        },
      },
    });
  });

  it('brings back what was changed since', async () => {
    const input = { reference: 'again-3', title: 'As reported' };
    const { incident } = await send(input);
    await mutate(owner, 'updateIncident', { id: incident.id, expectedVersion: 1, title: 'By hand' });
    const again = await send(input);
    expect([again.outcome, again.incident.title, again.incident.version]).toEqual(['UPDATED', 'As reported', 3]);
  });

  it('is another report when another member uses the reference', async () => {
    const [ours, theirs] = [await send({ reference: 'again-4' }), await send({ reference: 'again-4' }, reader)];
    expect([ours.outcome, theirs.outcome]).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(ours.incident.id).not.toBe(theirs.incident.id);
  });

  it('stores one incident when ten arrive at once', async () => {
    const reports = await Promise.all(Array.from({ length: 10 }, () => send({ reference: 'again-5' })));
    expect(reports.map(({ outcome }) => outcome).sort()).toEqual(['ACCEPTED', ...Array<string>(9).fill('UNCHANGED')]);
    expect(new Set(reports.map(({ incident }) => incident.id)).size).toBe(1);
  });

  it('refuses a reference whose incident was withdrawn or lies beyond the clearance', async () => {
    const { incident } = await send({ reference: 'again-6' });
    await mutate(owner, 'withdrawIncident', { id: incident.id, reason: 'ERROR' });
    const withdrawn = await mutate(owner, 'reportIncident', { ...leastReport, reference: 'again-6' }, '{ outcome }');
    expect(refusalOf(withdrawn)[0]).toBe('CONFLICT');
    await send({ reference: 'again-7', marking: { tlp: 'AMBER' } });
    const colleague = callerOf('tencent-security', { clearance: 'GREEN' });
    const beyond = await mutate(colleague, 'reportIncident', { ...leastReport, reference: 'again-7' }, '{ outcome }');
    expect(refusalOf(beyond)).toEqual([
      'CONFLICT',
      'reference: expected one that your institution did not use before, got "again-7", which belongs to an incident beyond your clearance.',
    ]);
  });
});

describe('updating', () => {
  it('replaces what is stated, empties what is null, keeps the rest', async () => {
    const id = await report(incidents, owner, { ...wholeReport, reference: 'update-1' });
    const input = { id, expectedVersion: 1, title: 'New', summary: null, parties: [], domains: null };
    const answer = await mutate(owner, 'updateIncident', input, wholeFields);
    const before = await mutate(
      owner,
      'reportIncident',
      { ...wholeReport, reference: 'update-2' },
      `{ incident ${wholeFields} }`,
    );
    expect(answer.data!['updateIncident']).toEqual({
      ...(before.data!['reportIncident'] as { incident: object }).incident,
      reference: 'update-1',
      version: 2,
      title: 'New',
      summary: null,
      parties: [],
      domains: [],
    });
  });

  it('refuses to write over what somebody else has changed', async () => {
    const id = await report(incidents, owner);
    await mutate(owner, 'updateIncident', { id, expectedVersion: 1, title: 'Second' });
    const late = await mutate(owner, 'updateIncident', { id, expectedVersion: 1, title: 'Late' });
    expect(refusalOf(late)).toEqual(['CONFLICT', 'expectedVersion: expected 2, got 1. Read the incident anew.']);
    const shown = await incidents.ask(owner, `query ($id: ID!) { incident(id: $id) { version title } }`, { id });
    expect(shown.data).toEqual({ incident: { version: 2, title: 'Second' } });
  });

  it('lets one of ten who change at once through', async () => {
    const id = await report(incidents, owner);
    const titles = Array.from({ length: 10 }, (_, index) => `Change ${index}`);
    const answers = await Promise.all(
      titles.map((title) => mutate(owner, 'updateIncident', { id, expectedVersion: 1, title })),
    );
    const codes = answers.map((answer) => refusalOf(answer)[0]);
    expect([
      codes.filter((code) => code === 'CONFLICT').length,
      codes.filter((code) => code === undefined).length,
    ]).toEqual([9, 1]);
  });

  it('makes no version when nothing changes', async () => {
    const id = await report(incidents, owner);
    const answer = await mutate(
      owner,
      'updateIncident',
      { id, expectedVersion: 1, title: leastReport.title },
      '{ version }',
    );
    expect(answer.data).toEqual({ updateIncident: { version: 1 } });
  });

  it('cannot empty what must be there', async () => {
    const id = await report(incidents, owner);
    expect(refusalOf(await mutate(owner, 'updateIncident', { id, expectedVersion: 1, title: null }))).toEqual([
      'BAD_USER_INPUT',
      'title: expected a value, or nothing at all to keep it, got null.',
    ]);
  });
});

describe('the life cycle', () => {
  const move = (id: string, state: string, more: object = {}) =>
    mutate(
      owner,
      'changeIncidentState',
      { id, state, ...more },
      '{ state version rejection stateNote mergedInto { id } }',
    );

  it('leads from REPORTED to CLOSED, step by step', async () => {
    const id = await report(incidents, owner);
    const seen = [];
    for (const state of ['TRIAGED', 'CONFIRMED', 'CONTAINED', 'CLOSED']) {
      seen.push((await move(id, state, { note: `now ${state}` })).data?.['changeIncidentState']);
    }
    const step = (state: string, version: number) => ({
      state,
      version,
      rejection: null,
      stateNote: `now ${state}`,
      mergedInto: null,
    });
    expect(seen).toEqual([step('TRIAGED', 2), step('CONFIRMED', 3), step('CONTAINED', 4), step('CLOSED', 5)]);
  });

  it.each([
    ['REPORTED', 'CLOSED', {}, 'state: from REPORTED expected one of TRIAGED, REJECTED, MERGED, got "CLOSED".'],
    ['CLOSED', 'REPORTED', {}, 'state: from CLOSED expected one of MERGED, got "REPORTED".'],
    ['TRIAGED', 'TRIAGED', {}, 'state: from TRIAGED expected one of CONFIRMED, REJECTED, MERGED, got "TRIAGED".'],
  ])('does not lead from %s to %s', async (from, to, more, message) => {
    const id = await report(incidents, owner, { state: from });
    expect(refusalOf(await move(id, to, more))).toEqual(['CONFLICT', message]);
  });

  it('rejects with a reason only, and for good', async () => {
    const id = await report(incidents, owner);
    expect(refusalOf(await move(id, 'REJECTED'))).toEqual([
      'BAD_USER_INPUT',
      'reason: expected INSUFFICIENT_DATA, REFUTED or FAULTY_INDICATOR for the state REJECTED, got null.',
    ]);
    expect((await move(id, 'REJECTED', { reason: 'REFUTED', note: 'seen on site' })).data).toEqual({
      changeIncidentState: {
        state: 'REJECTED',
        version: 2,
        rejection: 'REFUTED',
        stateNote: 'seen on site',
        mergedInto: null,
      },
    });
    expect(refusalOf(await move(id, 'TRIAGED'))).toEqual([
      'CONFLICT',
      'state: from REJECTED expected no further state, since this one is final, got "TRIAGED".',
    ]);
  });

  it('merges into an incident that is there, visible and not merged itself', async () => {
    const [id, target, hidden] = [
      await report(incidents, owner),
      await report(incidents, reader, { marking: { tlp: 'GREEN' } }),
      await report(incidents, reader, { marking: { tlp: 'AMBER' } }),
    ];
    const refused = async (mergedInto: string | null) => refusalOf(await move(id, 'MERGED', { mergedInto }));
    const asked = 'mergedInto: expected another incident that you may see, got';
    expect(await refused(id)).toEqual(['BAD_USER_INPUT', `${asked} "${id}".`]);
    expect(await refused(hidden)).toEqual(['BAD_USER_INPUT', `${asked} "${hidden}".`]);
    expect(await refused('no-such-one')).toEqual(['BAD_USER_INPUT', `${asked} "no-such-one".`]);
    expect((await refused(null))[0]).toBe('BAD_USER_INPUT');
    expect((await move(id, 'MERGED', { mergedInto: target })).data?.['changeIncidentState']).toMatchObject({
      state: 'MERGED',
      mergedInto: { id: target },
    });
    const another = await report(incidents, owner);
    expect(refusalOf(await move(another, 'MERGED', { mergedInto: id }))[0]).toBe('CONFLICT');
    const shown = await incidents.ask(
      publicCaller,
      `query ($id: ID!) { incident(id: $id) { state mergedInto { id } } }`,
      { id },
    );
    expect(shown.data).toEqual({ incident: { state: 'MERGED', mergedInto: null } });
  });

  it.each(['REJECTED', 'MERGED'])('does not begin with %s', async (state) => {
    const answer = await mutate(owner, 'reportIncident', { ...leastReport, state }, '{ outcome }');
    expect(refusalOf(answer)).toEqual([
      'BAD_USER_INPUT',
      `state: expected one of REPORTED, TRIAGED, CONFIRMED, CONTAINED, CLOSED, got "${state}".`,
    ]);
  });
});

it.each([
  [{ title: ' ' }, 'title: expected a text, got " ".'],
  [{ title: 'x'.repeat(201) }, /^title: expected at most 200 characters \(it has 201\), got "x+\.\.\.\.$/],
  [{ title: 'nul\u0000' }, /^title: expected a text without control characters/],
  [{ title: 'half \ud800' }, /^title: expected a text without control characters and halves/],
  [{ occurred: { fidelity: 'DAY' } }, 'occurred: expected a beginning, an end, or both, got {}.'],
  [
    { occurred: { from: '2024-02-01T00:00:00Z', to: '2024-01-01T00:00:00Z', fidelity: 'DAY' } },
    'occurred.to: expected no time before 2024-02-01T00:00:00.000Z, got "2024-01-01T00:00:00.000Z".',
  ],
  [{ chains: ['Ethereum'] }, 'chains[0]: expected a CAIP-2 chain id such as "eip155:1", got "Ethereum".'],
  [
    { jurisdictions: ['CN', 'XX'] },
    'jurisdictions[1]: expected an ISO 3166-1 alpha-2 country code such as "CN", got "XX".',
  ],
  [{ parties: [{ role: 'ATTACKER' }] }, /^parties\[0\]: expected an address, the name of an actor, or both/],
  [
    { parties: [{ role: 'VICTIM', actor: 'Somebody' }] },
    'parties[0].actor: expected no name, since victims are never parties by name, got "Somebody".',
  ],
  [
    { parties: [{ role: 'ATTACKER', address: `eip155:1:0x${'ab'.repeat(32)}` }] },
    /^parties\[0\]\.address: expected 0x and 40 hexadecimal digits on an EVM chain, got/,
  ],
  [
    { parties: [{ role: 'ATTACKER', address: '0xe0afadad1d93704761c8550f21a53de3468ba599' }] },
    /^parties\[0\]\.address: expected a CAIP-10 address such as/,
  ],
  [
    { transactions: [{ chain: 'eip155:1', hash: '0xab' }] },
    'transactions[0].hash: expected 0x and 64 hexadecimal digits on an EVM chain, got "0xab".',
  ],
  [{ domains: ['not a domain'] }, 'domains[0]: expected a domain name such as "example.org", got "not a domain".'],
  [
    { references: [{ url: 'javascript:alert(1)' }] },
    'references[0].url: expected an address with http or https, got "javascript:alert(1)".',
  ],
  [{ techniques: Array<string>(51).fill('x') }, 'techniques: expected at most 50 items, got 51.'],
])('refuses what breaks a rule and says which (%#)', async (input, message) => {
  const answer = await mutate(owner, 'reportIncident', { ...leastReport, ...input }, '{ outcome }');
  const [code, said] = refusalOf(answer);
  expect(code).toBe('BAD_USER_INPUT');
  if (typeof message === 'string') expect(said).toBe(message);
  else expect(said).toMatch(message);
});

it('answers texts that no database holds as the mistake of the caller', async () => {
  const answer = await incidents.ask(publicCaller, `query ($id: ID!) { incident(id: $id) { id } }`, { id: 'a\u0000b' });
  expect(refusalOf(answer)).toEqual(['BAD_USER_INPUT', 'Expected texts without null characters.']);
});
