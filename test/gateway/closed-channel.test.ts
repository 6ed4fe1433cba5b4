import { createTestAuthority } from '../support/certificates.js';
import { noteSubgraph } from '../support/note-subgraph.js';
import { publishKeys } from '../support/published-keys.js';
import { startTestSubgraph } from '../support/running-subgraph.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { createTestHub, startTestGateway } from '../support/test-gateway.js';

/** A subgraph that takes signed calls over mutual TLS alone, and a gateway that reaches it as `channel` says. */
async function setUp(
  channelOf: (files: { ca: string; cert: string; key: string }) => object,
  addressOf = (url: string) => url,
) {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await createTemporaryFolder());
  const hub = await createTestHub();
  const { jwksUrl } = stack.use(await publishKeys(hub));
  const authority = await createTestAuthority(folder.path);
  const [server, client] = [await authority.issue('server'), await authority.issue('hub')];
  const tls = { ...server, clientAuthorityFile: authority.certificateFile };
  const subgraph = stack.use(
    await startTestSubgraph(noteSubgraph, { issuer: hub.issuer, jwksUrl, requireSignature: true, tls }),
  );
  const files = { ca: authority.certificateFile, cert: client.certificateFile, key: client.keyFile };
  const gateway = stack.use(
    await startTestGateway({
      hub,
      dataDir: folder.path,
      subgraphs: [{ name: 'notes', url: addressOf(subgraph.url) }],
      environment: { HUB_SUBGRAPH_CHANNELS: JSON.stringify({ notes: channelOf(files) }), HUB_SUBGRAPH_RETRIES: '0' },
    }),
  );
  const opened = stack.move();
  return { gateway, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

describe('a subgraph over the open internet', () => {
  it('is reached by certificate and signature, each call signed anew', async () => {
    await using scene = await setUp(({ ca, cert, key }) => ({ sign: true, caFile: ca, certFile: cert, keyFile: key }));
    for (const _ of [1, 2]) {
      expect((await scene.gateway.ask('{ note { id } }')).body).toEqual({ data: { note: { id: 'n' } } });
    }
  });

  it.each([
    ['a signature', ({ ca, cert, key }: Record<string, string>) => ({ caFile: ca, certFile: cert, keyFile: key })],
    ['a certificate', ({ ca }: Record<string, string>) => ({ sign: true, caFile: ca })],
    ['knowing who issued its certificate', () => ({ sign: true })],
  ])('does not even show its schema without %s', async (_what, channelOf) => {
    await using scene = await setUp(channelOf);
    const { status, body } = await scene.gateway.ask('{ note { id } }');
    expect([status, body.errors?.[0]?.extensions['code']]).toEqual([503, 'SUPERGRAPH_UNAVAILABLE']);
  });

  it('keeps the hub from starting when its address is an open one, where nobody looks at certificates', async () => {
    await expect(
      setUp(
        (files) => ({ caFile: files.ca }),
        (url) => url.replace('https', 'http'),
      ),
    ).rejects.toThrow(
      'HUB_SUBGRAPH_CHANNELS.notes: expected an address that begins with https:// for "notes" in HUB_SUBGRAPHS, ' +
        'since certificates protect no other, got "http://127.0.0.1:',
    );
  });

  it('keeps the hub from starting when a file is missing', async () => {
    await expect(setUp(() => ({ caFile: '/nowhere/ca.pem' }))).rejects.toThrow('/nowhere/ca.pem');
  });
});
