import { incidentsSubgraph } from '@alliance/incidents';

import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { addClaim, report } from './support/report.js';

let incidents: TestSubgraph;

const owner = callerOf('tencent-security');
const other = callerOf('demo-wallet');
const address = (index: number) => `eip155:1:0x${index.toString(16).padStart(40, '0')}`;

/** Sixty visible incidents, four share each day, and as many again that only their originator sees. */
beforeAll(async () => {
  incidents = await startTestSubgraph(incidentsSubgraph);
  for (let index = 0; index < 60; index += 1) {
    const day = String(1 + Math.floor(index / 4)).padStart(2, '0');
    const input = {
      title: `Case ${String((index * 7) % 60).padStart(2, '0')}`,
      occurred: { from: `2024-03-${day}T00:00:00Z`, fidelity: 'DAY' },
      category: index % 2 ? 'PONZI' : 'PHISHING',
      severity: index % 3 ? 'LOW' : 'EXTREME',
      state: index % 5 ? 'REPORTED' : 'CONFIRMED',
      chains: [index % 4 ? 'eip155:1' : 'tron:0x2b6653dc'],
      jurisdictions: [index % 6 ? 'CN' : 'JP'],
      summary: index === 17 ? 'with 100% certainty_' : 'ordinary',
      parties: [
        { address: address(index % 10), role: 'ATTACKER' },
        { address: address(index % 10), role: 'CASH_OUT' },
        { address: address(100 + index), role: 'COLLECTOR' },
      ],
      claims: [{ fact: 'LOSS', value: String(index), unit: 'USD', source: { publisher: 'p' } }],
    };
    await report(incidents, owner, { ...input, marking: { tlp: 'CLEAR' } });
    await report(incidents, owner, { ...input, title: `Hidden ${index}`, marking: { tlp: 'AMBER' } });
  }
});

afterAll(() => incidents[Symbol.asyncDispose]());

