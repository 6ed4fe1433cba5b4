import type { Viewer } from '@alliance/schema';
import type { Database, Seeding } from '@alliance/kit';
import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let incidents: TestSubgraph;

beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph, { seed: 'demo' });
});

afterAll(() => incidents[Symbol.asyncDispose]());

const seeding = (database: Database, sessionFor = (viewer: Viewer) => database.sessionFor(viewer)): Seeding => ({
  config: {} as Seeding['config'],
  sessionFor,
  asOwner: () => Promise.reject(new Error('The seed reports in the names of members.')),
});

const countAll = async (subgraph: TestSubgraph): Promise<number> => {
  const everything = callerOf('ctma', { groups: ['xian-working-group'] });
  const answer = await subgraph.ask<{ incidents: { totalCount: number } }>(everything, `{ incidents { totalCount } }`);
  return answer.data!.incidents.totalCount;
};

const investing =
  'https://www.investing.com/news/cryptocurrency-news/chinese-police-stop-13m-blockchain-pyramid-scheme-1403053';
const ccn = 'https://www.ccn.com/chinese-police-arrest-founders-of-alleged-13-million-blockchain-pyramid-scheme/';
const eightBtc = 'https://news.8btc.com/china-is-outraged-over-an-86-million-cny-crypto-pyramid-scheme';

it("tells the Xi'an case with all its contradictions to everybody", async () => {
  const { data } = await incidents.ask(
    publicCaller,
    `{ incident(id: "xian-dbtc") {
      category state tlp jurisdictions originator { id } occurred { from to fidelity }
      timeline { at } chosen { loss { value unit } victims { value } arrests { value } start { value } end { value } }
      facts { fact unit values min max count }
      claims { fact value unit note source { publisher url } }
    } }`,
  );
  const { claims, ...incident } = data!['incident'] as {
    claims: { fact: string; value: string; unit: string; note: string; source: { publisher: string; url: string } }[];
  };
  expect(incident).toEqual({
    category: 'PYRAMID_SCHEME',
    state: 'CLOSED',
    tlp: 'CLEAR',
    jurisdictions: ['CN'],
    originator: { id: 'tencent-security' },
    occurred: { from: '2018-03-28T00:00:00.000Z', to: '2018-04-15T00:00:00.000Z', fidelity: 'DAY' },
    timeline: [
      { at: '2018-03-28T00:00:00.000Z' },
      { at: '2018-04-05T00:00:00.000Z' },
      { at: '2018-04-15T00:00:00.000Z' },
    ],
    chosen: {
      loss: { value: '86000000', unit: 'CNY' },
      victims: { value: '13000' },
      arrests: { value: '9' },
      start: { value: '2018-03-28' },
      end: { value: '2018-04-15' },
    },
    facts: [
      { fact: 'LOSS', unit: 'CNY', values: ['86000000', '80000000'], min: '80000000', max: '86000000', count: 3 },
      { fact: 'LOSS', unit: 'EUR', values: ['11150000'], min: '11150000', max: '11150000', count: 1 },
      { fact: 'LOSS', unit: 'USD', values: ['13000000', '13700000'], min: '13000000', max: '13700000', count: 3 },
      { fact: 'VICTIMS', unit: 'persons', values: ['13000'], min: '13000', max: '13000', count: 3 },
      { fact: 'ARRESTS', unit: 'persons', values: ['4', '9', '10'], min: '4', max: '10', count: 4 },
      { fact: 'START', unit: null, values: ['2018-03-28'], min: '2018-03-28', max: '2018-03-28', count: 2 },
      { fact: 'END', unit: null, values: ['2018-04-15', '2018-04-17'], min: '2018-04-15', max: '2018-04-17', count: 2 },
    ],
  });
  expect(
    claims
      .filter(({ fact }) => !['START', 'END'].includes(fact))
      .map(({ fact, value, unit, note, source }) => [fact, value, unit, source.url ?? source.publisher, note]),
  ).toEqual([
    ['ARRESTS', '4', 'persons', 'the German report this project starts from', null],
    ['ARRESTS', '9', 'persons', investing, null],
    ['ARRESTS', '9', 'persons', ccn, null],
    ['ARRESTS', '10', 'persons', eightBtc, 'A head and nine helpers.'],
    ['LOSS', '86000000', 'CNY', eightBtc, 'Over 86 million.'],
    ['LOSS', '86000000', 'CNY', investing, null],
    ['LOSS', '80000000', 'CNY', ccn, null],
    ['LOSS', '11150000', 'EUR', 'the German report this project starts from', null],
    ['LOSS', '13000000', 'USD', investing, null],
    ['LOSS', '13000000', 'USD', ccn, null],
    ['LOSS', '13700000', 'USD', eightBtc, null],
    ['VICTIMS', '13000', 'persons', 'the German report this project starts from', '13,000+'],
    ['VICTIMS', '13000', 'persons', ccn, '"Almost 13,000".'],
    ['VICTIMS', '13000', 'persons', eightBtc, 'Spread over 31 cities.'],
  ]);
});

