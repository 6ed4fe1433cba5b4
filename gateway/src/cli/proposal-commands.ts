import { Command, Option } from 'commander';

import { askHub, type Columns, listAll, printRecords } from './ask-hub.js';
import { addHubOptions, type HubOptions, parseName } from './hub-options.js';
import type { Terminal } from './terminal.js';

interface Proposal {
  readonly id: string;
  readonly member: { readonly id: string };
  readonly fromStatus: string;
  readonly toStatus: string;
  readonly reason: string;
  readonly proposedBy: { readonly id: string };
  readonly expiresAt: string;
  readonly state: string;
  readonly notYours: string | null;
}

const fields = `id state member { id } fromStatus toStatus verification reason
  proposedBy { id } proposedAt expiresAt notYours approvals { approvedBy { id } at }`;
const listProposals = `query ListProposals($filter: ProposalFilterInput, $after: String) {
  proposals(filter: $filter, first: 500, after: $after) { nodes { ${fields} } pageInfo { hasNextPage endCursor } }
}`;
const proposeMemberStatus = `mutation ProposeMemberStatus($input: ChangeMemberStatusInput!) {
  proposeMemberStatus(input: $input) { ${fields} }
}`;
const approveProposal = `mutation ApproveProposal($id: ID!) { approveProposal(id: $id) { ${fields} } }`;
const withdrawProposal = `mutation WithdrawProposal($id: ID!) { withdrawProposal(id: $id) { ${fields} } }`;

const proposalColumns: Columns<Proposal> = {
  PROPOSAL: ({ id }) => id,
  STATE: ({ state }) => state,
  MEMBER: ({ member }) => member.id,
  FROM: ({ fromStatus }) => fromStatus,
  TO: ({ toStatus }) => toStatus,
  'PROPOSED BY': ({ proposedBy }) => proposedBy.id,
  'OPEN UNTIL': ({ expiresAt }) => expiresAt,
  'YOU MAY APPROVE': ({ notYours }) => (notYours === null ? 'yes' : 'no'),
  REASON: ({ reason }) => reason,
};

/** The commands of `hub member` for steps that take two people. */
export function createProposalCommands(terminal: Terminal): readonly Command[] {
  return [
    listCommand(terminal),
    proposeCommand(terminal),
    decideCommand(terminal, 'approve', 'approve a proposal as the second person, and carry it out', {
      query: approveProposal,
      field: 'approveProposal',
    }),
    decideCommand(terminal, 'withdraw', 'withdraw an open proposal of your institution', {
      query: withdrawProposal,
      field: 'withdrawProposal',
    }),
  ];
}

interface ListOptions extends HubOptions {
  readonly state?: string;
  readonly member?: string;
}

function listCommand(terminal: Terminal): Command {
  const command = new Command('proposals')
    .description('list the steps that take two people')
    .addOption(
      new Option('--state <state>', 'open, approved, withdrawn, expired or overtaken; without it all').argParser(
        parseName,
      ),
    )
    .option('--member <member>', 'those that concern one member');
  return addHubOptions(command).action(async (options: ListOptions) => {
    const variables = { filter: { state: options.state, member: options.member } };
    const proposals = await listAll<Proposal>(options, { query: listProposals, field: 'proposals', variables });
    printRecords(terminal, options, { records: proposals, columns: proposalColumns, asJson: { proposals } });
  });
}

interface ProposeOptions extends HubOptions {
  readonly reason: string;
  readonly verification?: string;
}

function proposeCommand(terminal: Terminal): Command {
  const command = new Command('propose-status')
    .description('propose a step that takes two people: to active (admit, reinstate), left or expelled')
    .argument('<member>')
    .argument('<status>', 'active, left or expelled', parseName)
    .requiredOption('--reason <text>', 'for the record')
    .addOption(
      new Option('--verification <how>', 'how far it was checked: email, documents or in-person').argParser(parseName),
    );
  return addHubOptions(command).action(async (member: string, status: string, options: ProposeOptions) => {
    const { reason, verification } = options;
    const variables = { input: { member, status, reason, verification } };
    const question = { query: proposeMemberStatus, field: 'proposeMemberStatus', variables, isRepeatable: false };
    print(await askHub<Proposal>(options, question), options, terminal);
  });
}

function decideCommand(
  terminal: Terminal,
  name: string,
  description: string,
  operation: { readonly query: string; readonly field: string },
): Command {
  const command = new Command(name).description(description).argument('<proposal>', 'from `hub member proposals`');
  return addHubOptions(command).action(async (id: string, options: HubOptions) => {
    print(await askHub<Proposal>(options, { ...operation, variables: { id }, isRepeatable: false }), options, terminal);
  });
}

function print(proposal: Proposal, options: HubOptions, terminal: Terminal): void {
  printRecords(terminal, options, { records: [proposal], columns: proposalColumns, asJson: proposal });
}
