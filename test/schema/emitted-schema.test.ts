import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { emitSchema } from '../support/emitted-schema.js';

const folder = path.join(process.cwd(), 'schema/sdl');

/** Set by `npm run emit:schema`: write the files anew instead of comparing them. */
const isEmitting = process.env.HUB_EMIT_SCHEMA === '1';

it('is committed as the code publishes and composes it', async () => {
  const emitted = await emitSchema();
  if (isEmitting) for (const [name, text] of emitted) await writeFile(path.join(folder, name), text);
  expect((await readdir(folder)).sort()).toEqual([...emitted.keys()].sort());
  for (const [name, text] of emitted) expect(await readFile(path.join(folder, name), 'utf8')).toBe(text);
});
