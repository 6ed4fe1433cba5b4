import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { createTestHub, send, startTestGateway } from '../../support/test-gateway.js';

/** A gateway without a single subgraph that answers: every route but one works all the same. */
async function setUp() {
  const stack = new AsyncDisposableStack();
  const hub = await createTestHub();
  const folder = stack.use(await createTemporaryFolder());
  const subgraphs = [{ name: 'nobody', url: 'http://127.0.0.1:9/graphql' }];
  const gateway = stack.use(await startTestGateway({ hub, dataDir: folder.path, subgraphs }));
  return { url: gateway.url, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('routes', () => {
  it('shows people a page at the root, and sends them there from /graphql', async () => {
    await using scene = await setUp();
    const page = await send<string>(scene.url, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    if (page.status === 503) expect(page.body).toContain('npm run build');
    else expect([page.status, page.body.slice(0, 15).toLowerCase()]).toEqual([200, '<!doctype html>']);
    const visit = await send(`${scene.url}/graphql`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect([visit.status, visit.headers.get('location')]).toEqual([303, '/']);
  });

  it('names what it does not serve', async () => {
    await using scene = await setUp();
    for (const target of ['/nothing', '/graphql/', '/..%2f..%2fetc/passwd', '/__proto__', '/health']) {
      const answer = await send(scene.url + target);
      expect([target, answer.status, answer.body]).toEqual([
        target,
        404,
        {
          errors: [
            {
              message: 'The gateway serves nothing at this path. Try /graphql.',
              extensions: { code: 'ROUTE_NOT_FOUND' },
            },
          ],
        },
      ]);
    }
  });

  it('says which methods a path takes', async () => {
    await using scene = await setUp();
    const answers = [
      await send(`${scene.url}/graphql`, { method: 'PUT' }),
      await send(`${scene.url}/metrics`, { method: 'POST' }),
      await send(`${scene.url}/graphql`, { method: 'OPTIONS' }),
    ];
    expect(answers.map(({ status, headers }) => [status, headers.get('allow')])).toEqual([
      [405, 'GET, HEAD, POST'],
      [405, 'GET, HEAD'],
      [405, 'GET, HEAD, POST'],
    ]);
  });

  it('answers HEAD like GET, without the content', async () => {
    await using scene = await setUp();
    const head = await send(`${scene.url}/health/live`, { method: 'HEAD' }).catch((error: unknown) => error);
    expect(head).toBeInstanceOf(SyntaxError); // Nothing to parse.
    const response = await fetch(`${scene.url}/health/live`, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '14']);
  });

  it('tells browsers that answers are nothing to run, frame or guess at', async () => {
    await using scene = await setUp();
    const { headers } = await send(`${scene.url}/health/ready`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('counts requests by route, and unknown paths together', async () => {
    await using scene = await setUp();
    await send(`${scene.url}/health/live`);
    await send(`${scene.url}/made-up-1`);
    await send(`${scene.url}/made-up-2`);
    const { headers, body } = await send<string>(`${scene.url}/metrics`);
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const count = (labels: string) =>
      new RegExp(`^hub_http_request_duration_seconds_count{${labels}} (\\d+)$`, 'm').exec(body)?.[1];
    expect(count('route="/health/live",method="GET",status="200"')).toBe('1');
    expect(count('route="other",method="GET",status="404"')).toBe('2');
    expect(body).toContain('hub_subgraph_up{subgraph="nobody"} 0');
    expect(body).not.toContain('made-up');
  });
});
