import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { noteworthy, openServiceLog } from '../../../gateway/src/launcher/service-log.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';

it.each([
  ['{"level":30,"msg":"fine"}', 'out', undefined],
  ['{"level":40,"msg":"careful"}', 'out', 'careful'],
  ['{"level":50,"msg":"broken","err":{"message":"why","stack":"…"}}', 'out', 'broken: why'],
  ['{"level":50,"msg":"why","err":{"message":"why"}}', 'err', 'why'],
  ['12:00:00.000 info  all is well', 'out', undefined],
  ['12:00:00.000 warn  careful', 'out', 'careful'],
  ['12:00:00.000 error broken', 'out', 'broken'],
  ['whatever', 'out', undefined],
  ['    at someFunction', 'err', '    at someFunction'],
  ['{not json', 'err', '{not json'],
  ['  ', 'err', undefined],
] as const)('passes on what matters: %s on std%s', (line, stream, expected) => {
  expect(noteworthy(line, stream)).toBe(expected);
});

it('keeps the log of the start before, and the last lines of both streams', async () => {
  await using folder = await createTemporaryFolder();
  const first = openServiceLog(folder.path, 'service', () => undefined);
  first.write('before\n', 'out');
  first.close();
  first.write('too late', 'out');

  const lines: string[] = [];
  const log = openServiceLog(folder.path, 'service', (line, stream) => lines.push(`${stream} ${line}`));
  log.write('half a ', 'out');
  log.write('trouble\nmore', 'err');
  log.write('line\n', 'out');
  expect(lines).toEqual(['err trouble', 'out half a line']);
  expect(log.lastLines()).toEqual(['trouble', 'half a line', 'more']);
  log.close();
  expect(await readFile(path.join(folder.path, 'service.log'), 'utf8')).toBe('half a trouble\nmoreline\n');
  expect(await readFile(path.join(folder.path, 'service.log.1'), 'utf8')).toBe('before\n');
});
