import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, MarkingInput } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type {
  ClaimType,
  EvidenceKind,
  Method,
  Reliability,
  SourceKind,
  WithdrawalReason,
} from '../domain/attestation/vocabulary.js';
import {
  ClaimTypeEnum,
  ConceptEnum,
  EvidenceKindEnum,
  MethodEnum,
  ReliabilityEnum,
  SourceKindEnum,
  WithdrawalReasonEnum,
} from './intelligence-enums.js';
import { SubmittedAddressScalar } from './submitted-address.scalar.js';

@InputType({ description: 'Where a statement was found.' })
export class SourceInput {
  @Field(() => String)
  publisher!: string;

  @Field(() => String, { nullable: true })
  url?: string | null;

  @Field(() => SourceKindEnum)
  kind!: SourceKind;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => DateScalar, { nullable: true })
  retrievedOn?: string | null;

  @Field(() => String, { nullable: true })
  licence?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Address or name of the source that this one took in, so that the two count once.',
  })
  root?: string | null;
}

@InputType()
export class EvidenceInput {
  @Field(() => EvidenceKindEnum)
  kind!: EvidenceKind;

  @Field(() => String, { nullable: true })
  uri?: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the document, 64 hexadecimal digits.' })
  sha256?: string | null;
}

@InputType({ description: 'A statement. Its subject is one of address, transaction, domain and actorSubject.' })
export class AttestationInput {
  @Field(() => String, {
    description:
      'Your own stable key. The same key with the same content changes nothing, with other content is a new version.',
  })
  reference!: string;

  @Field(() => String, {
    nullable: true,
    description: 'CAIP-2 id, name or ticker of the chain, as your source has it.',
  })
  chain?: string | null;

  @Field(() => SubmittedAddressScalar, { nullable: true })
  address?: unknown;

  @Field(() => String, { nullable: true, description: 'Hash of a transaction; needs `chain`.' })
  transaction?: string | null;

  @Field(() => String, { nullable: true })
  domain?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of an actor of whom the statement speaks.' })
  actorSubject?: string | null;

  @Field(() => ClaimTypeEnum)
  claimType!: ClaimType;

  @Field(() => [ConceptEnum], { nullable: true })
  concepts?: Concept[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Up to 200 characters. No natural person’s name unless an authority published it.',
  })
  label?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 500 characters.' })
  statement?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the actor to whom the subject belongs.' })
  actor?: string | null;

  @Field(() => MethodEnum, { nullable: true, description: 'Default: UNKNOWN, the lowest level.' })
  method?: Method | null;

  @Field(() => ReliabilityEnum, { nullable: true })
  reliability?: Reliability | null;

  @Field(() => Date, { nullable: true })
  observedFrom?: Date | null;

  @Field(() => Date, { nullable: true })
  observedTo?: Date | null;

  @Field(() => Date, { nullable: true })
  validUntil?: Date | null;

  @Field(() => [EvidenceInput], { nullable: true })
  evidence?: EvidenceInput[] | null;

  @Field(() => SourceInput, { nullable: true, description: 'Default: the source of the batch.' })
  source?: SourceInput | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Attestations from which it follows; its marking must be as narrow as theirs.',
  })
  derivedFrom?: string[] | null;
}

@InputType({ description: 'An edition of a published list.' })
export class ListEditionInput {
  @Field(() => String, { description: 'Such as "ofac-sdn/ETH"; up to 100 characters.' })
  id!: string;

  @Field(() => DateScalar)
  version!: string;
}

@InputType()
export class PublishAttestationsInput {
  @Field(() => MarkingInput)
  marking!: MarkingInput;

  @Field(() => SourceInput, { nullable: true, description: 'The source of items that name none.' })
  source?: SourceInput | null;

  @Field(() => ListEditionInput, { nullable: true, description: 'The list of which all items are entries.' })
  list?: ListEditionInput | null;

  @Field(() => [AttestationInput])
  items!: AttestationInput[];
}

@InputType()
export class CorrectAttestationInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: 'The version that you have read.' })
  expectedVersion!: number;

  @Field(() => [ConceptEnum], { nullable: true })
  concepts?: Concept[] | null;

  @Field(() => String, { nullable: true })
  label?: string | null;

  @Field(() => String, { nullable: true })
  statement?: string | null;

  @Field(() => ID, { nullable: true })
  actor?: string | null;

  @Field(() => MethodEnum, { nullable: true })
  method?: Method | null;

  @Field(() => ReliabilityEnum, { nullable: true })
  reliability?: Reliability | null;

  @Field(() => Date, { nullable: true })
  observedFrom?: Date | null;

  @Field(() => Date, { nullable: true })
  observedTo?: Date | null;

  @Field(() => Date, { nullable: true })
  validUntil?: Date | null;

  @Field(() => MarkingInput, { nullable: true })
  marking?: MarkingInput | null;
}

@InputType()
export class WithdrawAttestationInput {
  @Field(() => ID)
  id!: string;

  @Field(() => WithdrawalReasonEnum)
  reason!: WithdrawalReason;

  @Field(() => DateScalar, { nullable: true, description: 'The day as of which it no longer holds. Default: today.' })
  effectiveOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Up to 500 characters; seen by its readers.' })
  note?: string | null;
}
