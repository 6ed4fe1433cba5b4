import { execFile } from 'node:child_process';
import { mkdir, readlink, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { createMissingLinks, findPostgresBinaries } from '../../../gateway/src/launcher/postgres-binaries.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

it('finds programs of PostgreSQL 18 that run', async () => {
  const { postgres, initdb } = await findPostgresBinaries();
  const answers = await Promise.all([postgres, initdb].map((binary) => promisify(execFile)(binary, ['--version'])));
  expect(answers.map(({ stdout }) => stdout.trim())).toEqual([
    expect.stringMatching(/^postgres \(PostgreSQL\) 18\./),
    expect.stringMatching(/^initdb \(PostgreSQL\) 18\./),
  ]);
});

it('creates the links that npm left out, and leaves those that exist', async () => {
  await using folder = await createTemporaryFolder();
  const native = path.join(folder.path, 'native');
  await mkdir(path.join(native, 'lib'), { recursive: true });
  await writeFile(path.join(native, 'lib/libx.so.1.2'), '');
  const links = ['native/lib/libx.so', 'native/lib/libx.so.1'];
  const list = links.map((target) => ({ source: 'native/lib/libx.so.1.2', target }));
  await writeFile(path.join(native, 'pg-symlinks.json'), JSON.stringify(list));
  await createMissingLinks(native);
  await createMissingLinks(native);
  for (const link of links) {
    expect(await readlink(path.join(folder.path, link))).toBe('libx.so.1.2');
    expect(await realpath(path.join(folder.path, link))).toBe(path.join(native, 'lib/libx.so.1.2'));
  }
});

it('says what to do where the links cannot be created', async () => {
  await using folder = await createTemporaryFolder();
  const native = path.join(folder.path, 'native');
  await mkdir(native);
  const list = [{ source: 'native/lib/libx.so.1', target: 'native/lib/libx.so' }];
  await writeFile(path.join(native, 'pg-symlinks.json'), JSON.stringify(list));
  await expect(createMissingLinks(native)).rejects.toThrow(/native\/lib\/libx\.so is missing .* Run "npm rebuild"/);
});
