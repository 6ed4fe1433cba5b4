import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadPlayground, playgroundSecurityPolicy } from '../../../gateway/src/playground/playground-assets.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

const security = {
  'content-security-policy': playgroundSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

async function bundleIn(folder: string): Promise<string> {
  const bundle = path.join(folder, 'dist');
  await mkdir(path.join(bundle, 'assets'), { recursive: true });
  await writeFile(path.join(folder, 'secret.js'), 'secret');
  await writeFile(path.join(bundle, '.stamp'), 'stamp');
  await writeFile(path.join(bundle, 'index.html'), '<p>page</p>');
  await writeFile(path.join(bundle, 'assets/app-1a2b.js'), 'run()');
  await writeFile(path.join(bundle, 'assets/app-1a2b.js.gz'), gzipSync('run()'));
  return bundle;
}

describe('loadPlayground', () => {
  it('answers the page afresh and its hashed parts for good', async () => {
    await using folder = await createTemporaryFolder();
    const playground = await loadPlayground(await bundleIn(folder.path));

    expect(playground.isBuilt).toBe(true);
    expect(playground.respond('/')).toEqual({
      status: 200,
      headers: {
        ...security,
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'content-length': '11',
      },
      body: Buffer.from('<p>page</p>'),
    });
    expect(playground.respond('/index.html')).toEqual(playground.respond('/'));
    expect(playground.respond('/assets/app-1a2b.js')).toEqual({
      status: 200,
      headers: {
        ...security,
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-length': '5',
        vary: 'accept-encoding',
      },
      body: Buffer.from('run()'),
    });
  });

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['br;q=1.0, gzip;q=0.5', 'gzip'],
    ['gzip;q=0', undefined],
    ['gzip;q=0.000', undefined],
    ['br', undefined],
    ['', undefined],
  ])('answers "accept-encoding: %s" with %s', async (acceptEncoding, encoding) => {
    await using folder = await createTemporaryFolder();
    const playground = await loadPlayground(await bundleIn(folder.path));

    const response = playground.respond('/assets/app-1a2b.js', acceptEncoding);

    expect(response?.headers['content-encoding']).toBe(encoding);
    expect(response?.body).toEqual(encoding ? gzipSync('run()') : Buffer.from('run()'));
    expect(response?.headers['content-length']).toBe(String(response?.body.length));
  });

  it.each([
    '/secret.js',
    '/../secret.js',
    '/assets/../../secret.js',
    '/%2e%2e/secret.js',
    '/.stamp',
    '/assets',
    '/graphql',
    '',
    '__proto__',
  ])('knows nothing of %j', async (requested) => {
    await using folder = await createTemporaryFolder();
    const playground = await loadPlayground(await bundleIn(folder.path));

    expect(playground.respond(requested)).toBeUndefined();
  });

  it('says how to build it when it has not been built', async () => {
    await using folder = await createTemporaryFolder();
    const playground = await loadPlayground(path.join(folder.path, 'absent'));

    expect(playground.isBuilt).toBe(false);
    expect(playground.respond('/')).toMatchObject({
      status: 503,
      headers: { ...security, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
    });
    expect(playground.respond('/')?.body.toString()).toBe(
      'The playground has not been built. Run "npm run build" and start the hub again.\nThe graph itself answers at /graphql.\n',
    );
    expect(playground.respond('/assets/app-1a2b.js')).toBeUndefined();
  });
});
