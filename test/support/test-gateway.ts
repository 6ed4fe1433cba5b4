import type { JWK } from 'jose';
import { generateSigningJwk, importSigningKey } from '@alliance/schema';
import { createGateway, type Gateway, readGatewayConfig } from '@alliance/gateway';
import { listen, type TelemetryEvent } from '../../gateway/src/telemetry/telemetry.js';
import type { TrustedHub } from './verified-subgraph.js';

/** The hub's key, made before the gateway, so that subgraphs can trust it before it runs. */
export interface TestHub extends TrustedHub {
  readonly signingKey: string;
}

export async function createTestHub(): Promise<TestHub> {
  const jwk: JWK = await generateSigningJwk();
  const { publicJwk } = await importSigningKey(jwk);
  return { issuer: 'http://hub.test', publicJwk, signingKey: JSON.stringify(jwk) };
}

export interface TestGateway extends Gateway, AsyncDisposable {
  /** One operation as a caller, by POST. */
  ask(query: string, options?: { readonly key?: string; readonly variables?: object }): Promise<Answer<GraphQLAnswer>>;
}

export interface GraphQLAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed when it is JSON. */
  readonly body: T;
}

export interface TestGatewayOptions {
  readonly hub: TestHub;
  readonly dataDir: string;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A gateway on a free port, quick to notice changes. Whoever starts it disposes of it. */
export async function startTestGateway(options: TestGatewayOptions): Promise<TestGateway> {
  const { hub, dataDir, subgraphs, environment } = options;
  const config = readGatewayConfig({
    PORT: '0',
    LOG_LEVEL: 'silent',
    HUB_DATA_DIR: dataDir,
    HUB_SUBGRAPHS: subgraphs.map(({ name, url }) => `${name}=${url}`).join(','),
    HUB_ISSUER: hub.issuer,
    HUB_SIGNING_KEY: hub.signingKey,
    HUB_SCHEMA_POLL_MS: '20',
    HUB_SCHEMA_RETRY_MS: '10',
    HUB_STOP_GRACE_MS: '1000',
    ...environment,
  });
  const gateway = await createGateway(config);
  return {
    ...gateway,
    ask: (query, { key, variables } = {}) =>
      send<GraphQLAnswer>(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(key !== undefined && { authorization: `Bearer ${key}` }) },
        body: JSON.stringify({ query, variables }),
      }),
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

/** Sends a request and reads the answer whole; the caller says what its body is. */
export async function send<T = unknown>(url: string, init: RequestInit = {}): Promise<Answer<T>> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
}

/** Waits for something to happen in the gateway. Call it before what makes it happen. */
export function nextEvent<Kind extends TelemetryEvent['kind']>(
  kind: Kind,
  matches: (event: Extract<TelemetryEvent, { kind: Kind }>) => boolean = () => true,
): Promise<Extract<TelemetryEvent, { kind: Kind }>> {
  return new Promise((resolve) => {
    const end = listen((event) => {
      const candidate = event as Extract<TelemetryEvent, { kind: Kind }>;
      if (event.kind !== kind || !matches(candidate)) return;
      end();
      resolve(candidate);
    });
  });
}
