import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, MarkingInput } from '@alliance/kit';
import type { SubmittedAddress } from '../domain/chain-reference.js';
import type { IncidentState, RejectionReason } from '../domain/incident-state.js';
import type {
  Fidelity,
  IncidentCategory,
  PartyRole,
  Severity,
  WithdrawalReason,
} from '../domain/incident-vocabulary.js';
import { AddressReferenceScalar } from './address-reference.scalar.js';
import { ClaimInput } from './claim.input.js';
import {
  FidelityEnum,
  IncidentCategoryEnum,
  IncidentStateEnum,
  PartyRoleEnum,
  RejectionReasonEnum,
  SeverityEnum,
  WithdrawalReasonEnum,
} from './incident-enums.js';

@InputType()
export class OccurredInput {
  @Field(() => Date, { nullable: true })
  from?: Date | null;

  @Field(() => Date, { nullable: true })
  to?: Date | null;

  @Field(() => FidelityEnum, { description: 'How exact the two times are.' })
  fidelity!: Fidelity;
}

@InputType({ description: 'A party: by address, by name, or both. Victims by address alone.' })
export class PartyInput {
  @Field(() => AddressReferenceScalar, { nullable: true })
  address?: SubmittedAddress | null;

  @Field(() => String, { nullable: true })
  actor?: string | null;

  @Field(() => PartyRoleEnum)
  role!: PartyRole;

  @Field(() => String, { nullable: true })
  note?: string | null;

  @Field(() => DateScalar, { nullable: true })
  since?: string | null;

  @Field(() => DateScalar, { nullable: true })
  until?: string | null;
}

@InputType()
export class IncidentTransactionInput {
  @Field(() => String, { description: 'CAIP-2.' })
  chain!: string;

  @Field(() => String)
  hash!: string;

  @Field(() => String, { nullable: true })
  note?: string | null;
}

@InputType()
export class TimelineEntryInput {
  @Field(() => Date)
  at!: Date;

  @Field(() => FidelityEnum)
  fidelity!: Fidelity;

  @Field(() => String)
  text!: string;

  @Field(() => String, { nullable: true })
  source?: string | null;
}

@InputType()
export class IncidentReferenceInput {
  @Field(() => String)
  url!: string;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => String, { nullable: true })
  publisher?: string | null;
}

@InputType()
class IncidentDetailsInput {
  @Field(() => String, { nullable: true })
  summary?: string | null;

  @Field(() => [String], { nullable: true })
  techniques?: string[] | null;

  @Field(() => SeverityEnum, { nullable: true, description: 'Default: NOT_SPECIFIED.' })
  severity?: Severity | null;

  @Field(() => Date, { nullable: true })
  detectedAt?: Date | null;

  @Field(() => [String], { nullable: true, description: 'CAIP-2.' })
  chains?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  jurisdictions?: string[] | null;

  @Field(() => [PartyInput], { nullable: true })
  parties?: PartyInput[] | null;

  @Field(() => [IncidentTransactionInput], { nullable: true })
  transactions?: IncidentTransactionInput[] | null;

  @Field(() => [String], { nullable: true })
  domains?: string[] | null;

  @Field(() => [TimelineEntryInput], { nullable: true })
  timeline?: TimelineEntryInput[] | null;

  @Field(() => [IncidentReferenceInput], { nullable: true })
  references?: IncidentReferenceInput[] | null;
}

@InputType()
export class ReportIncidentInput extends IncidentDetailsInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Your own stable key. Reporting it again with the same content changes nothing, with other content makes a new version.',
  })
  reference?: string | null;

  @Field(() => String)
  title!: string;

  @Field(() => IncidentCategoryEnum)
  category!: IncidentCategory;

  @Field(() => OccurredInput)
  occurred!: OccurredInput;

  @Field(() => IncidentStateEnum, { nullable: true, description: 'Default: REPORTED at first, unchanged afterwards.' })
  state?: IncidentState | null;

  @Field(() => [ClaimInput], { nullable: true })
  claims?: ClaimInput[] | null;

  @Field(() => MarkingInput)
  marking!: MarkingInput;
}

@InputType({ description: 'What is stated is replaced, null empties, what is absent stays.' })
export class UpdateIncidentInput extends IncidentDetailsInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: 'The version you have read. When somebody changed it meanwhile: CONFLICT.' })
  expectedVersion!: number;

  @Field(() => String, { nullable: true })
  title?: string | null;

  @Field(() => IncidentCategoryEnum, { nullable: true })
  category?: IncidentCategory | null;

  @Field(() => OccurredInput, { nullable: true })
  occurred?: OccurredInput | null;

  @Field(() => MarkingInput, { nullable: true, description: 'Your claims that carried the old marking follow it.' })
  marking?: MarkingInput | null;
}

@InputType()
export class ChangeIncidentStateInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;

  @Field(() => IncidentStateEnum)
  state!: IncidentState;

  @Field(() => RejectionReasonEnum, { nullable: true, description: 'Required for REJECTED.' })
  reason?: RejectionReason | null;

  @Field(() => String, { nullable: true })
  note?: string | null;

  @Field(() => ID, { nullable: true, description: 'Required for MERGED: the incident that takes this one in.' })
  mergedInto?: string | null;
}

@InputType()
export class WithdrawIncidentInput {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;

  @Field(() => WithdrawalReasonEnum)
  reason!: WithdrawalReason;

  @Field(() => String, { nullable: true, description: 'Everybody who saw the incident sees this.' })
  note?: string | null;
}
