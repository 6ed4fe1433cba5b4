import { Field, ID, Int, ObjectType } from 'type-graphql';
import { memberOf, type OriginatorDisplay, type Pap, type PurposeOfUse, type Tlp, tlpOfLevel } from '@alliance/schema';
import { DateScalar, OriginatorDisplayEnum, PapEnum, PurposeOfUseEnum, type Session, TlpEnum } from '@alliance/kit';
import { type ClaimFact, factKind } from '../domain/claim.js';
import type { FactSummary } from '../domain/fact-summary.js';
import type { ClaimRow } from '../persistence/claim.entity.js';
import { ClaimFactEnum } from './incident-enums.js';

@ObjectType({ description: 'Where a claim comes from.' })
export class ClaimSource {
  @Field(() => String)
  publisher!: string;

  @Field(() => String, { nullable: true })
  url!: string | null;

  @Field(() => DateScalar, { nullable: true })
  retrievedOn!: string | null;
}

@ObjectType('Claim', { description: 'What one source claims about one fact of an incident.' })
export class ClaimType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => ClaimFactEnum)
  fact!: ClaimFact;

  @Field(() => String, { description: 'Money as an exact decimal, a count, a time as far as it is known, or text.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'Currency or token of money; what is counted otherwise.' })
  unit!: string | null;

  @Field(() => String, { nullable: true, description: 'The unit of LOSS and RECOVERED; null for other facts.' })
  currency!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day of the rate by which money was converted.' })
  rateDate!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Day for which the value is stated.' })
  asOf!: string | null;

  @Field(() => ClaimSource)
  source!: ClaimSource;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => Boolean, { description: 'Whether this is the value that the incident shows for the fact.' })
  isChosen!: boolean;

  @Field(() => TlpEnum)
  tlp!: Tlp;

  @Field(() => PapEnum)
  pap!: Pap;

  @Field(() => OriginatorDisplayEnum)
  originatorDisplay!: OriginatorDisplay;

  @Field(() => [ID], {
    description: 'The callers who read it besides its originator, for RED; empty for everybody but its originator.',
  })
  recipients!: readonly string[];

  @Field(() => Date, { nullable: true, description: "Until then it is its originator's alone." })
  releaseAt!: Date | null;

  @Field(() => [PurposeOfUseEnum], { description: 'For which purposes it may be read; empty for any.' })
  purposes!: readonly PurposeOfUse[];

  @Field(() => Date)
  publishedAt!: Date;

  readonly originatorId!: string;
  readonly sharingGroupId!: string | null;
}

@ObjectType('FactSummary', {
  description: 'What is claimed about one fact in one unit: the chosen value and the spread.',
})
export class FactSummaryType {
  @Field(() => ClaimFactEnum)
  fact!: ClaimFact;

  @Field(() => String, { nullable: true })
  unit!: string | null;

  @Field(() => ClaimType, { nullable: true, description: 'The chosen claim of the fact, when it is in this unit.' })
  chosen!: ClaimType | null;

  @Field(() => [String], { description: 'Each distinct value once, in the order in which they were claimed.' })
  values!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The least value, or the earliest time; null for text.' })
  min!: string | null;

  @Field(() => String, { nullable: true, description: 'The greatest value, or the latest time; null for text.' })
  max!: string | null;

  @Field(() => Int, { description: 'How many claims there are.' })
  count!: number;
}

@ObjectType({ description: 'The claim that stands for each fact.' })
export class ChosenFacts {
  @Field(() => ClaimType, { nullable: true })
  loss!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  victims!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  arrests!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  recovered!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  start!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  end!: ClaimType | null;

  @Field(() => ClaimType, { nullable: true })
  attribution!: ClaimType | null;
}

/**
 * A claim as its reader sees it: never wider than its incident is marked now. The one way from a row into the graph: it
 * is disclosed here, so the ledger hears of it.
 */
export function claimTypeOf(
  row: ClaimRow,
  incident: { readonly tlp: number; readonly isChosen: boolean },
  session: Session,
): ClaimType {
  const { isChosen } = incident;
  const tlp = Math.max(row.tlp, incident.tlp);
  session.disclose('Claim', { ...row, tlp });
  const { publisher, url, retrievedOn, originator: originatorId, sharingGroup: sharingGroupId } = row;
  return {
    id: row.id,
    version: row.version,
    fact: row.fact,
    value: row.value,
    unit: row.unit,
    currency: factKind(row.fact) === 'money' ? row.unit : null,
    rateDate: row.rateDate,
    asOf: row.asOf,
    source: { publisher, url, retrievedOn },
    note: row.note,
    isChosen,
    tlp: tlpOfLevel(tlp),
    pap: row.pap,
    originatorDisplay: row.originatorDisplay,
    recipients: row.originator === memberOf(session.viewer) ? row.recipients : [],
    releaseAt: row.releaseAt,
    purposes: row.purposes,
    publishedAt: row.publishedAt,
    originatorId,
    sharingGroupId,
  };
}

export function factSummaryTypeOf(
  { fact, unit, chosen, values, min, max, count }: FactSummary<ClaimRow>,
  show: (claim: ClaimRow) => ClaimType,
): FactSummaryType {
  return { fact, unit, chosen: chosen ? show(chosen) : null, values, min: min ?? null, max: max ?? null, count };
}
