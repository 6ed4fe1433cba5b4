import { createSubscriptionTransport } from '../../../../gateway/src/transport/subscriptions/create-subscription-transport.js';

/** The settings refuse such an address already; the supergraph may name one that they do not. */
it.each([
  ['sse', 'http://127.0.0.1:9/'],
  ['ws', 'http://127.0.0.1:9/'],
  ['ws', 'ws://127.0.0.1:9/'],
] as const)('asks nothing of a subgraph with certificates by %s at %s', async (protocol, url) => {
  const channels = new Map([['s', { sign: undefined, tls: { ca: Buffer.from('none') } }]]);
  const transport = createSubscriptionTransport({ carriers: { s: { protocol } }, channels });
  const { signal } = new AbortController();
  const events = transport.subscribe({ subgraph: 's', url, body: '{}', headers: {}, signal });
  await expect(events.next()).rejects.toMatchObject({
    code: 'SUBGRAPH_UNREACHABLE',
    message: 'Subgraph "s" has certificates, and an address for events without encryption.',
  });
  await transport.close();
});
