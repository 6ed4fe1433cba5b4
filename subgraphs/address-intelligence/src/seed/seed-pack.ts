import { type OriginatorDisplay, tlpLevel } from '@alliance/schema';
import type { Concept } from '../domain/attestation/concept.js';
import type { SourceFacts } from '../domain/attestation/source-lineage.js';
import type { ClaimType, Method } from '../domain/attestation/vocabulary.js';
import { canonicaliseAddress, type CanonicalAddress } from '../domain/chain/canonicalise-address.js';
import type { NewAttestation } from '../persistence/new-attestation.js';

/** Facts of one source that one member contributes. */
export interface SeedPack {
  /** Short name of the source, the middle of each reference. */
  readonly id: string;
  /** The member in whose name it is published. */
  readonly originator: string;
  readonly marking?: SeedMarking;
  readonly source: SourceFacts;
  readonly claimType: ClaimType;
  readonly concepts: readonly Concept[];
  readonly method: Method;
  /** ISO 8601 day of the source's last change. */
  readonly observedTo?: string;
  readonly actor?: string;
  readonly statement?: string;
  readonly list?: { readonly id: string; readonly version: string };
  readonly entries: readonly SeedEntry[];
}

export interface SeedMarking {
  readonly tlp: 'CLEAR' | 'GREEN' | 'AMBER';
  readonly sharingGroup?: string;
  readonly originatorDisplay?: OriginatorDisplay;
}

/** An address as its source spells it, on the chain as its source calls it, and what is said of this one alone. */
export type SeedEntry = readonly [chain: string, address: string, label: string, own?: OwnFacts];

export interface OwnFacts {
  readonly concepts?: readonly Concept[];
  readonly actor?: string;
  /** ISO 8601 day. */
  readonly observedFrom?: string;
  /** Hash of a transaction on the same chain that shows it. */
  readonly transaction?: string;
}

/** The list that authorities' data goes back to, under whatever address its copies quote it. */
export const ofacRoot = 'https://sanctionslist.ofac.treas.gov/';

type StatedSource = Pick<SourceFacts, 'publisher' | 'kind'> & Partial<SourceFacts>;

/** A source with what is not known of it set to null. */
export function source(stated: StatedSource): SourceFacts {
  return { url: null, title: null, retrievedOn: null, licence: null, root: null, ...stated };
}

/** A pack's facts as they are published. Throws for an address that cannot be read. */
export function attestationsOf(pack: SeedPack): NewAttestation[] {
  return pack.entries.map((entry) => attestationOf(pack, entry));
}

function attestationOf(pack: SeedPack, [chain, value, label, own = {}]: SeedEntry): NewAttestation {
  const address = readAddress(chain, value, pack.id);
  const { marking = { tlp: 'CLEAR' }, list } = pack;
  return {
    reference: `seed/${pack.id}/${address.id}`,
    subjectKind: 'ADDRESS',
    subject: address.id,
    subjectKey: address.payloadHex,
    submitted: address.submitted,
    claimType: pack.claimType,
    concepts: [...(own.concepts ?? pack.concepts)],
    label,
    statement: pack.statement ?? null,
    actor: own.actor ?? pack.actor ?? null,
    method: pack.method,
    reliability: null,
    observedFrom: dayOf(own.observedFrom),
    observedTo: dayOf(pack.observedTo),
    validUntil: null,
    evidence: evidenceOf(address, own),
    source: pack.source,
    derivedFrom: [],
    tlp: tlpLevel(marking.tlp),
    sharingGroup: marking.sharingGroup ?? null,
    recipients: [],
    releaseAt: null,
    purposes: [],
    pap: marking.tlp,
    originatorDisplay: marking.originatorDisplay ?? 'NAMED',
    list: list?.id ?? null,
    listVersion: list?.version ?? null,
  };
}

function readAddress(chain: string, value: string, pack: string): CanonicalAddress {
  const read = canonicaliseAddress({ chain, value });
  if (!read.ok) throw new Error(`Seed ${pack}: ${chain} ${value} is no address: ${read.message}`);
  return read.address;
}

function evidenceOf({ chain }: CanonicalAddress, { transaction }: OwnFacts): NewAttestation['evidence'] {
  return transaction === undefined ? [] : [{ kind: 'LEDGER_TX', uri: `${chain}:${transaction}`, sha256: null }];
}

/** The beginning of a day in UTC: the sources know no hours. */
function dayOf(date: string | undefined): Date | null {
  return date === undefined ? null : new Date(`${date}T00:00:00Z`);
}
