import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { TrustedHub } from './verified-subgraph.js';

/** The hub's keys at an address, before the hub itself runs. */
export interface PublishedKeys extends AsyncDisposable {
  readonly jwksUrl: string;
}

export async function publishKeys({ publicJwk }: Pick<TrustedHub, 'publicJwk'>): Promise<PublishedKeys> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [publicJwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    jwksUrl: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/keys`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
