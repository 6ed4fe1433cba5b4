import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { memberOf, type OriginatorDisplay, type Pap, type PurposeOfUse, type Tlp, tlpOfLevel } from '@alliance/schema';
import { connectionType, OriginatorDisplayEnum, PapEnum, PurposeOfUseEnum, type Session, TlpEnum } from '@alliance/kit';
import type { IncidentState, RejectionReason } from '../domain/incident-state.js';
import type { Fidelity, IncidentCategory, Severity, WithdrawalReason } from '../domain/incident-vocabulary.js';
import type { IncidentRow } from '../persistence/incident.entity.js';
import {
  FidelityEnum,
  IncidentCategoryEnum,
  IncidentStateEnum,
  RejectionReasonEnum,
  SeverityEnum,
  WithdrawalReasonEnum,
} from './incident-enums.js';

@ObjectType('OccurredPeriod', { description: 'When an incident happened, as exactly as it is known.' })
export class OccurredPeriodType {
  @Field(() => Date, { nullable: true })
  from!: Date | null;

  @Field(() => Date, { nullable: true })
  to!: Date | null;

  @Field(() => FidelityEnum)
  fidelity!: Fidelity;
}

@ObjectType({ description: 'A transaction on a chain.' })
export class IncidentTransaction {
  @Field(() => String, { description: 'CAIP-2.' })
  chain!: string;

  @Field(() => String)
  hash!: string;

  @Field(() => String, { nullable: true })
  note!: string | null;
}

@ObjectType({ description: 'What happened when.' })
export class TimelineEntry {
  @Field(() => Date)
  at!: Date;

  @Field(() => FidelityEnum)
  fidelity!: Fidelity;

  @Field(() => String)
  text!: string;

  @Field(() => String, { nullable: true })
  source!: string | null;
}

@ObjectType({ description: 'Where to read more.' })
export class Reference {
  @Field(() => String)
  url!: string;

  @Field(() => String, { nullable: true })
  title!: string | null;

  @Field(() => String, { nullable: true })
  publisher!: string | null;
}

@ObjectType({ description: 'That a record was taken back. Its content is hidden from then on.' })
export class IncidentWithdrawal {
  @Field(() => WithdrawalReasonEnum)
  reason!: WithdrawalReason;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => Date)
  at!: Date;
}

@ObjectType('Incident', {
  description:
    'A case of fraud or theft. Its figures and dates are claims: several for each fact, each with its source.',
})
@Directive('@key(fields: "id")')
export class IncidentType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { description: 'Counts up with every change by the originator.' })
  version!: number;

  @Field(() => String, { nullable: true, description: "The originator's own key; null for everybody else." })
  reference!: string | null;

  @Field(() => String, { nullable: true, description: 'Null once the incident was withdrawn.' })
  title!: string | null;

  @Field(() => String, { nullable: true })
  summary!: string | null;

  @Field(() => IncidentCategoryEnum, { description: 'OTHER once the incident was withdrawn.' })
  category!: IncidentCategory;

  @Field(() => [String])
  techniques!: readonly string[];

  @Field(() => IncidentStateEnum)
  state!: IncidentState;

  @Field(() => RejectionReasonEnum, { nullable: true, description: 'Why it is REJECTED.' })
  rejection!: RejectionReason | null;

  @Field(() => String, { nullable: true, description: 'What the originator said at the last change of state.' })
  stateNote!: string | null;

  @Field(() => SeverityEnum)
  severity!: Severity;

  @Field(() => OccurredPeriodType, { nullable: true, description: 'Null once the incident was withdrawn.' })
  occurred!: OccurredPeriodType | null;

  @Field(() => Date, { nullable: true })
  detectedAt!: Date | null;

  @Field(() => [String], { description: 'CAIP-2.' })
  chains!: readonly string[];

  @Field(() => [String], { description: 'ISO 3166-1 alpha-2.' })
  jurisdictions!: readonly string[];

  @Field(() => [IncidentTransaction])
  transactions!: readonly IncidentTransaction[];

  @Field(() => [String], { description: 'Lower case, in A-labels (RFC 5890).' })
  domains!: readonly string[];

  @Field(() => [TimelineEntry], { description: 'Oldest first.' })
  timeline!: readonly TimelineEntry[];

  @Field(() => [Reference])
  references!: readonly Reference[];

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

  @Field(() => Date)
  publishedAt!: Date;

  @Field(() => Date)
  updatedAt!: Date;

  @Field(() => IncidentWithdrawal, { nullable: true })
  withdrawal!: IncidentWithdrawal | null;

  /** The earlier moment as of which it is read. */
  readonly asOf!: Date | undefined;
  /** The row behind the fields that resolvers add. */
  readonly row!: IncidentRow;
}

export const IncidentConnection = connectionType('Incident', () => IncidentType);

/**
 * An incident as its reader sees it. The one way from a row into the graph: it is disclosed here, so the ledger hears of it.
 *
 * @param session - the reader's; its own reference and recipients are shown to an originator alone
 */
export function incidentTypeOf(row: IncidentRow, session: Session): IncidentType {
  session.disclose('Incident', row);
  const member = memberOf(session.viewer);
  const { withdrawnAt, withdrawalReason } = row;
  const isWithdrawn = withdrawnAt !== null;
  return {
    row,
    asOf: session.asOf,
    id: row.id,
    version: row.version,
    reference: row.originator === member ? row.reference : null,
    title: isWithdrawn ? null : row.title,
    summary: row.summary,
    category: row.category,
    techniques: row.techniques,
    state: row.state,
    rejection: row.rejection,
    stateNote: row.stateNote,
    severity: row.severity,
    occurred: occurredOf(row),
    detectedAt: row.detectedAt,
    chains: row.chains,
    jurisdictions: row.jurisdictions,
    transactions: row.transactions,
    domains: row.domains,
    timeline: row.timeline.map((entry) => ({ ...entry, at: new Date(entry.at) })),
    references: row.referenceList,
    originatorDisplay: row.originatorDisplay,
    tlp: tlpOfLevel(row.tlp),
    pap: row.pap,
    recipients: row.originator === member ? row.recipients : [],
    releaseAt: row.releaseAt,
    purposes: row.purposes,
    publishedAt: row.publishedAt,
    updatedAt: row.updatedAt,
    withdrawal:
      withdrawnAt && withdrawalReason ? { reason: withdrawalReason, note: row.withdrawalNote, at: withdrawnAt } : null,
  };
}

function occurredOf({
  occurredFrom: from,
  occurredTo: to,
  occurredFidelity: fidelity,
}: IncidentRow): OccurredPeriodType | null {
  return fidelity === null ? null : { from, to, fidelity };
}
