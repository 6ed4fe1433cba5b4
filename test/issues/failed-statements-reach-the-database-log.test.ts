import { readFile } from 'node:fs/promises';
import path from 'node:path';

import pg from 'pg';

import { startEmbeddedPostgres } from '../../gateway/src/launcher/embedded-postgres.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

it('keeps what a failed statement wanted to store out of the log of the database', async () => {
  await using folder = await createTemporaryFolder();
  await using postgres = await startEmbeddedPostgres({ dataDir: folder.path });
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  await client.query('create table contact (id text primary key, reached_by text not null)');

  const failing = client.query(`insert into contact (id, reached_by) values ('Alice', null)`);

  await expect(failing).rejects.toMatchObject({ code: '23502', detail: expect.stringContaining('Alice') });
  await client.end();
  const log = await readFile(path.join(folder.path, 'logs/database.log'), 'utf8');
  expect(log).toContain('null value in column "reached_by"');
  expect(log).not.toContain('Alice');
});
