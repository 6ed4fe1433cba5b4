import { realpath, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';

import { isAlive, processesWorkingIn, waitUntilGone } from '../../../gateway/src/launcher/process-table.js';
import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { startSupergraphGateway } from './fixtures/supergraph-gateway.js';

const numbers = { name: 'numbers', typeDefs: `${federationLink} type Query { one: Int }` };
const one = { data: { one: 1 } };

/** A gateway as a terminal starts it, with a request under way whose subgraph answers when it is told to. */
async function openBusyGateway(args: readonly string[]) {
  await using opening = new AsyncDisposableStack();
  const folder = opening.use(await createTemporaryFolder());
  const subgraphs = opening.use(await startSubgraphServer([numbers]));
  const file = path.join(folder.path, 'supergraph.graphql');
  await writeFile(
    file,
    compose([numbers], (name) => subgraphs.urlOf(name)),
  );
  const gateway = opening.use(await startSupergraphGateway(file, args, {}, folder.path));
  const held = new Promise<() => void>((resolve) => {
    subgraphs.intercept((_, response) => {
      resolve(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(one)));
      return true;
    });
  });
  const answer = gateway.ask('{ one }').catch(() => 'cut off');
  const release = await held;
  const own = await realpath(folder.path);
  const opened = opening.move();
  return {
    gateway,
    answer,
    release,
    /** All processes of the gateway, those that plan too; outside Linux those that serve. */
    processes: () => (platform() === 'linux' ? processesWorkingIn(own) : gateway.workers.filter(isAlive)),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

describe('Ctrl-C in the terminal of hub gateway, which goes to all its processes', () => {
  it.each([
    { workers: '1', least: 1 },
    { workers: '2', least: 2 },
  ])('lets a request in flight end, leaves with 0 and no process behind: $workers worker(s)', async (given) => {
    await using opened = await openBusyGateway(['--workers', given.workers]);
    const { gateway, answer, release, processes } = opened;
    expect(processes().length).toBeGreaterThanOrEqual(given.least);
    const left = gateway.leaveAsGroup('SIGINT');
    await gateway.saidNext(/Stopping/);
    release();
    expect([await answer, await left]).toEqual([one, [0, null]]);
    expect(processes()).toEqual([]);
  });

  it.each(['1', '2'])('ends all at once when it comes twice, with 130: %s worker(s)', async (workers) => {
    await using opened = await openBusyGateway(['--workers', workers]);
    const { gateway, answer, processes } = opened;
    const before = processes();
    void gateway.leaveAsGroup('SIGINT');
    await gateway.saidNext(/Stopping/);
    expect([await gateway.leaveAsGroup('SIGINT'), await answer]).toEqual([[130, null], 'cut off']);
    expect(await Promise.all(before.map((pid) => waitUntilGone(pid, 5_000)))).toEqual(before.map(() => true));
    expect(processes()).toEqual([]);
  });
});