it('shows the invented incidents to those whom they are meant for', async () => {
  const query = `{ incidents(filter: { search: "(fictional)" }) { nodes { id tlp sharingGroup { id } } } }`;
  const green = { id: 'demo-green-phishing', tlp: 'GREEN', sharingGroup: null };
  const amber = { id: 'demo-amber-recruiters', tlp: 'AMBER', sharingGroup: { id: 'xian-working-group' } };
  const seen = async (caller: Parameters<TestSubgraph['ask']>[0]) => (await incidents.ask(caller, query)).data;
  expect(await seen(callerOf('ctma', { groups: ['xian-working-group'] }))).toEqual({
    incidents: { nodes: [amber, green] },
  });
  expect(await seen(callerOf('demo-analytics'))).toEqual({ incidents: { nodes: [green] } });
  expect(await seen(publicCaller)).toEqual({ incidents: { nodes: [] } });
});

it('gives every real incident claims or parties whose source can be looked up', async () => {
  const { data } = await incidents.ask(
    publicCaller,
    `{ incidents(first: 500) { totalCount nodes { id claims { source { publisher url } } references { url } } } }`,
  );
  const { totalCount, nodes } = data!['incidents'] as {
    totalCount: number;
    nodes: { id: string; claims: { source: { publisher: string; url: string | null } }[]; references: object[] }[];
  };
  const sourceless = nodes.filter(
    ({ claims, references }) => references.length === 0 && claims.every(({ source }) => source.url === null),
  );
  const unlinked = nodes.flatMap(({ claims }) => claims).filter(({ source }) => source.url === null);
  expect([totalCount, sourceless]).toEqual([21, []]);
  expect(new Set(unlinked.map(({ source }) => source.publisher))).toEqual(
    new Set(['the German report this project starts from']),
  );
});

it('leaves what is there alone when it runs again', async () => {
  const update = `mutation ($input: UpdateIncidentInput!) { updateIncident(input: $input) { version } }`;
  await incidents.ask(callerOf('ctma'), update, { input: { id: 'forsage', expectedVersion: 1, summary: 'Edited.' } });
  await incidents.ask(
    callerOf('ctma'),
    `mutation { withdrawIncident(input: { id: "euler-2023", reason: OTHER }) { id } }`,
  );
  const before = await countAll(incidents);
  await incidentsSubgraph.seed!(seeding(incidents.database));
  const { data } = await incidents.ask(
    publicCaller,
    `{ forsage: incident(id: "forsage") { version summary } euler: incident(id: "euler-2023") { version title } xian: incident(id: "xian-dbtc") { version } }`,
  );
  expect([await countAll(incidents), data]).toEqual([
    before,
    { forsage: { version: 2, summary: 'Edited.' }, euler: { version: 2, title: null }, xian: { version: 1 } },
  ]);
});

it('goes on where it was killed', async () => {
  await using interrupted = await startTestSubgraph(incidentsSubgraph);
  let sessions = 0;
  const dying = seeding(interrupted.database, (viewer) => {
    sessions += 1;
    if (sessions === 8) throw new Error('killed');
    return interrupted.database.sessionFor(viewer);
  });
  await expect(incidentsSubgraph.seed!(dying)).rejects.toThrow('killed');
  expect(await countAll(interrupted)).toBe(7);
  await incidentsSubgraph.seed!(seeding(interrupted.database));
  expect(await countAll(interrupted)).toBe(23);
});
