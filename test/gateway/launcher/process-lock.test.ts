import { readdir, readlink, symlink } from 'node:fs/promises';
import path from 'node:path';

import { acquireProcessLock } from '../../../gateway/src/launcher/process-lock.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

// The largest process id of any Linux is 2^22: nobody has this one.
const nobody = 2 ** 22 + 1;

it('is held by one at a time, named with its process, and free again after release', async () => {
  await using folder = await createTemporaryFolder();
  const file = path.join(folder.path, 'lock');
  const lock = await acquireProcessLock(file, 'The thing');
  await expect(acquireProcessLock(file, 'The thing')).rejects.toThrow(
    `The thing is in use by process ${process.pid}. Stop that one first.`,
  );
  await lock.release();
  await lock.release();
  await using _again = await acquireProcessLock(file, 'The thing');
  expect(await readdir(folder.path)).toEqual(['lock.3']);
});

it.each([
  ['nobody', undefined],
  ['a process that released it', 'released'],
  ['a process that is gone', JSON.stringify({ pid: nobody, start: 'x' })],
  ['a process whose id was used again', JSON.stringify({ pid: process.pid, start: 'earlier' })],
  ['one who wrote something else', '{"pid":'],
])('is taken over from %s, by exactly one of many', async (_whose, content) => {
  await using folder = await createTemporaryFolder();
  const file = path.join(folder.path, 'lock');
  for (let round = 0; round < 20; round += 1) {
    const lock = `${file}-${round}`;
    if (content !== undefined) await symlink(content, `${lock}.1`);
    const attempts = await Promise.allSettled(Array.from({ length: 30 }, () => acquireProcessLock(lock, 'The thing')));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const links = (await readdir(folder.path)).filter((entry) => entry.startsWith(`lock-${round}.`));
    expect(links).toHaveLength(1);
    expect(await readlink(path.join(folder.path, links[0] ?? ''))).toContain(`"pid":${process.pid}`);
  }
});
