import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { compose } from '../../support/federation.js';
import { authorizationLink, startSubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { startSupergraphGateway } from './fixtures/supergraph-gateway.js';

const vault = {
  name: 'vault',
  typeDefs: `${authorizationLink}
    type Query {
      door: Int
      inside: Int @authenticated
      shelf: Int @requiresScopes(scopes: [["shelf:read", "shelf:list"]])
      safe: Int @policy(policies: [["owner"]])
    }
    type Mutation { burn: Boolean @authenticated }`,
  resolvers: {
    Query: { door: () => 1, inside: () => 2, shelf: () => 3, safe: () => 4 },
    Mutation: { burn: () => true },
  },
};
const source = '{ door inside shelf safe }';

async function openVault() {
  const folder = await createTemporaryFolder();
  const subgraphs = await startSubgraphServer([vault]);
  const file = path.join(folder.path, 'supergraph.graphql');
  await writeFile(
    file,
    compose([vault], (name) => subgraphs.urlOf(name)),
  );
  return {
    file,
    subgraphs,
    [Symbol.asyncDispose]: async () => {
      await subgraphs[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('hub gateway over a supergraph with directives of authorization', () => {
  it('grants nothing of itself, whatever credential is sent along', async () => {
    await using opened = await openVault();
    await using gateway = await startSupergraphGateway(opened.file);
    const withheld = (name: string) => ({
      message: `The caller lacks the rights to Query.${name}.`,
      path: [name],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    });
    expect(await gateway.ask(source, 'Bearer anything')).toEqual({
      data: { door: 1, inside: null, shelf: null, safe: null },
      errors: ['inside', 'shelf', 'safe'].map(withheld),
    });
    expect(opened.subgraphs.calls.map(({ query }) => query)).toEqual(['{door}']);
    expect(await gateway.ask('mutation { burn }')).toEqual({
      errors: [
        {
          message: 'The caller lacks the rights to Mutation.burn. Nothing was executed.',
          extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
        },
      ],
    });
    expect(opened.subgraphs.calls).toHaveLength(1);
  });

  it.each([
    [['--authenticated'], { door: 1, inside: 2, shelf: null, safe: null }],
    [['--scope', 'shelf:read', 'shelf:list'], { door: 1, inside: null, shelf: 3, safe: null }],
    [['--scope', 'shelf:read', '--policy', 'owner'], { door: 1, inside: null, shelf: null, safe: 4 }],
    [
      ['--workers', '2', '--authenticated', '--scope', 'shelf:read', '--scope', 'shelf:list', '--policy', 'owner'],
      { door: 1, inside: 2, shelf: 3, safe: 4 },
    ],
  ])('grants everybody what it is told to: %j', async (options, data) => {
    await using opened = await openVault();
    await using gateway = await startSupergraphGateway(opened.file, options);
    expect(await gateway.ask(source)).toMatchObject({ data });
  });
});
