import type { Caller, SignableRequest } from '@alliance/schema';
import {
  type Database,
  type RunningSubgraph,
  startSubgraph,
  type SubgraphConfig,
  type SubgraphDefinition,
} from '@alliance/kit';

import { createTestDatabase } from './database.js';
import { startTokenIssuer } from './token-issuer.js';

export interface GraphQLAnswer<T = Record<string, unknown>> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
}

/** A subgraph on a fresh database, behind real HTTP, and a way to call it as anyone. */
export interface TestSubgraph extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
  readonly ledger: RunningSubgraph['ledger'];
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly adminUrl: string;
  /** Every SQL statement that was sent since the subgraph started; tests may empty it. */
  readonly statements: string[];
  /** Calls as a caller whom the hub has authenticated. */
  ask<T = Record<string, any>>(caller: Caller, query: string, variables?: object): Promise<GraphQLAnswer<T>>;
  /** Calls with whatever headers. */
  call(headers: Record<string, string>, body: object): Promise<Response>;
  tokenFor(audience: string, caller: Caller): Promise<string>;
  /** A token that expired so many seconds ago, or will in so many when they are negative. */
  expiredTokenFor(audience: string, caller: Caller, secondsAgo: number): Promise<string>;
  /** Stops the subgraph alone; its database stays. */
  stop(): Promise<void>;
  /** The headers of the hub's signature (RFC 9421). */
  sign(request: SignableRequest): Promise<Readonly<Record<string, string>>>;
}

export async function startTestSubgraph<L>(
  definition: SubgraphDefinition<L>,
  options: Partial<
    Pick<
      SubgraphConfig,
      'seed' | 'demoKeysFile' | 'requireSignature' | 'publicUrl' | 'tls' | 'issuer' | 'jwksUrl' | 'subscriptions'
    >
  > = {},
): Promise<TestSubgraph> {
  const database = await createTestDatabase();
  const hub = await startTokenIssuer();
  const statements: string[] = [];
  const running = await startSubgraph(
    definition,
    {
      host: '127.0.0.1',
      port: 0,
      databaseUrl: database.appUrl,
      databaseOwnerUrl: database.ownerUrl,
      issuer: hub.issuer,
      jwksUrl: hub.jwksUrl,
      seed: 'none',
      demoKeysFile: undefined,
      requireSignature: false,
      publicUrl: undefined,
      tls: undefined,
      ...options,
      production: false,
      logLevel: 'silent',
      maxBodyBytes: 16 << 20,
    },
    (sql) => statements.push(sql),
  );
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= running.stop());
  const call = (headers: Record<string, string>, body: object): Promise<Response> =>
    fetch(running.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  return {
    ...running,
    ...database,
    database: running.database,
    statements,
    stop,
    call,
    tokenFor: (audience, caller) => hub.tokenFor(audience, caller),
    expiredTokenFor: (audience, caller, secondsAgo) => hub.expiredTokenFor(audience, caller, secondsAgo),
    sign: (request) => hub.sign(request),
    ask: async (caller, query, variables) => {
      const token = await hub.tokenFor(definition.name, caller);
      const response = await call({ authorization: `Bearer ${token}` }, { query, variables });
      return (await response.json()) as never;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await hub[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}
