import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { runGatewayCommand, startSupergraphGateway } from './fixtures/supergraph-gateway.js';

const products = {
  name: 'products',
  typeDefs: `${federationLink} type Query { one: Int }`,
  resolvers: { Query: { one: () => 1 } },
};
const stock = { name: 'stock', typeDefs: `${federationLink} type Query { two: Int }` };

async function openFolder() {
  const folder = await createTemporaryFolder();
  const subgraphs = await startSubgraphServer([products, stock]);
  const file = path.join(folder.path, 'supergraph.graphql');
  return {
    file,
    /** Writes the file, with another address of the stock. */
    write: (url?: string) =>
      writeFile(
        file,
        compose([products, stock], (name) => (name === 'stock' ? url : undefined) ?? subgraphs.urlOf(name)),
      ),
    [Symbol.asyncDispose]: async () => {
      await subgraphs[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

describe('hub gateway over a supergraph that it cannot serve', () => {
  it('tells line and column of a syntax error, at the start and while it runs', async () => {
    await using folder = await openFolder();
    const broken = 'type Query {\n  a: Int\n  b: ]\n}\n';
    await writeFile(folder.file, broken);
    const { status, err } = await runGatewayCommand(['--supergraph', folder.file, '--port', '0']);
    const told = 'Not a supergraph: Syntax Error: Expected Name, found "]" (line 3, column 6).';
    expect([status, err]).toEqual([2, `--supergraph ${folder.file}: ${told}\n`]);

    await folder.write();
    await using gateway = await startSupergraphGateway(folder.file);
    await writeFile(folder.file, broken);
    expect(await gateway.saidNext(/was not taken; .*\n/)).toContain(told);
  });

  it.each([
    ['', 'Subgraph "stock" has no address, and needs one that begins with http:// or https://.'],
    [
      'ftp://me:secret@stock.example/',
      'Subgraph "stock" has an address that begins with "ftp:", and needs one that begins with http:// or https://.',
    ],
    [
      'stock.example/graphql',
      'Subgraph "stock" has an address that cannot be read, and needs one that begins with http:// or https://.',
    ],
  ])('names a subgraph whose address is "%s": does not start, and does not swap', async (url, told) => {
    await using folder = await openFolder();
    await folder.write(url);
    const { status, out, err } = await runGatewayCommand(['--supergraph', folder.file, '--port', '0']);
    expect([status, out, err]).toEqual([2, '', `--supergraph ${folder.file}: ${told}\n`]);

    await folder.write();
    await using gateway = await startSupergraphGateway(folder.file);
    await folder.write(url);
    expect(await gateway.saidNext(/was not taken; .*\n/)).toContain(told);
    expect(await gateway.ask('{ one }')).toEqual({ data: { one: 1 } });
  });

  it('takes one without an address whose events have one of their own', async () => {
    await using folder = await openFolder();
    await folder.write('');
    const environment = { HUB_SUBSCRIPTION_PROTOCOLS: 'stock=ws://127.0.0.1:9/events' };
    await using gateway = await startSupergraphGateway(folder.file, [], environment);
    expect(await gateway.ask('{ one }')).toEqual({ data: { one: 1 } });
  });
});

describe('hub gateway with settings of a subgraph that the supergraph lacks', () => {
  it('warns of each, names those that there are, and goes on', async () => {
    await using folder = await openFolder();
    await folder.write();
    const environment = {
      HUB_SUBGRAPH_TRAFFIC: '{"stok":{"retries":0},"products":{"retries":1},"__proto__":{"retries":0}}',
      HUB_SUBSCRIPTION_PROTOCOLS: 'stok=ws,stock=sse',
      HUB_SUBSCRIPTION_UNRENEWED: 'shop',
    };
    await using gateway = await startSupergraphGateway(folder.file, [], environment);
    expect(gateway.saidSoFar().match(/WARN .*$/gim)).toEqual(
      [
        ['HUB_SUBGRAPH_TRAFFIC', 'stok, __proto__'],
        ['HUB_SUBSCRIPTION_PROTOCOLS', 'stok'],
        ['HUB_SUBSCRIPTION_UNRENEWED', 'shop'],
      ].map(([variable, names]) =>
        expect.stringContaining(
          `${variable} is set for ${names}, and the supergraph has only products, stock; it holds once they come`,
        ),
      ),
    );
    expect(await gateway.ask('{ one }')).toEqual({ data: { one: 1 } });
  });

  it('says nothing where all are known', async () => {
    await using folder = await openFolder();
    await folder.write();
    const environment = { HUB_SUBGRAPH_TRAFFIC: '{"stock":{"retries":0}}' };
    await using gateway = await startSupergraphGateway(folder.file, [], environment);
    expect(gateway.saidSoFar()).toBe('');
  });
});
