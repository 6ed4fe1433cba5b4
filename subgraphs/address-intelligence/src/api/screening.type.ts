import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateScalar } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { Method, Reliability } from '../domain/attestation/vocabulary.js';
import type { Band, Discount, RiskType } from '../domain/screening/score.js';
import { AddressType, KnownGoodMatch } from './address.type.js';
import {
  BandEnum,
  ConceptEnum,
  DiscountEnum,
  MethodEnum,
  ReliabilityEnum,
  RiskTypeEnum,
} from './intelligence-enums.js';
import { MemberStub } from './member.stub.js';

@InputType({ description: 'An address as you have it.' })
export class AddressInput {
  @Field(() => String, {
    nullable: true,
    description: 'CAIP-2 id, name or ticker of the chain; found out from the form when left out.',
  })
  chain?: string | null;

  @Field(() => String, { description: 'The address, or a CAIP-10 id.' })
  value!: string;
}

@ObjectType({ description: 'Why a text is not an address.' })
export class RefusedAddress {
  @Field(() => String, { description: 'A code, such as WRONG_CHECKSUM.' })
  reason!: string;

  @Field(() => String)
  message!: string;
}

@ObjectType({ description: 'One statement’s part in the score, with every factor.' })
export class ScreeningReason {
  @Field(() => ConceptEnum)
  concept!: Concept;

  @Field(() => ID, { description: 'The attestation; read it for more.' })
  attestation!: string;

  @Field(() => String, { nullable: true })
  label!: string | null;

  @Field(() => MethodEnum)
  method!: Method;

  @Field(() => Int, { description: 'Confidence that follows from the method, 0 to 100.' })
  level!: number;

  @Field(() => ReliabilityEnum, { nullable: true })
  reliability!: Reliability | null;

  @Field(() => Float, { description: 'Factor that follows from the reliability; 1 when none is stated.' })
  reliabilityFactor!: number;

  @Field(() => Int)
  ageDays!: number;

  @Field(() => Int, { nullable: true, description: 'Null: does not fade.' })
  halfLifeDays!: number | null;

  @Field(() => Float, { description: '0.5 to the power of age over half-life.' })
  freshness!: number;

  @Field(() => Float, { description: 'What the statement would count by itself, 0 to 1.' })
  weight!: number;

  @Field(() => DiscountEnum, { description: 'NONE when it counts.' })
  discount!: Discount;

  @Field(() => ID, { nullable: true, description: 'The attestation that counts in its place.' })
  countedInstead!: string | null;

  @Field(() => Boolean, { description: 'Said of the same account on another chain.' })
  otherChain!: boolean;

  @Field(() => MemberStub, { nullable: true, description: 'Null when the originator does not show itself.' })
  originator!: MemberStub | null;

  @Field(() => String, { nullable: true, description: 'Lineage of its source: equal ones count once.' })
  rootSource!: string | null;
}

@ObjectType({ description: 'A statement that its source took back.' })
export class EndedListing {
  @Field(() => ID)
  attestation!: string;

  @Field(() => String, { nullable: true })
  list!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'As of this day it no longer holds.' })
  endedOn!: string | null;

  @Field(() => Boolean, { description: 'Said of the same account on another chain.' })
  otherChain!: boolean;

  @Field(() => String)
  explanation!: string;
}

@ObjectType({
  description: 'What the alliance knows of an address, as far as you may see it, and every factor behind it.',
})
export class Screening {
  @Field(() => ID, { description: 'For your own file.' })
  id!: string;

  @Field(() => Date)
  asOf!: Date;

  @Field(() => BandEnum)
  band!: Band;

  @Field(() => Float, { description: '0 to 1.' })
  score!: number;

  @Field(() => String, { nullable: true, description: 'Why the band is not what the score alone gives.' })
  bandOverride!: string | null;

  @Field(() => [RiskTypeEnum])
  riskTypes!: readonly RiskType[];

  @Field(() => [ScreeningReason], { description: 'The weightiest first.' })
  reasons!: ScreeningReason[];

  @Field(() => [EndedListing], { description: 'What was said once and its source took back.' })
  ended!: EndedListing[];

  @Field(() => [KnownGoodMatch])
  knownGood!: readonly KnownGoodMatch[];

  @Field(() => String, { description: 'The published formula.' })
  formula!: string;

  /** Of the address, by `addressKeyOf`. */
  readonly addressKey!: string;
  /** The earlier moment as of which it is read. */
  readonly past!: Date | undefined;
}

@ObjectType({ description: 'The answer for one of the submitted addresses, in their order.' })
export class ScreeningResult {
  @Field(() => String)
  submitted!: string;

  @Field(() => AddressType, { nullable: true })
  address!: AddressType | null;

  @Field(() => Screening, { nullable: true })
  screening!: Screening | null;

  @Field(() => RefusedAddress, { nullable: true, description: 'Why it could not be screened; null when it was.' })
  refused!: RefusedAddress | null;
}
