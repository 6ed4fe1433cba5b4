import { createEngine } from '../../../gateway/src/engine/engine.js';
import { createPlanner } from '../../../gateway/src/planner/query-planner.js';
import { createHttpTransport } from '../../../gateway/src/transport/http-transport.js';

const link = 'schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION) { query: Query }';

describe('a supergraph', () => {
  it.each([
    ['is a plain schema', 'type Query { a: Int }', /does not link https:\/\/specs\.apollo\.dev\/join/],
    [
      'is a subgraph',
      'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7") type Query { a: Int }',
      /does not link/,
    ],
    ['names no subgraph', `${link} type Query { a: Int }`, /no value of enum join__Graph names a subgraph/],
    [
      'is not GraphQL',
      'type Query {',
      /^Not a supergraph: Syntax Error: Expected Name, found <EOF> \(line 1, column 13\)\.$/,
    ],
    ['is empty', '', /Not a supergraph/],
    [
      'has no queries',
      `${link} enum join__Graph { A @join__graph(name: "a", url: "http://a") } type T { a: Int }`,
      /Unknown type: "Query"/,
    ],
  ])('is refused when it %s', async (_, supergraphSdl, message) => {
    const transport = createHttpTransport();
    await expect(createEngine({ supergraphSdl, createPlanner, transport })).rejects.toMatchObject({
      name: 'InvalidSupergraphError',
      message: expect.stringMatching(message) as string,
    });
    await transport.close();
  });
});
