import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { startSupergraphGateway } from './fixtures/supergraph-gateway.js';

const before = {
  name: 'before',
  typeDefs: `${federationLink}
    type Query { card: Card! }
    type Card @key(fields: "id") { id: ID! colour: String! shape: String! }`,
  resolvers: { Query: { card: () => ({ id: 'c', colour: 'before', shape: 'before' }) } },
};
const after = {
  name: 'after',
  typeDefs: `${federationLink}
    type Card @key(fields: "id") {
      id: ID!
      colour: String! @override(from: "before", label: "new-colours")
      shape: String! @override(from: "before", label: "new-shapes")
    }`,
  resolvers: { Card: { __resolveReference: () => ({ colour: 'after', shape: 'after' }) } },
};

describe('hub gateway over a supergraph with labels of @override', () => {
  it.each([
    { labels: '', card: { colour: 'before', shape: 'before' } },
    { labels: 'new-shapes, unknown', card: { colour: 'before', shape: 'after' } },
  ])('asks the new subgraph for what stands under a label that holds ("$labels")', async ({ labels, card }) => {
    await using stack = new AsyncDisposableStack();
    const folder = stack.use(await createTemporaryFolder());
    const subgraphs = stack.use(await startSubgraphServer([before, after]));
    const file = path.join(folder.path, 'supergraph.graphql');
    await writeFile(
      file,
      compose([before, after], (name) => subgraphs.urlOf(name)),
    );
    const gateway = stack.use(await startSupergraphGateway(file, [], { HUB_OVERRIDE_LABELS: labels }));
    expect(await gateway.ask('{ card { colour shape } }')).toEqual({ data: { card } });
  });
});
