import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findForbiddenLicences, isAllowed } from '../.build/licences.js';
import type { LockedPackage } from '../.build/licences.js';

type Packages = Readonly<Record<string, LockedPackage>>;

/** Judges a planted lock file; `installed` are the manifests on the disk, by place. */
function judge(packages: Packages, installed: Packages = {}) {
  return findForbiddenLicences({ lock: { packages }, readManifest: async (place) => installed[place] });
}

describe('licences of what runs', () => {
  it('names an Elastic-licensed package and its licence', async () => {
    const found = await judge({
      'node_modules/graphql': { version: '16.15.0', license: 'MIT' },
      'node_modules/@apollo/gateway': { version: '2.15.1', license: 'Elastic-2.0' },
    });

    expect(found).toEqual([
      { name: '@apollo/gateway', version: '2.15.1', place: 'node_modules/@apollo/gateway', licence: 'Elastic-2.0' },
    ]);
  });

  it('lets the same package pass as a tool of development', async () => {
    const found = await judge({
      'node_modules/@apollo/gateway': { version: '2.15.1', license: 'Elastic-2.0', dev: true },
    });

    expect(found).toEqual([]);
  });

  it('refuses a package that states no licence, also a nested one', async () => {
    const place = 'gateway/node_modules/a/node_modules/nameless';
    const found = await judge({ [place]: { version: '1.0.0' } }, { [place]: {} });

    expect(found).toEqual([{ name: 'nameless', version: '1.0.0', place, licence: 'no licence stated' }]);
  });

  it('refuses an optional package of another platform, which is not installed here', async () => {
    const found = await judge({
      'node_modules/engine-darwin': { version: '1.0.0', license: 'SSPL-1.0', optional: true },
    });

    expect(found.map(({ licence }) => licence)).toEqual(['SSPL-1.0']);
  });

  it('believes the package itself before the lock file', async () => {
    const packages = { 'node_modules/turned': { version: '2.0.0', license: 'MIT' } };
    const found = await judge(packages, { 'node_modules/turned': { license: 'BUSL-1.1' } });

    expect(found.map(({ licence }) => licence)).toEqual(['BUSL-1.1']);
  });

  it('reads the old forms of a manifest', async () => {
    const packages = { 'node_modules/one': {}, 'node_modules/many': {}, 'node_modules/shut': {} };
    const found = await judge(packages, {
      'node_modules/one': { license: { type: 'MIT' } },
      'node_modules/many': { licenses: [{ type: 'GPL-3.0-only' }, { type: 'BSD-2-Clause' }] },
      'node_modules/shut': { licenses: [{ type: 'GPL-3.0-only' }, 'AGPL-3.0-only'] },
    });

    expect(found.map(({ name, licence }) => [name, licence])).toEqual([['shut', 'GPL-3.0-only OR AGPL-3.0-only']]);
  });

  it('does not ask the packages of this workspace', async () => {
    const found = await judge({
      '': {},
      gateway: { version: '0.1.0' },
      'node_modules/@alliance/gateway': { link: true },
    });

    expect(found).toEqual([]);
  });
});

describe('the command', () => {
  const script = path.join(import.meta.dirname, '../.build/licences.js');

  /** Runs a copy of the command over a lock file of its own, without any installed package. */
  async function run(packages: Packages) {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'licences-'));
    await mkdir(path.join(folder.path, '.build'));
    await copyFile(script, path.join(folder.path, '.build/licences.mjs'));
    await writeFile(path.join(folder.path, 'package-lock.json'), JSON.stringify({ packages }));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['.build/licences.mjs'], {
      cwd: folder.path,
      encoding: 'utf8',
      timeout: 20_000,
    });
    return { status, stdout, stderr };
  }

  it('is silent when all is well', async () => {
    expect(await run({ 'node_modules/a': { version: '1.0.0', license: 'ISC' } })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('ends with status 1 and names the package and its licence', async () => {
    expect(await run({ 'node_modules/a': { version: '1.0.0', license: 'Elastic-2.0' } })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'a@1.0.0 is under a licence that is not allowed: Elastic-2.0 (node_modules/a)\n',
    });
  });
});

describe('isAllowed', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['GPL-3.0-only OR Apache-2.0', true],
    ['MIT AND BSD-3-Clause', true],
    ['(MIT AND GPL-3.0-only)', false],
    ['MIT OR GPL-3.0-only AND AGPL-3.0-only', true],
    ['(MIT OR GPL-3.0-only) AND AGPL-3.0-only', false],
    ['(MIT', false],
    ['MIT GPL-3.0-only', false],
    ['MIT OR', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['UNLICENSED', false],
    ['mit', false],
    ['', false],
  ])('%s: %s', (expression, expected) => {
    expect(isAllowed(expression)).toBe(expected);
  });
});
