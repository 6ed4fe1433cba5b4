import { Command, Option } from 'commander';

import { askHub, type Columns, listAll, printRecords, tableOf } from './ask-hub.js';
import { addHubOptions, type HubOptions, parseName } from './hub-options.js';
import { createProposalCommands } from './proposal-commands.js';
import { printJson, type Terminal } from './terminal.js';

interface Member {
  readonly id: string;
  readonly displayName: string;
  readonly kind: string;
  readonly jurisdictions: readonly string[];
  readonly status: string;
  readonly verification: string;
  readonly joinedOn: string | null;
}

interface MemberInFull extends Member {
  readonly legalName: string;
  readonly website: string | null;
  readonly contacts: readonly { readonly role: string; readonly reachedBy: string }[] | null;
  readonly publicKeys: readonly {
    readonly keyId: string;
    readonly algorithm: string;
    readonly revokedAt: string | null;
  }[];
  readonly statusHistory: readonly StatusChange[] | null;
}

interface StatusChange {
  readonly fromStatus: string;
  readonly toStatus: string;
  readonly reason: string;
  readonly at: string;
}

const memberFields = 'id displayName kind jurisdictions status verification joinedOn';
const listMembers = `query ListMembers($filter: MemberFilterInput, $after: String) {
  members(filter: $filter, first: 500, after: $after) { nodes { ${memberFields} } pageInfo { hasNextPage endCursor } }
}`;
const showMember = `query ShowMember($id: ID!) {
  member(id: $id) {
    ${memberFields} legalName website
    contacts { role reachedBy } publicKeys { keyId algorithm revokedAt } statusHistory { fromStatus toStatus reason at }
  }
}`;
const changeMemberStatus = `mutation ChangeMemberStatus($input: ChangeMemberStatusInput!) {
  changeMemberStatus(input: $input) { ${memberFields} }
}`;

const memberColumns: Columns<Member> = {
  MEMBER: ({ id }) => id,
  STATUS: ({ status }) => status,
  KIND: ({ kind }) => kind,
  VERIFICATION: ({ verification }) => verification,
  IN: ({ jurisdictions }) => jurisdictions.join(', '),
  JOINED: ({ joinedOn }) => joinedOn ?? '-',
  NAME: ({ displayName }) => displayName,
};

/** `hub member`: who belongs, and who lets them in, through the public API. What changes anything takes a steward's key. */
export function createMemberCommand(terminal: Terminal): Command {
  const command = new Command('member')
    .description('members of the alliance; changing their status takes a steward’s key with the role ADMIN')
    .addCommand(listCommand(terminal))
    .addCommand(showCommand(terminal))
    .addCommand(changeStatusCommand(terminal))
    .addCommand(suspendCommand(terminal));
  for (const child of createProposalCommands(terminal)) command.addCommand(child);
  return command;
}

interface ListOptions extends HubOptions {
  readonly status?: string;
  readonly kind?: string;
  readonly jurisdiction?: string;
}

function listCommand(terminal: Terminal): Command {
  const command = new Command('list')
    .description('list the members; stewards see applicants, too')
    .addOption(new Option('--status <status>', 'such as active or under-review').argParser(parseName))
    .addOption(new Option('--kind <kind>', 'such as exchange').argParser(parseName))
    .addOption(new Option('--jurisdiction <code>', 'ISO 3166-1 alpha-2').argParser(parseName));
  return addHubOptions(command).action(async (options: ListOptions) => {
    const { status, kind, jurisdiction } = options;
    const variables = { filter: { status, kind, jurisdiction } };
    const members = await listAll<Member>(options, { query: listMembers, field: 'members', variables });
    printRecords(terminal, options, { records: members, columns: memberColumns, asJson: { members } });
  });
}

function showCommand(terminal: Terminal): Command {
  const command = new Command('show').description('show one member and its history').argument('<member>');
  return addHubOptions(command).action(async (id: string, options: HubOptions) => {
    const absent = `There is no member "${id}".`;
    const question = { query: showMember, field: 'member', variables: { id }, isRepeatable: true, absent };
    const member = await askHub<MemberInFull>(options, question);
    if (options.json) printJson(terminal, member);
    else terminal.out(describe(member));
  });
}

interface ReasonOptions extends HubOptions {
  readonly reason: string;
}

function changeStatusCommand(terminal: Terminal): Command {
  const command = new Command('change-status')
    .description('move a member on where one person may: email-verified, under-review, rejected, appealed, suspended')
    .argument('<member>')
    .argument('<status>', 'the next state', parseName)
    .requiredOption('--reason <text>', 'for the record');
  return addHubOptions(command).action(async (member: string, status: string, options: ReasonOptions) => {
    await changeStatus({ member, status }, options, terminal);
  });
}

function suspendCommand(terminal: Terminal): Command {
  const command = new Command('suspend')
    .description('cut a member off at once; lifting it takes two people')
    .argument('<member>')
    .requiredOption('--reason <text>', 'for the record');
  return addHubOptions(command).action(async (member: string, options: ReasonOptions) => {
    await changeStatus({ member, status: 'SUSPENDED' }, options, terminal);
  });
}

async function changeStatus(
  step: { readonly member: string; readonly status: string },
  options: ReasonOptions,
  terminal: Terminal,
): Promise<void> {
  const variables = { input: { ...step, reason: options.reason } };
  const question = { query: changeMemberStatus, field: 'changeMemberStatus', variables, isRepeatable: false };
  const changed = await askHub<Member>(options, question);
  printRecords(terminal, options, { records: [changed], columns: memberColumns, asJson: changed });
}

/** The member, then what there is of contacts, keys and history, each as a table of its own. */
function describe(member: MemberInFull): string {
  const { contacts, publicKeys, statusHistory } = member;
  const tables = [
    tableOf([member], memberColumns),
    tableOf([member], { 'LEGAL NAME': ({ legalName }) => legalName, WEBSITE: ({ website }) => website ?? '-' }),
    contacts?.length && tableOf(contacts, { CONTACT: ({ role }) => role, 'REACHED BY': ({ reachedBy }) => reachedBy }),
    publicKeys.length > 0 &&
      tableOf(publicKeys, {
        'PUBLIC KEY': ({ keyId }) => keyId,
        ALGORITHM: ({ algorithm }) => algorithm,
        REVOKED: ({ revokedAt }) => revokedAt ?? '-',
      }),
    statusHistory?.length &&
      tableOf(statusHistory, {
        AT: ({ at }) => at,
        FROM: ({ fromStatus }) => fromStatus,
        TO: ({ toStatus }) => toStatus,
        REASON: ({ reason }) => reason,
      }),
  ];
  return tables.filter((table) => typeof table === 'string').join('\n');
}
