import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { startSupergraphGateway } from './fixtures/supergraph-gateway.js';

const numbers = {
  name: 'numbers',
  typeDefs: `${federationLink} type Query { one: Int }`,
  resolvers: { Query: { one: () => 1 } },
};

/** Each request comes by a connection of its own, so that every worker has some of them. */
async function exchange(url: string, body?: string): Promise<string> {
  const headers = { connection: 'close', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const sent = request(url, { method: body === undefined ? 'GET' : 'POST', headers, agent: false }).end(body);
  const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream];
  return text(response);
}

/** What one scrape says of what was asked, and of what is one and the same in all workers. */
async function scrape(url: string): Promise<Readonly<Record<string, number | undefined>>> {
  const told = await exchange(`${url}/metrics`);
  const valueOf = (name: string, labels = '') => {
    const line = told.split('\n').find((each) => each.startsWith(name) && each.includes(labels));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
  };
  return {
    operations: valueOf('hub_operations_total', 'outcome="complete"'),
    calls: valueOf('hub_subgraph_call_duration_seconds_count', 'subgraph="numbers"'),
    callsInAnyTime: valueOf('hub_subgraph_call_duration_seconds_bucket', 'le="+Inf"'),
    fits: valueOf('hub_composition_ok'),
    supergraph: valueOf('hub_supergraph_info'),
    node: valueOf('nodejs_version_info'),
    subscriptions: valueOf('hub_subscriptions_open'),
  };
}

describe('/metrics of hub gateway --workers', () => {
  it('tells of all workers together, whichever answers, and forgets nothing of one that fell', async () => {
    await using folder = await createTemporaryFolder();
    await using subgraphs = await startSubgraphServer([numbers]);
    const file = path.join(folder.path, 'supergraph.graphql');
    await writeFile(
      file,
      compose([numbers], (name) => subgraphs.urlOf(name)),
    );
    await using gateway = await startSupergraphGateway(file, ['--workers', '2']);
    const { url } = gateway;
    for (let count = 0; count < 10; count += 1) {
      expect(await exchange(`${url}/graphql`, '{"query":"{ one }"}')).toBe('{"data":{"one":1}}');
    }
    const together = {
      operations: 10,
      calls: 10,
      callsInAnyTime: 10,
      fits: 1,
      supergraph: 1,
      node: 1,
      subscriptions: 0,
    };
    for (const _ of gateway.workers) expect(await scrape(url)).toEqual(together);

    process.kill(gateway.workers[0] ?? 0, 'SIGKILL');
    await gateway.saidNext(/Worker \d+ listens/);
    for (const _ of gateway.workers) expect(await scrape(url)).toEqual(together);

    await writeFile(file, 'nothing');
    await gateway.saidNext(/was not taken/);
    for (const _ of gateway.workers) expect(await scrape(url)).toEqual({ ...together, fits: 0 });
  });
});
