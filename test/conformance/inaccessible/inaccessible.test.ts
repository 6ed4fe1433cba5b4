import { printSchema } from 'graphql';
import { federate } from '../../support/federation.js';
import { badges } from './badges.subgraph.js';
import { register } from './register.subgraph.js';

describe('@inaccessible', () => {
  it('is no part of what clients see, and neither is the machinery of federation', async () => {
    await using federation = await federate([register, badges]);
    expect(printSchema(federation.engine.schema)).toMatchInlineSnapshot(`
      "directive @trace(level: Int = 1) on FIELD | QUERY

      scalar Date @specifiedBy(url: "https://example.org/date")

      type Open implements Entry {
        id: ID!
        badge: String!
        state: State
      }

      type Query {
        entries(state: State): [Entry!]!
      }

      """What is registered."""
      interface Entry {
        id: ID!
        state: State
      }

      enum State {
        ACTIVE
        RETIRED @deprecated(reason: "never left")
      }

      input Filter {
        text: String
      }"
    `);
  });

  it('serves the subgraphs all the same', async () => {
    const open = { ...register, resolvers: { ...register.resolvers, Query: { entries: () => [openEntry] } } };
    await using narrowed = await federate([open, badges]);
    expect(await narrowed.ask('{ entries { id ... on Open { badge } } }')).toEqual({
      data: { entries: [{ id: '1', badge: 'No 41' }] },
    });
  });

  it('does not show through: values of hidden types and hidden enum values become errors that do not name them', async () => {
    await using federation = await federate([register, badges]);
    const response = await federation.ask('{ entries { id state } }');
    expect(response).toEqual({
      data: null,
      errors: [
        {
          message: 'Open.state came with a value that its enum does not have.',
          path: ['entries', 1, 'state'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'register' },
        },
        {
          message: 'No subgraph said which type of Entry this is, or it is none that the schema has.',
          path: ['entries', 2],
          extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'register' },
        },
      ],
    });
    expect(JSON.stringify(response)).not.toMatch(/SHADOW|Sealed/);
  });
});

const openEntry = { __typename: 'Open', id: '1', state: 'ACTIVE', serial: 41 };
