import { Command, Option } from 'commander';
import { joinSeesValues, tlps } from '@alliance/schema';

import { askHub, type Columns, listAll, printRecords } from './ask-hub.js';
import { addHubOptions, type HubOptions, parseName, parseWord } from './hub-options.js';
import type { Terminal } from './terminal.js';

interface Group {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly maxTlp: string;
  readonly joinSees: string;
  readonly owner: { readonly id: string };
  readonly memberships: readonly {
    readonly member: { readonly id: string };
    readonly role: string;
    readonly until: string | null;
  }[];
}

const fields = `id name purpose status maxTlp reshare joinSees createdAt owner { id }
  memberships { member { id } role since until }`;
const listGroups = `query ListGroups($after: String) {
  sharingGroups(first: 500, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }
}`;
const createGroup = `mutation CreateGroup($input: CreateSharingGroupInput!) {
  createSharingGroup(input: $input) { ${fields} }
}`;
const addMember = `mutation AddGroupMember($input: GroupMemberInput!) { addGroupMember(input: $input) { ${fields} } }`;
/** Not read back: whoever left sees no more of the group, and before that it is shown as it was. */
const removeMember = `mutation RemoveGroupMember($input: GroupMemberInput!) { removeGroupMember(input: $input) { id } }`;
const closeGroup = `mutation CloseGroup($id: ID!) { closeSharingGroup(id: $id) { ${fields} } }`;

const groupColumns: Columns<Group> = {
  GROUP: ({ id }) => id,
  STATUS: ({ status }) => status,
  OWNER: ({ owner }) => owner.id,
  'UP TO': ({ maxTlp }) => maxTlp,
  'NEWCOMERS SEE': ({ joinSees }) => joinSees,
  MEMBERS: membersOf,
  NAME: ({ name }) => name,
};

/** `hub group`: sharing groups of one's own institution, through the public API. */
export function createGroupCommand(terminal: Terminal): Command {
  return new Command('group')
    .description('sharing groups of your institution; changing them takes a key with the role ADMIN')
    .addCommand(listCommand(terminal))
    .addCommand(createCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(removeCommand(terminal))
    .addCommand(closeCommand(terminal));
}

function listCommand(terminal: Terminal): Command {
  const command = new Command('list').description('list the groups to which your institution belongs');
  return addHubOptions(command).action(async (options: HubOptions) => {
    const groups = await listAll<Group>(options, { query: listGroups, field: 'sharingGroups' });
    printRecords(terminal, options, { records: groups, columns: groupColumns, asJson: { groups } });
  });
}

interface CreateOptions extends HubOptions {
  readonly name: string;
  readonly purpose: string;
  readonly maxTlp?: string;
  readonly reshare?: string;
  readonly joinSees?: string;
}

function createCommand(terminal: Terminal): Command {
  const command = new Command('create')
    .description('open a group that your institution owns')
    .argument('<group>', 'a short name of lower-case letters, digits and hyphens')
    .requiredOption('--name <text>', 'as people call it')
    .requiredOption('--purpose <text>', 'what is shared in it, and why')
    .addOption(
      new Option(
        '--max-tlp <marking>',
        'the narrowest marking that may be shared in it; without it AMBER_STRICT',
      ).argParser(parseWord(tlps)),
    )
    .addOption(
      new Option('--reshare <who>', 'who may pass on: none, group-owner or any-member; without it none').argParser(
        parseName,
      ),
    )
    .addOption(
      new Option(
        '--join-sees <what>',
        `what newcomers see: ${joinSeesValues.join(', ')}; without it ALL_HISTORY`,
      ).argParser(parseWord(joinSeesValues)),
    );
  return addHubOptions(command).action(async (id: string, options: CreateOptions) => {
    const { name, purpose, maxTlp, reshare, joinSees } = options;
    const input = { id, name, purpose, maxTlp, reshare, joinSees };
    await change({ query: createGroup, field: 'createSharingGroup', variables: { input } }, options, terminal);
  });
}

interface AddOptions extends HubOptions {
  readonly role?: string;
}

function addCommand(terminal: Terminal): Command {
  const command = new Command('add')
    .description('take a member into a group of yours')
    .argument('<group>')
    .argument('<member>')
    .addOption(new Option('--role <role>', 'contributor or reader; without it contributor').argParser(parseName));
  return addHubOptions(command).action(async (group: string, member: string, options: AddOptions) => {
    const input = { group, member, role: options.role };
    await change({ query: addMember, field: 'addGroupMember', variables: { input } }, options, terminal);
  });
}

function removeCommand(terminal: Terminal): Command {
  const command = new Command('remove')
    .description('end a membership: the owner that of others, a member its own')
    .argument('<group>')
    .argument('<member>');
  return addHubOptions(command).action(async (group: string, member: string, options: HubOptions) => {
    const question = { query: removeMember, field: 'removeGroupMember', variables: { input: { group, member } } };
    await askHub<{ id: string }>(options, { ...question, isRepeatable: false });
    const asJson = { group, member };
    printRecords(terminal, options, { records: [asJson], columns: removedColumns, asJson });
  });
}

const removedColumns: Columns<{ readonly group: string; readonly member: string }> = {
  GROUP: ({ group }) => group,
  'NO MEMBER ANY MORE': ({ member }) => member,
};

function closeCommand(terminal: Terminal): Command {
  const command = new Command('close')
    .description('close a group of yours: what was shared stays, its readers lose it')
    .argument('<group>');
  return addHubOptions(command).action(async (id: string, options: HubOptions) => {
    await change({ query: closeGroup, field: 'closeSharingGroup', variables: { id } }, options, terminal);
  });
}

async function change(
  question: { readonly query: string; readonly field: string; readonly variables: Readonly<Record<string, unknown>> },
  options: HubOptions,
  terminal: Terminal,
): Promise<void> {
  const group = await askHub<Group>(options, { ...question, isRepeatable: false });
  printRecords(terminal, options, { records: [group], columns: groupColumns, asJson: group });
}

/** Those who belong to it now, with their role unless they contribute. */
function membersOf({ memberships }: Group): string {
  const current = memberships.filter(({ until }) => until === null);
  return current
    .map(({ member, role }) => (role === 'CONTRIBUTOR' ? member.id : `${member.id} (${role.toLowerCase()})`))
    .join(', ');
}
