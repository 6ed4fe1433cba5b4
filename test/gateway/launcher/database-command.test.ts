import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import pg from 'pg';

import { provisionAll } from '../../../gateway/src/cli/database.js';
import { testAdminUrl } from '../../support/database.js';
import { createHubWorkspace } from './fixtures/hub-workspace.js';

it("writes each subgraph's credentials so that node --env-file takes them, for this user only", async () => {
  await using workspace = await createHubWorkspace();
  const databaseUrl = testAdminUrl();
  const role = `hub_${workspace.prefix.replaceAll('-', '_')}`;
  const credentials = path.join(workspace.path, 'credentials');
  const provisioned = await provisionAll({ credentials }, { databaseUrl }, workspace.path);
  expect(provisioned).toEqual(
    ['first', 'second'].map((name) => ({
      name: `${workspace.prefix}${name}`,
      database: `${role}${name}`,
      owner: `${role}${name}_owner`,
      app: `${role}${name}_app`,
      credentials: path.join(credentials, `${workspace.prefix}${name}`, 'database.env'),
    })),
  );
  const file = provisioned[0]?.credentials ?? '';
  expect(await readdir(path.dirname(file))).toEqual(['database.env']);
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  const program = 'console.log(JSON.stringify([process.env.DATABASE_URL, process.env.DATABASE_OWNER_URL]))';
  const { stdout } = await promisify(execFile)(process.execPath, [`--env-file=${file}`, '-e', program], { env: {} });
  const users = await Promise.all((JSON.parse(stdout) as readonly string[]).map(userOf));
  expect(users).toEqual([`${role}first_app`, `${role}first_owner`]);
});

it('asks for a database where there is none', async () => {
  await expect(provisionAll({}, {})).rejects.toMatchObject({ code: 'DATABASE_URL_MISSING', status: 1 });
});

async function userOf(connectionString: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<{ readonly name: string }>('SELECT current_user AS name')).rows[0]?.name;
  } finally {
    await client.end();
  }
}
