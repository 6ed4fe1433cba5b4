import { knownGoodAddress, list, taggedAddress } from './baseline.js';
import { account, accountId, chain } from './contributions.js';
import type { Secrets } from './secrets.js';
import { hushedUp, spokenOf } from './stages.js';

/** What samples are made from. */
export interface SampleGround {
  readonly secrets: Secrets;
  /** Ids of what everybody sees. */
  readonly visible: (name: string) => string;
  /** Now, the same for all that is asked in one look. */
  readonly moment: string;
}

function idsOf(secrets: Secrets, prefix: string): string[] {
  return secrets.slots(prefix).map((slot) => secrets.id(slot));
}

type Sampler = (ground: SampleGround) => readonly unknown[];

const words: Sampler = ({ secrets }) => [...secrets.all.map(({ canary }) => canary), 'open'];
const memberIds: Sampler = () => ['anchor', 'outside', 'bureau', 'confidant', 'applicant-one', 'nobody-at-all'];
const chains: Sampler = () => [chain, 'eip155:56'];
const addresses: Sampler = ({ secrets }) => [accountId(spokenOf), ...idsOf(secrets, 'address:')];
const actors: Sampler = ({ secrets }) => ['mallory', ...secrets.all.map(({ canary }) => `${canary}-actor`)];
const moments: Sampler = () => ['2018-04-01T00:00:00.000Z', '2100-01-01T00:00:00.000Z'];
const ids =
  (slot: string, visible: string): Sampler =>
  ({ secrets, ...ground }) => [ground.visible(visible), ...idsOf(secrets, `${slot}:`)];

/**
 * What a guesser would try, for each argument and input field of a query that is no enumeration, no Boolean and no page:
 * those are made from the schema. The first sample is also what the field is asked with when others vary. A field that is
 * new and has none here is one that nobody has thought of.
 */
export const samples: Readonly<Record<string, Sampler>> = {
  'Query.actor(id:)': actors,
  'Query.actors(search:)': words,
  'Query.source(id:)': ids('source', 'source'),
  'Query.address(id:)': (ground) => [...addresses(ground), accountId(hushedUp), taggedAddress, knownGoodAddress],
  'Query.lookupAddress(value:)': () => [accountId(spokenOf), account(spokenOf), '19'],
  'Query.lookupAddress(chain:)': () => ['ethereum'],
  'Query.attestation(id:)': ids('attestation', 'attestation'),
  'Query.attestation(version:)': () => [1, 2],
  'Query.quarantine(reason:)': () => ['MALFORMED', 'WRONG_LENGTH', 'CONTROL_CHARACTER', 'INVALID_ITEM'],
  'Query.incident(id:)': ids('incident', 'incident'),
  'Query.member(id:)': memberIds,
  'Query.nextMemberStatuses(member:)': memberIds,
  'Query.sharingGroup(id:)': () => ['circle', 'hidden-lair', 'no-group'],
  'Query.screenAddresses(addresses:)': (ground) => [
    [accountId(spokenOf), '19'].map((value) => ({ chain: 'ethereum', value })),
    [...addresses(ground), accountId(hushedUp)].map((value) => ({ value })),
  ],
  'AddressFilterInput.chain': chains,
  'AddressFilterInput.actor': actors,
  'AttestationFilterInput.actor': actors,
  'AttestationFilterInput.list': ({ secrets }) => [list.id, ...secrets.all.map(({ canary }) => `${canary}-list`)],
  'AttestationFilterInput.originator': memberIds,
  'IncidentFilter.chain': chains,
  'IncidentFilter.jurisdiction': () => ['LI', 'AQ'],
  'IncidentFilter.search': words,
  'IncidentFilter.originator': memberIds,
  'IncidentFilter.address': addresses,
  'OccurredRangeInput.from': moments,
  'OccurredRangeInput.to': moments,
  'MemberFilterInput.jurisdiction': () => ['AQ', 'CN'],
  'Ledger.heads(after:)': () => [0],
  'Ledger.leaves(after:)': () => [-1],
  'Ledger.inclusionProof(index:)': () => [0],
  'Ledger.inclusionProof(size:)': () => [2],
  'Ledger.consistencyProof(from:)': () => [1],
  'Ledger.consistencyProof(to:)': () => [2],
  'ProposalFilterInput.member': () => ['confidant', 'applicant-one'],
  'LedgerFilterInput.kind': () => ['DISCLOSURE'],
  'LedgerFilterInput.recordType': () => ['Incident', 'Attestation', 'Claim', 'ApiKey', 'SharingGroup'],
  'LedgerFilterInput.record': ({ secrets }) =>
    ['incident:named', 'attestation:circle:0', 'apiKey:key:0'].map((slot) => secrets.id(slot)),
  'LedgerFilterInput.originator': memberIds,
  'LedgerFilterInput.member': memberIds,
  'LedgerFilterInput.from': () => ['2018-04-01T00:00:00.000Z'],
  'LedgerFilterInput.until': () => ['2100-01-01T00:00:00.000Z'],
};

/** Arguments that say something only together. */
export const combined: Readonly<
  Record<string, (ground: SampleGround) => readonly Readonly<Record<string, unknown>>[]>
> = {
  'Query.attestation': ({ secrets, moment }) => [
    ...['ended', 'own'].flatMap((name) =>
      [1, 2, 3].map((version) => ({ id: secrets.id(`attestation:${name}:0`), version })),
    ),
    ...idsOf(secrets, 'attestation:').map((id) => ({ id, asOf: moment })),
  ],
  'Query.lookupAddress': ({ secrets }) => idsOf(secrets, 'address:').map((value) => ({ chain: 'ethereum', value })),
};

/** Inputs of queries that lead to no secret, whoever asks, and why. */
export const hitless: Readonly<Record<string, string>> = {
  'Query.actor(id:)': 'Actors are public and bear no marking.',
  'Query.actors(search:)': 'Actors are public and bear no marking.',
  'Query.actors(first:)': 'Actors are public and bear no marking.',
  'Query.actors(after:)': 'Actors are public and bear no marking.',
  'Query.nextMemberStatuses(member:)':
    'Answers the rules of a life cycle; whether there is a member is told by the error.',
  'Query.screenAddresses(asOf:)':
    'Bands and scores are compared; the reasons behind them are asked for by Address.screening(asOf:).',
  'Incident.recalls(first:)': 'Asked of what everybody sees, which nobody has to drop.',
  'Incident.recalls(after:)': 'Asked of what everybody sees, which nobody has to drop.',
  'Attestation.recalls(first:)': 'Asked of what everybody sees, which nobody has to drop.',
  'Attestation.recalls(after:)': 'Asked of what everybody sees, which nobody has to drop.',
  'Ledger.heads(first:)': 'Heads are hashes.',
  'Ledger.heads(after:)': 'Heads are hashes.',
  'Ledger.leaves(first:)': 'Leaves are hashes.',
  'Ledger.leaves(after:)': 'Leaves are hashes.',
  'Ledger.inclusionProof(index:)': 'Proofs are hashes.',
  'Ledger.inclusionProof(size:)': 'Proofs are hashes.',
  'Ledger.consistencyProof(from:)': 'Proofs are hashes.',
  'Ledger.consistencyProof(to:)': 'Proofs are hashes.',
};
