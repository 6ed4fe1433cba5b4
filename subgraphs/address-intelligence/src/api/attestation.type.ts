import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { memberOf, type OriginatorDisplay, type Pap, type PurposeOfUse, type Tlp, tlpOfLevel } from '@alliance/schema';
import { DateScalar, OriginatorDisplayEnum, PapEnum, PurposeOfUseEnum, type Session, TlpEnum } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import {
  type AttestationState,
  type ClaimType,
  type EvidenceKind,
  type Method,
  methodLevels,
  type Reliability,
  type SubjectKind,
  type WithdrawalReason,
} from '../domain/attestation/vocabulary.js';
import type { AttestationRow } from '../persistence/attestation.entity.js';
import {
  AttestationStateEnum,
  ClaimTypeEnum,
  ConceptEnum,
  EvidenceKindEnum,
  MethodEnum,
  ReliabilityEnum,
  SubjectKindEnum,
  WithdrawalReasonEnum,
} from './intelligence-enums.js';

@ObjectType('Evidence')
export class EvidenceType {
  @Field(() => EvidenceKindEnum)
  kind!: EvidenceKind;

  @Field(() => String, { nullable: true })
  uri!: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the document, hexadecimal.' })
  sha256!: string | null;
}

@ObjectType('Withdrawal', { description: 'Why and as of when an attestation no longer holds.' })
export class WithdrawalType {
  @Field(() => WithdrawalReasonEnum)
  reason!: WithdrawalReason;

  @Field(() => Date, { description: 'When it was recorded.' })
  at!: Date;

  @Field(() => DateScalar, { nullable: true, description: 'The day as of which it no longer holds.' })
  effectiveOn!: string | null;

  @Field(() => String, { nullable: true })
  note!: string | null;
}

@ObjectType('ListMembership', { description: 'A published list on which the subject stands.' })
export class ListMembershipType {
  @Field(() => String)
  list!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Edition in which it was last seen; null as of a moment before that edition.',
  })
  version!: string | null;
}

@ObjectType('Attestation', {
  description:
    'What one institution states about an address, a transaction, a domain or an actor. Versions are never changed.',
})
@Directive('@key(fields: "id")')
export class AttestationType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => SubjectKindEnum)
  subjectKind!: SubjectKind;

  @Field(() => String, {
    nullable: true,
    description: 'CAIP-10 id of the address, or the transaction, domain or actor. Null when it was withdrawn.',
  })
  subject!: string | null;

  @Field(() => String, { nullable: true, description: 'As it was submitted, before it was made canonical.' })
  submitted!: string | null;

  @Field(() => ClaimTypeEnum)
  claimType!: ClaimType;

  @Field(() => [ConceptEnum])
  concepts!: readonly Concept[];

  @Field(() => String, { nullable: true })
  label!: string | null;

  @Field(() => String, { nullable: true })
  statement!: string | null;

  @Field(() => MethodEnum)
  method!: Method;

  @Field(() => Int, { description: 'Confidence that follows from the method, 0 to 100.' })
  level!: number;

  @Field(() => ReliabilityEnum, { nullable: true })
  reliability!: Reliability | null;

  @Field(() => Date, { nullable: true })
  observedFrom!: Date | null;

  @Field(() => Date, { nullable: true })
  observedTo!: Date | null;

  @Field(() => Date, { nullable: true })
  validUntil!: Date | null;

  @Field(() => [EvidenceType])
  evidence!: readonly EvidenceType[];

  @Field(() => [ID], { description: 'Attestations from which it follows.' })
  derivedFrom!: readonly string[];

  @Field(() => OriginatorDisplayEnum)
  originatorDisplay!: OriginatorDisplay;

  @Field(() => TlpEnum)
  tlp!: Tlp;

  @Field(() => PapEnum)
  pap!: Pap;

  @Field(() => [ID], {
    description: 'The callers who read it besides the originator, for RED; empty for everybody but the originator.',
  })
  recipients!: readonly string[];

  @Field(() => Date, { nullable: true, description: "Until then it is its originator's alone." })
  releaseAt!: Date | null;

  @Field(() => [PurposeOfUseEnum], { description: 'For which purposes it may be read; empty for any.' })
  purposes!: readonly PurposeOfUse[];

  @Field(() => AttestationStateEnum)
  state!: AttestationState;

  @Field(() => Int, { nullable: true, description: 'The version that this one replaced.' })
  supersedes!: number | null;

  @Field(() => Date)
  publishedAt!: Date;

  @Field(() => WithdrawalType, { nullable: true })
  withdrawal!: WithdrawalType | null;

  @Field(() => ListMembershipType, { nullable: true })
  list!: ListMembershipType | null;

  /** The earlier moment as of which it is read. */
  asOf!: Date | undefined;

  /** Keys that the resolver follows. */
  actorId!: string | null;
  sourceId!: string;
  originatorId!: string;
  sharingGroupId!: string | null;
}

/** Rows as the graph shows them to their reader. The one way from a row into the graph: the ledger hears of it here. */
export function showAttestation(session: Session): (row: AttestationRow) => AttestationType {
  const member = memberOf(session.viewer);
  return (row) => {
    session.disclose('Attestation', row);
    return attestationOf(row, member, session.asOf);
  };
}

/** @param member - the member that reads; its own recipients are shown to it alone */
function attestationOf(row: AttestationRow, member: string | undefined, asOf: Date | undefined): AttestationType {
  const isWithdrawn = row.state === 'WITHDRAWN';
  const isExpired = row.validUntil !== null && row.validUntil <= (asOf ?? new Date());
  return {
    ...row,
    asOf,
    subject: row.subject === '' ? null : row.subject,
    level: methodLevels[row.method],
    tlp: tlpOfLevel(row.tlp),
    recipients: row.originator === member ? row.recipients : [],
    state: isWithdrawn ? 'WITHDRAWN' : isExpired ? 'EXPIRED' : 'PUBLISHED',
    supersedes: row.version > 1 ? row.version - 1 : null,
    withdrawal: row.withdrawalReason && {
      reason: row.withdrawalReason,
      at: row.publishedAt,
      effectiveOn: row.withdrawnOn,
      note: row.withdrawalNote,
    },
    list: row.list === null ? null : { list: row.list, version: editionAt(row.listVersion, asOf) },
    actorId: row.actor,
    sourceId: row.source,
    originatorId: row.originator,
    sharingGroupId: row.sharingGroup,
  };
}

/** Editions have no history: one that is later than the moment tells nothing about it. */
function editionAt(edition: string | null, asOf: Date | undefined): string | null {
  return edition !== null && asOf && edition > asOf.toISOString().slice(0, 10) ? null : edition;
}
