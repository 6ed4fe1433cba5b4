import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { type RunningSubgraph, startSubgraph, type SubgraphDefinition } from '@alliance/kit';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';
import { incidentsSubgraph } from '@alliance/incidents';
import { membersSubgraph } from '@alliance/members';

import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { createTestHub, startTestGateway, type TestHub } from '../support/test-gateway.js';

/** A subgraph as the tested hub runs it, and what a test needs to reach behind it. */
export interface TestedSubgraph {
  readonly definition: AnyDefinition;
  readonly running: RunningSubgraph;
  readonly database: TestDatabase;
}

/** The three subgraphs on real databases of their own, behind the real gateway, all in this process. */
export interface TestedHub extends AsyncDisposable {
  readonly url: string;
  readonly hub: TestHub;
  readonly subgraphs: Readonly<Record<SubgraphName, TestedSubgraph>>;
}

export const subgraphNames = ['members', 'incidents', 'address-intelligence'] as const;
export type SubgraphName = (typeof subgraphNames)[number];

/** What a subgraph is made of, whatever its loaders are. */
export type AnyDefinition = SubgraphDefinition<never>;

export const ourSubgraphs: Readonly<Record<SubgraphName, AnyDefinition>> = {
  members: membersSubgraph as unknown as AnyDefinition,
  incidents: incidentsSubgraph as unknown as AnyDefinition,
  'address-intelligence': addressIntelligenceSubgraph as unknown as AnyDefinition,
};

/**
 * Raises a hub. Whoever raises it disposes of it.
 *
 * @param definitions - what runs instead of one of our subgraphs, such as one with a leak in it
 */
export async function raiseTestedHub(definitions = ourSubgraphs): Promise<TestedHub> {
  const stack = new AsyncDisposableStack();
  try {
    const hub = await createTestHub();
    const jwksUrl = await publishKey(stack, hub);
    const entries = await Promise.all(
      subgraphNames.map(async (name) => {
        const tested = await runSubgraph(stack, definitions[name], { issuer: hub.issuer, jwksUrl });
        return [name, tested] as const;
      }),
    );
    const subgraphs = Object.fromEntries(entries) as TestedHub['subgraphs'];
    const url = await runGateway(stack, hub, subgraphs);
    return { url, hub, subgraphs, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

async function publishKey(stack: AsyncDisposableStack, { publicJwk }: TestHub): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicJwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks`;
}

async function runSubgraph(
  stack: AsyncDisposableStack,
  definition: AnyDefinition,
  trusted: { readonly issuer: string; readonly jwksUrl: string },
): Promise<TestedSubgraph> {
  const database = stack.use(await createTestDatabase());
  const running = await startSubgraph(definition, {
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.appUrl,
    databaseOwnerUrl: database.ownerUrl,
    ...trusted,
    seed: 'none',
    demoKeysFile: undefined,
    requireSignature: false,
    publicUrl: undefined,
    tls: undefined,
    production: false,
    logLevel: 'silent',
    maxBodyBytes: 16 << 20,
  });
  stack.defer(() => running.stop());
  return { definition, running, database };
}

async function runGateway(
  stack: AsyncDisposableStack,
  hub: TestHub,
  subgraphs: TestedHub['subgraphs'],
): Promise<string> {
  const folder = stack.use(await createTemporaryFolder());
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: subgraphNames.map((name) => ({ name, url: subgraphs[name].running.url })),
      // Groups and keys change while the hub is tested, so nothing is remembered of who calls.
      environment: {
        HUB_IDENTITY_SUBGRAPH: 'members',
        HUB_IDENTITY_FRESH_MS: '0',
        HUB_SCHEMA_POLL_MS: '600000',
        HUB_REQUEST_TIMEOUT_MS: '60000',
      },
    }),
  );
  return gateway.url;
}
