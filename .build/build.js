/**
 * Compiles every package's `src` into its `dist`, file by file, and only what is older than its source. A source that
 * is gone takes its output with it.
 */
import { transformFile } from '@swc/core';
import { existsSync } from 'node:fs';
import { glob, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
process.chdir(root);

const configured = Math.max(await modifiedAt('.swcrc'), await modifiedAt('.build/build.js'));
let compiled = 0;

for (const folder of ['schema', 'gateway', ...(await Array.fromAsync(glob('subgraphs/*')))]) {
  await Promise.all((await Array.fromAsync(glob(`${folder}/src/**/*.ts`))).map((source) => compile(folder, source)));
  for await (const output of glob(`${folder}/dist/**/*.js`)) {
    if (!existsSync(sourceOf(folder, output))) {
      await rm(output);
      await rm(`${output}.map`, { force: true });
    }
  }
}
if (compiled > 0) process.stderr.write(`compiled ${compiled} files\n`);

async function compile(folder, source) {
  if (source.endsWith('.d.ts')) return;
  const output = path.join(folder, 'dist', path.relative(path.join(folder, 'src'), source)).replace(/\.ts$/, '.js');
  const newest = Math.max(configured, await modifiedAt(source));
  if ((await modifiedAt(output)) >= newest) return;
  const { code, map } = await transformFile(source, { configFile: '.swcrc', sourceFileName: path.resolve(source) });
  await mkdir(path.dirname(output), { recursive: true });
  const name = path.basename(output);
  if (map) await writeFile(`${output}.map`, map);
  await writeFile(output, `${code}//# sourceMappingURL=${name}.map\n`);
  compiled += 1;
}

function sourceOf(folder, output) {
  return path.join(folder, 'src', path.relative(path.join(folder, 'dist'), output)).replace(/\.js$/, '.ts');
}

async function modifiedAt(file) {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}
