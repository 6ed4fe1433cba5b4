import fc from 'fast-check';
import { buildSchema, execute, type GraphQLFormattedError, parse } from 'graphql';
import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const types = `
  type Query { root: Node rootMust: Node! }
  type Node {
    int: Int
    intMust: Int!
    kind: Kind!
    child: Node
    childMust: Node!
    list: [Node]
    listOfMust: [Node!]
    listMust: [Node!]!
    grid: [[Int!]]!
    thing: Thing
    thingMust: Thing!
  }
  enum Kind { A B }
  union Thing = Node | Leaf
  type Leaf { name: String! }
`;

const sloppy: SubgraphSource = { name: 'sloppy', typeDefs: `${federationLink} ${types}` };

const source = `{
  root { ...Some list { ...Some } listMust { ...Some } thing { ...Any } child { childMust { ...Some } } }
  rootMust { int child { ...Some listOfMust { ...Some child { intMust } } thingMust { ...Any } } grid }
}
fragment Some on Node { int intMust kind childMust { int } grid }
fragment Any on Thing { ... on Leaf { name } ... on Node { intMust list { kind } } }`;

/** Data that break the schema's promises in every way a subgraph can, and now and then keep them. */
const node: fc.Memo<object> = fc.memo((depth) => {
  const [child, things] = depth > 1 ? [node(), thing(depth - 1)] : [fc.constant(null), fc.constant(null)];
  const number = broken(fc.integer({ min: -10, max: 10 }));
  const list = broken(fc.array(broken(child), { maxLength: 2 }));
  const row = broken(fc.array(number, { maxLength: 2 }));
  const fields = {
    __typename: fc.constant('Node'),
    int: number,
    intMust: number,
    kind: broken(fc.constantFrom('A', 'B')),
    child: broken(child),
    childMust: broken(child),
    list,
    listOfMust: list,
    listMust: list,
    grid: broken(fc.array(row, { maxLength: 2 })),
    thing: broken(things),
    thingMust: broken(things),
  };
  return fc.record(fields, { noNullPrototype: true });
});

const thing: fc.Memo<object | null> = fc.memo((depth) => {
  const leaf = fc.record({ __typename: fc.constant('Leaf'), name: broken(fc.string()) }, { noNullPrototype: true });
  return fc.oneof(leaf, node(depth));
});

function broken<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.option(arbitrary, { freq: 6 });
}

describe('null propagation', () => {
  it('is that of the specification, for whatever a subgraph answers without an error', async () => {
    await using federation = await federate([sloppy]);
    const schema = buildSchema(types);
    const document = parse(source);
    let data: unknown;
    federation.subgraphs.intercept((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ data }));
      return true;
    });
    const root = fc.record({ root: broken(node(3)), rootMust: broken(node(3)) }, { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(root, async (rootValue) => {
        data = rootValue;
        const expected = await execute({ schema, document, rootValue });
        const response = (await federation.ask(source)) as { data: unknown; errors?: GraphQLFormattedError[] };
        expect(response.data).toEqual(JSON.parse(JSON.stringify(expected.data)));
        expect((response.errors ?? []).map(({ message, path }) => ({ message, path }))).toEqual(
          (expected.errors ?? []).map(({ message, path }) => ({ message, path })),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('says which subgraph left the place empty', async () => {
    await using federation = await federate([sloppy]);
    federation.subgraphs.intercept((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end('{"data":{"root":{"list":[{"intMust":1},{"intMust":null},{}]}}}');
      return true;
    });
    expect(await federation.ask('{ root { list { intMust } } }')).toEqual({
      data: { root: { list: [{ intMust: 1 }, null, null] } },
      errors: [1, 2].map((index) => ({
        message: 'Cannot return null for non-nullable field Node.intMust.',
        path: ['root', 'list', index, 'intMust'],
        extensions: { code: 'NULL_IN_NON_NULL', subgraph: 'sloppy' },
      })),
    });
  });

  it('also meets values of the wrong shape', async () => {
    await using federation = await federate([sloppy]);
    federation.subgraphs.intercept((_, response) => {
      response.setHeader('content-type', 'application/json');
      response.end(
        '{"data":{"root":{"int":"many","list":{},"child":[1],"grid":[[1,2.5],3],"thing":{"__typename":"No"}}}}',
      );
      return true;
    });
    const error = (path: (string | number)[], message: string) => ({
      message,
      path: ['root', ...path],
      extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'sloppy' },
    });
    expect(await federation.ask('{ root { int list { int } child { int } grid thing { __typename } } }')).toEqual({
      data: { root: { int: null, list: null, child: null, grid: [null, null], thing: null } },
      errors: [
        error(['int'], 'Node.int is Int by the schema, and came as something else.'),
        error(['list'], 'Node.list is a list by the schema, and came as something else.'),
        error(['child'], 'Node.child is an object by the schema, and came as something else.'),
        error(['grid', 0, 1], 'Node.grid is Int by the schema, and came as something else.'),
        error(['grid', 1], 'Node.grid is a list by the schema, and came as something else.'),
        error(['thing'], 'No subgraph said which type of Thing this is, or it is none that the schema has.'),
      ],
    });
  });
});