interface Page {
  readonly totalCount: number;
  readonly nodes: readonly {
    readonly id: string;
    readonly title: string;
    readonly occurred: { readonly from: string };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const page = async (variables: object): Promise<Page> => {
  const query = `query ($filter: IncidentFilter, $orderBy: IncidentOrder, $first: Int, $after: String) {
    incidents(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount nodes { id title occurred { from } } pageInfo { hasNextPage endCursor }
    }
  }`;
  const answer = await incidents.ask<{ incidents: Page }>(publicCaller, query, variables);
  if (!answer.data) throw new Error(JSON.stringify(answer));
  return answer.data.incidents;
};

async function readAll(variables: object): Promise<Page['nodes'][number][]> {
  const seen: Page['nodes'][number][] = [];
  let after: string | null = null;
  for (let count = 0; count < 20; count += 1) {
    const { nodes, pageInfo }: Page = await page({ ...variables, first: 7, after });
    seen.push(...nodes);
    if (!pageInfo.hasNextPage) return seen;
    after = pageInfo.endCursor;
  }
  throw new Error('more pages than there can be');
}

describe.each(['OCCURRED_DESC', 'OCCURRED_ASC', 'PUBLISHED_DESC', 'PUBLISHED_ASC', 'UPDATED_DESC', 'TITLE_ASC'])(
  'in the order %s',
  (orderBy) => {
    it('pages through everything visible once, and through nothing else', async () => {
      const all = await page({ orderBy, first: 500 });
      const seen = await readAll({ orderBy });
      expect([all.totalCount, seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([60, 60, 60]);
      expect(seen).toEqual(all.nodes);
      expect(seen.filter(({ title }) => title.startsWith('Hidden'))).toEqual([]);
    });
  },
);

it('sorts by what it says', async () => {
  const titles = (await page({ orderBy: 'TITLE_ASC', first: 3 })).nodes.map(({ title }) => title);
  const days = (await page({ first: 500 })).nodes.map(({ occurred }) => occurred.from);
  expect(titles).toEqual(['Case 00', 'Case 01', 'Case 02']);
  expect(days).toEqual(days.toSorted().toReversed());
});

it('keeps its place when incidents are added meanwhile', async () => {
  const first = await page({ orderBy: 'TITLE_ASC', first: 5 });
  const id = await report(incidents, owner, { title: 'Case 00a', marking: { tlp: 'CLEAR' } });
  const second = await page({ orderBy: 'TITLE_ASC', first: 5, after: first.pageInfo.endCursor });
  const query = `mutation ($input: WithdrawIncidentInput!) { withdrawIncident(input: $input) { id } }`;
  await incidents.ask(owner, query, { input: { id, reason: 'ERROR' } });
  expect(second.nodes.map(({ title }) => title)).toEqual(['Case 05', 'Case 06', 'Case 07', 'Case 08', 'Case 09']);
});

it.each([
  [{ category: 'PONZI' }, 30],
  [{ category: ['PONZI', 'PHISHING'] }, 60],
  [{ category: ['OTHER'] }, 0],
  [{ state: ['CONFIRMED'] }, 12],
  [{ severity: ['EXTREME'] }, 20],
  [{ chain: 'tron:0x2b6653dc' }, 15],
  [{ jurisdiction: 'jp' }, 10],
  [{ occurred: { from: '2024-03-02T00:00:00Z', to: '2024-03-03T23:00:00Z' } }, 8],
  [{ occurred: { to: '2024-03-01T00:00:00Z' } }, 4],
  [{ occurred: { from: '2024-03-15T00:00:00Z' } }, 4],
  [{ search: 'case 0' }, 10],
  [{ search: '100% CERTAINTY_' }, 1],
  [{ search: '%' }, 1],
  [{ search: 'Hidden' }, 0],
  [{ originator: 'tencent-security' }, 60],
  [{ originator: 'demo-wallet' }, 0],
  [{ address: address(3) }, 6],
  [{ address: { chain: 'eip155:1', value: address(3).slice(9).toUpperCase().replace('0X', '0x') } }, 6],
  [{ address: address(999) }, 0],
  [{ withdrawn: true, search: 'Case' }, 0],
  [{ category: 'PONZI', chain: 'eip155:1', jurisdiction: 'CN', severity: 'LOW', state: 'REPORTED' }, 16],
])('filters by %j', async (filter, count) => {
  const found = await page({ filter, first: 500 });
  expect([found.totalCount, found.nodes.length]).toEqual([count, count]);
});

it.each([
  [{ first: 0 }, 'first: expected a whole number from 1 to 500, got 0.'],
  [{ first: 501 }, 'first: expected a whole number from 1 to 500, got 501.'],
  [{ after: 'x' }, 'after: expected a cursor that an earlier page gave, got "x".'],
  [
    { after: Buffer.from('["x","y"]').toString('base64url') },
    'after: expected a cursor that an earlier page in the order OCCURRED_DESC gave, got ["x","y"].',
  ],
  [
    { after: Buffer.from('["2024-13-01T00:00:00.000Z","y"]').toString('base64url') },
    'after: expected a cursor that an earlier page in the order OCCURRED_DESC gave, got ["2024-13-01T00:00:00.000Z","y"].',
  ],
  [{ filter: { chain: 'ETH' } }, 'filter.chain: expected a CAIP-2 chain id such as "eip155:1", got "ETH".'],
  [
    { filter: { address: '0x00' } },
    'filter.address: expected a CAIP-10 address such as "eip155:1:0x…", or { chain, value }, got "0x00".',
  ],
])('refuses what it cannot read: %j', async (variables, message) => {
  const answer = await incidents.ask(
    publicCaller,
    `query ($filter: IncidentFilter, $first: Int, $after: String) { incidents(filter: $filter, first: $first, after: $after) { totalCount } }`,
    variables,
  );
  expect([answer.errors?.[0]?.extensions?.['code'], answer.errors?.[0]?.message]).toEqual(['BAD_USER_INPUT', message]);
});

describe('the incidents of many addresses', () => {
  const query = `query ($representations: [_Any!]!, $after: String) {
    _entities(representations: $representations) {
      ... on Address { id incidents(first: 4, after: $after) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }
    }
  }`;
  const ask = async (addresses: readonly string[], after?: string | null) => {
    const representations = addresses.map((id) => ({ __typename: 'Address', id }));
    const answer: GraphQLAnswer<{ _entities: { id: string; incidents: Page }[] }> = await incidents.ask(
      publicCaller,
      query,
      { representations, after },
    );
    return answer.data!._entities;
  };

  it('are found page by page, an incident once whatever its roles', async () => {
    const [first] = await ask([address(3)]);
    const [second] = await ask([address(3)], first!.incidents.pageInfo.endCursor);
    const all = (await page({ filter: { address: address(3) } })).nodes.map(({ id }) => id);
    expect([first!.incidents.totalCount, first!.incidents.nodes.length, second!.incidents.nodes.length]).toEqual([
      6, 4, 2,
    ]);
    expect([...first!.incidents.nodes, ...second!.incidents.nodes].map(({ id }) => id)).toEqual(all);
  });

  it('cost as many statements for one as for a hundred', async () => {
    const cost = async (addresses: readonly string[]) => {
      incidents.statements.length = 0;
      const found = await ask(addresses);
      return {
        statements: incidents.statements.length,
        found: found.reduce((sum, { incidents: list }) => sum + list.totalCount, 0),
      };
    };
    const [one, many] = [
      await cost([address(3)]),
      await cost([
        ...Array.from({ length: 10 }, (_, index) => address(index)),
        ...Array.from({ length: 90 }, (_, index) => address(100 + index)),
      ]),
    ];
    expect([one.found, many.found]).toEqual([6, 120]);
    expect(many.statements).toBe(one.statements);
    expect(many.statements).toBe(5);
  });
});

it('answers a list of fifty with everything about them by no more statements than one', async () => {
  const { nodes } = await page({ first: 3 });
  for (const { id } of nodes) {
    await addClaim(incidents, other, { incident: id, fact: 'VICTIMS', value: '3', source: { publisher: 'q' } });
  }
  const query = `query ($first: Int) { incidents(first: $first) { totalCount nodes {
    id title originator { id } sharingGroup { id } claims { value originator { id } } facts { min max chosen { value } } chosen { loss { value } }
    parties { role address { id incidents(first: 2) { totalCount nodes { id claims { value } } } } } mergedInto { id } history { totalCount nodes { version } } } } }`;
  const cost = async (first: number) => {
    incidents.statements.length = 0;
    const { data } = await incidents.ask<{ incidents: { nodes: { claims: object[]; parties: object[] }[] } }>(
      owner,
      query,
      { first },
    );
    const found = data!.incidents.nodes;
    expect([found.length, found.every(({ claims, parties }) => claims.length > 0 && parties.length === 3)]).toEqual([
      first,
      true,
    ]);
    return incidents.statements.filter((sql) => sql.includes('select')).length;
  };
  // The two levels that ask for claims, and the two that ask for versions, may meet in one batch: at most eleven then.
  const [one, fifty] = [await cost(1), await cost(50)];
  expect([one, fifty].filter((statements) => statements < 8 || statements > 11)).toEqual([]);
});
