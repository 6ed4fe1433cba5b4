import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, MarkingInput } from '@alliance/kit';
import type { ClaimFact } from '../domain/claim.js';
import type { WithdrawalReason } from '../domain/incident-vocabulary.js';
import { ClaimFactEnum, WithdrawalReasonEnum } from './incident-enums.js';

@InputType()
export class ClaimSourceInput {
  @Field(() => String)
  publisher!: string;

  @Field(() => String, { nullable: true })
  url?: string | null;

  @Field(() => DateScalar, { nullable: true })
  retrievedOn?: string | null;
}

@InputType()
export class ClaimInput {
  @Field(() => ClaimFactEnum)
  fact!: ClaimFact;

  @Field(() => String, {
    description:
      'LOSS, RECOVERED: an exact decimal. VICTIMS, ARRESTS: a whole number. START, END: a year, month, day or moment.',
  })
  value!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Required for money: a currency or token. Counts: persons by default. Otherwise none.',
  })
  unit?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the rate by which money was converted.' })
  rateDate?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day for which the value is stated.' })
  asOf?: string | null;

  @Field(() => ClaimSourceInput)
  source!: ClaimSourceInput;

  @Field(() => String, { nullable: true })
  note?: string | null;

  @Field(() => MarkingInput, { nullable: true, description: "Default: the incident's. Never wider." })
  marking?: MarkingInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'The value to show for the fact; for the originator of the incident alone.',
  })
  isChosen?: boolean | null;
}

@InputType()
export class AddClaimInput extends ClaimInput {
  @Field(() => ID)
  incident!: string;
}

@InputType()
export class ChooseClaimInput {
  @Field(() => ID)
  incident!: string;

  @Field(() => ID)
  claim!: string;

  @Field(() => Int, { nullable: true })
  expectedVersion?: number | null;
}

@InputType()
export class WithdrawClaimInput {
  @Field(() => ID)
  claim!: string;

  @Field(() => WithdrawalReasonEnum)
  reason!: WithdrawalReason;

  @Field(() => String, { nullable: true })
  note?: string | null;
}
