import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';
import { echo } from './echo.subgraph.js';
import { mirror } from './mirror.subgraph.js';

const written = [
  ['number: 1.0', { number: 1 }],
  ['number: 2500.0', { number: 2500 }],
  ['number: 1.10', { number: 1.1 }],
  ['number: -0', { number: 0 }],
  ['number: 2e3', { number: 2000 }],
  ['id: 123456789012345678901234567890', { id: '123456789012345678901234567890', number: 2.5 }],
  ['id: "\\b\\u0007"', { id: '\b\u0007', number: 2.5 }],
  ['id: "__literal_0"', { id: '__literal_0', number: 2.5 }],
  [
    'options: {extra: {a: [1.0, """say "__literal_0" now"""]}}',
    {
      options: { level: 'LOW', extra: { a: [1, 'say "__literal_0" now'] } },
      number: 2.5,
    },
  ],
] as const;

describe('values written in an operation', () => {
  it.each(written)('reach the subgraph as they are written: %s', async (text, received) => {
    await using federation = await federate([echo, mirror]);
    const source = `{ echo(${text}) { arguments mirrored } }`;
    expect(await federation.ask(source)).toEqual({
      data: { echo: { arguments: received, mirrored: { args: received, depth: 1 } } },
    });
  });

  it('keep all digits, also as defaults of variables', async () => {
    await using federation = await federate([echo, mirror]);
    await federation.ask('{ echo(number: 0.12345678901234567890) { level } }');
    await federation.ask('query ($id: ID = "\\b", $number: Float = 1.10) { echo(id: $id, number: $number) { level } }');
    expect(federation.subgraphs.calls.map(({ query }) => query)).toEqual([
      '{echo(number: 0.12345678901234567890){level}}',
      'query($id:ID="\\b", $number:Float=1.10){echo(id: $id, number: $number){level}}',
    ]);
  });

  it('may be what a field requires', async () => {
    await using federation = await federate([depot, ferry]);
    expect(await federation.ask('{ crate { fee near: distance(factor: 1.0) far: distance(factor: 3.0) } }')).toEqual({
      data: { crate: { fee: 20, near: 10, far: 30 } },
    });
  });
});

const depot: SubgraphSource = {
  name: 'depot',
  typeDefs: `${federationLink}
    type Query { crate: Crate }
    type Crate @key(fields: "id") { id: ID! distance(factor: Float): Float! }
  `,
  resolvers: {
    Query: { crate: () => ({ id: 'c' }) },
    Crate: {
      __resolveReference: ({ id }: { id: string }) => ({ id }),
      distance: (_: object, { factor }: { factor: number }) => factor * 10,
    },
  },
};

const ferry: SubgraphSource = {
  name: 'ferry',
  typeDefs: `${federationLink}
    type Crate @key(fields: "id") {
      id: ID! distance(factor: Float): Float! @external fee: Float! @requires(fields: "distance(factor: 2.0)")
    }
  `,
  resolvers: {
    Crate: {
      __resolveReference: (crate: object) => crate,
      fee: ({ distance }: { distance: number }) => distance,
    },
  },
};
