import path from 'node:path';

import { Command } from 'commander';

import { type LauncherConfig, readLauncherConfig } from '../config.js';
import { ConfigError } from '../config/config-error.js';
import { writeCredentials } from '../launcher/database-credentials.js';
import { LauncherError } from '../launcher/launcher-error.js';
import { provisionDatabases, type SubgraphDatabase } from '../launcher/provision.js';
import { findSubgraphManifests } from '../launcher/subgraph-manifests.js';
import { CommandError } from './command-error.js';
import { printJson, type Terminal } from './terminal.js';

interface ProvisionOptions {
  readonly credentials?: string;
  readonly json: boolean;
}

interface Provisioned {
  readonly name: string;
  readonly database: string;
  readonly owner: string;
  readonly app: string;
  readonly credentials?: string;
}

/** `hub database provision`: what `hub start` does to a PostgreSQL, for those who run their processes themselves. */
export function createDatabaseCommand(terminal: Terminal): Command {
  const provision = new Command('provision')
    .description('give every subgraph a database and two roles on the PostgreSQL of DATABASE_URL')
    .option('--credentials <folder>', 'write <folder>/<subgraph>/database.env, for node --env-file')
    .option('--json', 'print one JSON object instead of text', false)
    .action(async (options: ProvisionOptions) => {
      const provisioned = await provisionAll(options);
      if (options.json) printJson(terminal, { subgraphs: provisioned });
      else terminal.out(provisioned.map(describe).join(''));
    });
  return new Command('database').description('prepare a PostgreSQL for the subgraphs').addCommand(provision);
}

/** @internal */
export async function provisionAll(
  { credentials }: Pick<ProvisionOptions, 'credentials'>,
  { databaseUrl }: Pick<LauncherConfig, 'databaseUrl'> = readConfig(),
  workspace = path.resolve(import.meta.dirname, '../../..'),
): Promise<readonly Provisioned[]> {
  if (databaseUrl === undefined) {
    throw new CommandError('DATABASE_URL_MISSING', 'Set DATABASE_URL to an administrator of your PostgreSQL.');
  }
  try {
    const names = (await findSubgraphManifests(workspace)).map(({ name }) => name);
    const databases = await provisionDatabases(databaseUrl, names);
    return await Promise.all([...databases].map(([name, database]) => finish(name, database, credentials)));
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    throw new CommandError('DATABASE_NOT_PROVISIONED', error.message, { cause: error });
  }
}

async function finish(name: string, database: SubgraphDatabase, folder: string | undefined): Promise<Provisioned> {
  const [owner, app] = [new URL(database.ownerUrl), new URL(database.appUrl)];
  const names = { name, database: app.pathname.slice(1), owner: owner.username, app: app.username };
  if (folder === undefined) return names;
  return { ...names, credentials: await writeCredentials(folder, name, database) };
}

function describe({ name, database, owner, app, credentials }: Provisioned): string {
  const where = credentials === undefined ? '' : `, credentials in ${credentials}`;
  return `${name}: database ${database}, roles ${owner} and ${app}${where}\n`;
}

function readConfig(): LauncherConfig {
  try {
    return readLauncherConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError('CONFIGURATION_INVALID', error.message, { cause: error });
  }
}
