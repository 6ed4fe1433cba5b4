import pg from 'pg';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { mutationsOf, refusalOf } from './support/mutations-of.js';
import { addClaim, attacker, report } from './support/report.js';
import { wholeFields, wholeReport } from './support/whole-report.js';

let incidents: TestSubgraph;

const owner = callerOf('tencent-security');
const reader = callerOf('demo-wallet');

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
});

afterAll(() => incidents[Symbol.asyncDispose]());

const mutate = mutationsOf(() => incidents);

describe('withdrawing', () => {
  it('leaves a tombstone: id, times and reason, and nothing of the content', async () => {
    const id = await report(incidents, owner, { ...wholeReport, reference: 'withdraw-1' });
    await addClaim(incidents, reader, { incident: id, fact: 'ARRESTS', value: '2', source: { publisher: 'p' } });
    const input = { id, reason: 'SOURCE_WITHDRAWN', note: 'The source took it back.' };
    await mutate(owner, 'withdrawIncident', input);
    const query = `query ($id: ID!) { incident(id: $id) { withdrawal { reason note at } publishedAt ${wholeFields.slice(1)} }`;
    const tombstone = {
      version: 2,
      reference: null,
      title: null,
      summary: null,
      category: 'OTHER',
      techniques: [],
      state: 'REPORTED',
      severity: 'NOT_SPECIFIED',
      occurred: null,
      detectedAt: null,
      chains: [],
      jurisdictions: [],
      parties: [],
      transactions: [],
      domains: [],
      timeline: [],
      references: [],
      claims: [],
      tlp: 'CLEAR',
      pap: 'AMBER',
      originatorDisplay: 'NAMED',
      originator: { id: 'tencent-security' },
      sharingGroup: null,
      withdrawal: { reason: 'SOURCE_WITHDRAWN', note: 'The source took it back.', at: expect.any(String) as string },
      publishedAt: expect.any(String) as string,
      mergedInto: null,
    };
    expect(await incidents.ask(publicCaller, query, { id })).toEqual({ data: { incident: tombstone } });
    const gone = `query ($address: AddressReference) {
      list: incidents(first: 500) { nodes { id } } found: incidents(filter: { address: $address, search: "whole" }) { nodes { id } }
      tombstones: incidents(first: 500, filter: { withdrawn: true }) { nodes { id } }
    }`;
    const { data } = await incidents.ask(publicCaller, gone, { address: attacker });
    const has = (list: unknown) => (list as { nodes: { id: string }[] }).nodes.some((node) => node.id === id);
    expect([has(data!['list']), has(data!['found']), has(data!['tombstones'])]).toEqual([false, false, true]);
  });

  it('takes the content out of the table and keeps it in the history of the originator', async () => {
    const id = await report(incidents, owner, { title: 'Secret words' });
    await mutate(owner, 'withdrawIncident', { id, reason: 'OTHER' });
    const client = new pg.Client({
      connectionString: incidents.adminUrl.replace(/\/[^/]*$/, new URL(incidents.ownerUrl).pathname),
    });
    await client.connect();
    const { rows } = await client.query<{ line: string }>('select i::text as line from incident i where id = $1', [id]);
    await client.end();
    expect([rows.length, rows[0]?.line.includes('Secret words')]).toEqual([1, false]);
    const history = `query ($id: ID!) { incident(id: $id) { history { nodes { version change content { title } } } } }`;
    expect((await incidents.ask(owner, history, { id })).data).toEqual({
      incident: {
        history: {
          nodes: [
            { version: 2, change: 'WITHDRAWN', content: null },
            { version: 1, change: 'REPORTED', content: { title: 'Secret words' } },
          ],
        },
      },
    });
    expect((await incidents.ask(reader, history, { id })).data).toEqual({ incident: { history: { nodes: [] } } });
  });

  it('is final', async () => {
    const id = await report(incidents, owner);
    await mutate(owner, 'withdrawIncident', { id, reason: 'ERROR' });
    const message = `The incident "${id}" was withdrawn; nothing is added to it any more.`;
    const claim = { incident: id, fact: 'ARRESTS', value: '2', source: { publisher: 'p' } };
    expect(refusalOf(await mutate(owner, 'withdrawIncident', { id, reason: 'ERROR' }))).toEqual(['CONFLICT', message]);
    expect(refusalOf(await mutate(owner, 'updateIncident', { id, expectedVersion: 2, title: 'x' }))).toEqual([
      'CONFLICT',
      message,
    ]);
    expect(refusalOf(await mutate(reader, 'addClaim', claim))).toEqual(['CONFLICT', message]);
  });
});

describe('a version once recorded', () => {
  it.each(['update incident_version set change = $$UPDATED$$', 'delete from incident_version', 'delete from incident'])(
    'cannot be undone by the role of the subgraph: %s',
    async (statement) => {
      const client = new pg.Client({ connectionString: incidents.appUrl });
      await client.connect();
      const outcome = await client.query(statement).then(
        () => 'done',
        (error: unknown) => (error as { code: string }).code,
      );
      await client.end();
      expect(outcome).toBe('42501');
    },
  );
});
