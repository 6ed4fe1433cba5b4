import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery, printSchema } from 'graphql';
import { federate } from '../../support/federation.js';
import { sky } from './sky.subgraph.js';

describe('introspection and __typename', () => {
  it('tells the whole schema of clients, and asks no subgraph', async () => {
    await using federation = await federate([sky]);
    const response = (await federation.ask(getIntrospectionQuery())) as { data: IntrospectionQuery };
    expect(printSchema(buildClientSchema(response.data))).toBe(printSchema(federation.engine.schema));
    expect(federation.callsSince()).toEqual([]);
  });

  it('stands beside data, through fragments, aliases and variables', async () => {
    await using federation = await federate([sky]);
    const source = `
      query ($name: String!, $all: Boolean!) {
        ...Meta
        star { kind: __typename id }
        unknown: __type(name: "Moon") { name }
        root: __typename
      }
      fragment Meta on Query {
        type: __type(name: $name) { description fields(includeDeprecated: $all) { name deprecationReason } }
      }
    `;
    const response = await federation.ask(source, { name: 'Star', all: true });
    expect(JSON.stringify(response)).toBe(
      JSON.stringify({
        data: {
          type: {
            description: 'A ball of gas.',
            fields: [
              { name: 'id', deprecationReason: null },
              { name: 'old', deprecationReason: 'burnt out' },
            ],
          },
          star: { kind: 'Star', id: 's' },
          unknown: null,
          root: 'Query',
        },
      }),
    );
  });

  it('answers __typename alone, for queries and mutations', async () => {
    await using federation = await federate([sky]);
    expect(await federation.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect(await federation.ask('mutation { a: __typename }')).toEqual({ data: { a: 'Mutation' } });
    expect(federation.callsSince()).toEqual([]);
  });
});
