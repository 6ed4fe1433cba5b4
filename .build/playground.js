/**
 * Bundles the playground's browser app with Vite, and only when its sources or the packages it is made of have
 * changed since. The bundle arrives whole or not at all, with a gzipped twin of every file worth it.
 */
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const root = path.dirname(import.meta.dirname);
const app = path.join(root, 'gateway/playground');
const output = path.join(app, 'dist');
const stampFile = path.join(output, '.stamp');
/** Not named in the manifest, but a large part of what is bundled. */
const bundledWithThem = ['graphql', 'monaco-editor', 'monaco-graphql', 'rolldown', 'lightningcss'];
/** Below this a gzipped twin saves no packet. */
const minGzipBytes = 1400;

const stamp = await hashInputs();
if ((await readFile(stampFile, 'utf8').catch(() => undefined)) !== stamp) await bundle();

async function bundle() {
  const started = performance.now();
  const { build } = await import('vite');
  // On the same disk as its destination, so that taking its place is one step.
  const draft = path.join(root, `gateway/dist/.playground-${process.pid}`);
  try {
    await build({
      configFile: path.join(app, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: draft, emptyOutDir: true },
    });
    const total = await compressAll(draft);
    await writeFile(path.join(draft, '.stamp'), stamp);
    await rm(output, { recursive: true, force: true });
    await mkdir(app, { recursive: true });
    await rename(draft, output);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(
      `bundled the playground: ${total.files} files, ${megabytes(total.bytes)} MB, gzipped ${megabytes(total.gzipped)} MB, in ${seconds} s\n`,
    );
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function compressAll(folder) {
  const total = { files: 0, bytes: 0, gzipped: 0 };
  for (const name of (await Array.fromAsync(glob('**/*', { cwd: folder }))).sort()) {
    const file = path.join(folder, name);
    if (!(await stat(file)).isFile()) continue;
    const content = await readFile(file);
    const smaller = content.length < minGzipBytes ? content : await promisify(gzip)(content, { level: 9 });
    if (smaller.length < content.length) await writeFile(`${file}.gz`, smaller);
    total.files += 1;
    total.bytes += content.length;
    total.gzipped += Math.min(smaller.length, content.length);
  }
  return total;
}

async function hashInputs() {
  const hash = createHash('sha256');
  const own = path.relative(root, import.meta.filename);
  const sources = await Array.fromAsync(
    glob(['gateway/playground/{index.html,vite.config.ts,src/**/*.*}'], { cwd: root }),
  );
  for (const source of [own, ...sources.sort()]) {
    hash
      .update(`${source}\0`)
      .update(await readFile(path.join(root, source)))
      .update('\0');
  }
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'));
  for (const name of [...Object.keys(packages.gateway.devDependencies), ...bundledWithThem].sort()) {
    const { version } = packages[`gateway/node_modules/${name}`] ?? packages[`node_modules/${name}`] ?? {};
    hash.update(`${name}@${version}\0`);
  }
  return hash.digest('hex');
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}
