import { Command, InvalidArgumentError, Option } from 'commander';
import { type PurposeOfUse, purposesOfUse, type Role, roles, type Tlp, tlps } from '@alliance/schema';

import { rotateSigningKeys, signingKeysFile } from '../identity/signing-key-store.js';
import { CommandError } from './command-error.js';
import { type HubClient, type HubRequest, openHubClient } from './hub-client.js';
import { addHubOptions, type HubOptions, parseWord } from './hub-options.js';
import { readDateTime } from './import/dates.js';
import { printJson, type Terminal } from './terminal.js';
import { textTable } from './text-table.js';

interface ApiKey {
  readonly keyId: string;
  readonly label: string;
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
}

interface CreateOptions extends HubOptions {
  readonly label: string;
  readonly role: readonly Role[];
  readonly clearance?: Tlp;
  readonly purpose?: PurposeOfUse;
  readonly expires?: string;
}

const keyFields = 'keyId label roles clearance createdAt lastUsedAt expiresAt revokedAt';
const createApiKey = `mutation CreateKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) { key apiKey { ${keyFields} } }
}`;
const revokeApiKey = `mutation RevokeKey($keyId: ID!) { revokeApiKey(keyId: $keyId) { ${keyFields} } }`;
const listApiKeys = `query ListKeys($after: String) {
  apiKeys(first: 500, after: $after) { nodes { ${keyFields} } pageInfo { hasNextPage endCursor } }
}`;

/** `hub key`: the keys of one's own institution, through the public API. Needs a key with the role ADMIN. */
export function createKeyCommand(terminal: Terminal): Command {
  return new Command('key')
    .description('API keys of your institution (needs a key with the role ADMIN)')
    .addCommand(createCommand(terminal))
    .addCommand(listCommand(terminal))
    .addCommand(revokeCommand(terminal))
    .addCommand(rotateSigningCommand(terminal));
}

function createCommand(terminal: Terminal): Command {
  const command = new Command('create')
    .description('make a key; it is shown once and kept nowhere')
    .requiredOption('--label <text>', 'what the key is for')
    .addOption(
      new Option('--role <role...>', `what it may do: ${roles.join(', ')}`).argParser(addRole).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        '--clearance <marking>',
        `the narrowest marking it may read: ${tlps.join(', ')}; without it GREEN`,
      ).argParser(parseWord(tlps)),
    )
    .addOption(
      new Option(
        '--purpose <purpose>',
        `purpose of use: ${purposesOfUse.join(', ')}; without it the key reads nothing that is limited to purposes`,
      ).argParser(parseWord(purposesOfUse)),
    )
    .addOption(new Option('--expires <moment>', 'YYYY-MM-DD, or with a time of day').argParser(parseMoment));
  return addHubOptions(command).action(async (options: CreateOptions) => {
    const { label, role, clearance, purpose, expires } = options;
    const input = { label, roles: role, clearance, purpose, expiresAt: expires };
    const request = { query: createApiKey, variables: { input }, isRepeatable: false };
    const created = (await askHub(options, request, 'createApiKey')) as { apiKey: ApiKey; key: string };
    if (options.json) printJson(terminal, created);
    else terminal.out(`${created.key}\n`);
    if (!options.json) terminal.err(`Key ${created.apiKey.keyId}. It is not shown again.\n`);
  });
}

function listCommand(terminal: Terminal): Command {
  const command = new Command('list').description('list the keys, without their secrets');
  return addHubOptions(command).action(async (options: HubOptions) => {
    const keys = await listAll(options);
    if (options.json) printJson(terminal, { keys });
    else terminal.out(describe(keys));
  });
}

function revokeCommand(terminal: Terminal): Command {
  const command = new Command('revoke').description('end a key at once').argument('<keyId>', 'from `hub key list`');
  return addHubOptions(command).action(async (keyId: string, options: HubOptions) => {
    const request = { query: revokeApiKey, variables: { keyId }, isRepeatable: true };
    const revoked = (await askHub(options, request, 'revokeApiKey')) as ApiKey;
    if (options.json) printJson(terminal, revoked);
    else terminal.out(describe([revoked]));
  });
}

/** Works on the hub's own machine, where its data folder is: no caller of the hub may do this. */
function rotateSigningCommand(terminal: Terminal): Command {
  return new Command('rotate-signing')
    .description('let a new key sign the hub’s tokens for subgraphs; running gateways notice within a second')
    .option('--data-dir <folder>', 'the hub’s data folder (HUB_DATA_DIR)', '.data')
    .action(async ({ dataDir }: { readonly dataDir: string }) => {
      const file = signingKeysFile(dataDir);
      const published = await rotateSigningKeys(file).catch((error: unknown) => {
        const message = `${file} holds no signing keys of a hub. Was it ever started with this data folder?`;
        throw new CommandError('NO_SIGNING_KEYS', message, { cause: error });
      });
      terminal.out(`A new key signs; ${published} are published. The callers' pseudonyms have not changed.\n`);
    });
}

async function listAll(options: HubOptions): Promise<readonly ApiKey[]> {
  const keys: ApiKey[] = [];
  let after: string | null = null;
  for (;;) {
    const request = { query: listApiKeys, variables: { after }, isRepeatable: true };
    const { nodes, pageInfo } = (await askHub(options, request, 'apiKeys')) as KeyPage;
    keys.push(...nodes);
    if (!pageInfo.hasNextPage) return keys;
    after = pageInfo.endCursor;
  }
}

interface KeyPage {
  readonly nodes: readonly ApiKey[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** One root field of the hub's answer. Throws CommandError with the hub's own words when there is none. */
async function askHub(options: HubOptions, request: HubRequest, field: string): Promise<unknown> {
  const hub: HubClient = openHubClient(options);
  try {
    const { data, errors } = await hub.ask(request);
    const value = data?.[field];
    if (value !== null && value !== undefined) return value;
    const [error] = errors;
    const code = error?.extensions?.['code'];
    throw new CommandError(typeof code === 'string' ? code : 'NO_ANSWER', error?.message ?? 'The hub gave no answer.');
  } finally {
    await hub.close();
  }
}

function describe(keys: readonly ApiKey[]): string {
  const rows = keys.map((key) => [
    key.keyId,
    stateOf(key),
    key.roles.join(', '),
    key.clearance,
    key.lastUsedAt ?? 'never',
    key.label,
  ]);
  return textTable(['KEY', 'STATE', 'ROLES', 'CLEARANCE', 'LAST USED', 'LABEL'], rows);
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return `revoked ${revokedAt}`;
  if (expiresAt === null) return 'valid';
  return Date.parse(expiresAt) <= Date.now() ? `expired ${expiresAt}` : `valid until ${expiresAt}`;
}

function addRole(text: string, before: readonly Role[] | undefined): readonly Role[] {
  return [...(before ?? []), parseWord(roles)(text)];
}

function parseMoment(text: string): string {
  const moment = readDateTime(text);
  if (moment === undefined) throw new InvalidArgumentError('Expected a date that exists, as YYYY-MM-DD.');
  return moment;
}
