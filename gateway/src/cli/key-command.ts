import { Command, InvalidArgumentError, Option } from 'commander';
import { type PurposeOfUse, purposesOfUse, type Role, roles, type Tlp, tlps } from '@alliance/schema';

import { rotateSigningKeys, signingKeysFile } from '../identity/signing-key-store.js';
import { askHub, type Columns, listAll, printRecords } from './ask-hub.js';
import { CommandError } from './command-error.js';
import { addHubOptions, type HubOptions, parseWord } from './hub-options.js';
import { readDateTime } from './import/dates.js';
import { printJson, type Terminal } from './terminal.js';

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
    const question = { query: createApiKey, field: 'createApiKey', variables: { input }, isRepeatable: false };
    const created = await askHub<{ apiKey: ApiKey; key: string }>(options, question);
    if (options.json) printJson(terminal, created);
    else terminal.out(`${created.key}\n`);
    if (!options.json) terminal.err(`Key ${created.apiKey.keyId}. It is not shown again.\n`);
  });
}

function listCommand(terminal: Terminal): Command {
  const command = new Command('list').description('list the keys, without their secrets');
  return addHubOptions(command).action(async (options: HubOptions) => {
    const keys = await listAll<ApiKey>(options, { query: listApiKeys, field: 'apiKeys' });
    printRecords(terminal, options, { records: keys, columns: keyColumns, asJson: { keys } });
  });
}

function revokeCommand(terminal: Terminal): Command {
  const command = new Command('revoke').description('end a key at once').argument('<keyId>', 'from `hub key list`');
  return addHubOptions(command).action(async (keyId: string, options: HubOptions) => {
    const question = { query: revokeApiKey, field: 'revokeApiKey', variables: { keyId }, isRepeatable: true };
    const revoked = await askHub<ApiKey>(options, question);
    printRecords(terminal, options, { records: [revoked], columns: keyColumns, asJson: revoked });
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

const keyColumns: Columns<ApiKey> = {
  KEY: ({ keyId }) => keyId,
  STATE: stateOf,
  ROLES: (key) => key.roles.join(', '),
  CLEARANCE: ({ clearance }) => clearance,
  'LAST USED': ({ lastUsedAt }) => lastUsedAt ?? 'never',
  LABEL: ({ label }) => label,
};

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
