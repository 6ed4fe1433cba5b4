import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the playground answers to a GET. For HEAD, leave out the body. */
export interface PlaygroundResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The self-hosted playground, held in memory: it asks nothing of any other machine. */
export interface Playground {
  /** False when the bundle is missing; then `/` says how to make it, with status 503. */
  readonly isBuilt: boolean;
  /**
   * Answers a path such as `/` or `/assets/index-1a2b3c4d.js`, or undefined when it is none of the playground's.
   * Paths are looked up, never joined to a folder: nothing but the bundle can be reached.
   *
   * @param acceptEncoding - the request's header; with `gzip` in it the compressed twin is sent
   */
  respond(path: string, acceptEncoding?: string): PlaygroundResponse | undefined;
}

/**
 * Everything from this origin and nothing from any other. The editor writes style elements and attributes, hence
 * `unsafe-inline` for styles alone; its fonts and some of its icons are `data:` in its style sheet.
 */
export const playgroundSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const securityHeaders = {
  'content-security-policy': playgroundSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
};

/** The bundle has the same place as seen from this file's source and from what is compiled of it. */
const bundleFolder = path.resolve(import.meta.dirname, '../../playground/dist');

interface Asset {
  readonly identity: PlaygroundResponse;
  readonly gzipped: PlaygroundResponse | undefined;
}

/** Reads the bundle once. A new build is served after the next start. */
export async function loadPlayground(folder: string = bundleFolder): Promise<Playground> {
  const assets = await loadAssets(folder);
  const isBuilt = assets.has('/');
  return {
    isBuilt,
    respond(requested, acceptEncoding = '') {
      const asset = assets.get(requested);
      if (!asset) return !isBuilt && requested === '/' ? notBuilt : undefined;
      return asset.gzipped && acceptsGzip(acceptEncoding) ? asset.gzipped : asset.identity;
    },
  };
}

async function loadAssets(folder: string): Promise<ReadonlyMap<string, Asset>> {
  const assets = new Map<string, Asset>();
  const files = new Set(await listFiles(folder));
  for (const file of files) {
    const type = contentTypes[path.extname(file)];
    if (type === undefined) continue;
    const gzipped = files.has(`${file}.gz`) ? await readFile(path.join(folder, `${file}.gz`)) : undefined;
    const asset = assetOf(file, type, await readFile(path.join(folder, file)), gzipped);
    assets.set(`/${file}`, asset);
    if (file === 'index.html') assets.set('/', asset);
  }
  return assets;
}

/** Relative to the folder, with slashes; none when it does not exist. */
async function listFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function assetOf(file: string, type: string, content: Buffer, gzipped: Buffer | undefined): Asset {
  const headers = {
    ...securityHeaders,
    'content-type': type,
    // The names in assets/ carry a hash of their content; index.html names them, so it must be fresh.
    'cache-control': file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    ...(gzipped && { vary: 'accept-encoding' }),
  };
  return {
    identity: respondWith(200, headers, content),
    gzipped: gzipped && respondWith(200, { ...headers, 'content-encoding': 'gzip' }, gzipped),
  };
}

function respondWith(status: number, headers: Readonly<Record<string, string>>, body: Buffer): PlaygroundResponse {
  return { status, headers: { ...headers, 'content-length': String(body.length) }, body };
}

/** Browsers all send it plainly; `gzip;q=0` refuses it (RFC 9110, section 12.5.3). */
function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((coding) => /^\s*gzip\s*(;\s*q=(?!0(\.0*)?\s*$).*)?$/i.test(coding));
}

const notBuilt = respondWith(
  503,
  { ...securityHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  Buffer.from(
    'The playground has not been built. Run "npm run build" and start the hub again.\nThe graph itself answers at /graphql.\n',
  ),
);
