import { Field, Int, ObjectType } from 'type-graphql';
import { type Tlp, tlpOfLevel } from '@alliance/schema';
import { connectionType, DateScalar, type Session, TlpEnum } from '@alliance/kit';
import type { ClaimFact } from '../domain/claim.js';
import type { IncidentState } from '../domain/incident-state.js';
import type { Fidelity, IncidentCategory, PartyRole, Severity, VersionChange } from '../domain/incident-vocabulary.js';
import type { IncidentVersionRow } from '../persistence/incident-version.entity.js';
import { ClaimSource } from './claim.type.js';
import {
  ClaimFactEnum,
  IncidentCategoryEnum,
  IncidentStateEnum,
  PartyRoleEnum,
  SeverityEnum,
  VersionChangeEnum,
} from './incident-enums.js';
import { IncidentTransaction, OccurredPeriodType, Reference, TimelineEntry } from './incident.type.js';

@ObjectType({ description: 'A claim of the originator as it stood in a version.' })
export class VersionClaim {
  @Field(() => ClaimFactEnum)
  fact!: ClaimFact;

  @Field(() => String)
  value!: string;

  @Field(() => String, { nullable: true })
  unit!: string | null;

  @Field(() => DateScalar, { nullable: true })
  rateDate!: string | null;

  @Field(() => DateScalar, { nullable: true })
  asOf!: string | null;

  @Field(() => ClaimSource)
  source!: ClaimSource;

  @Field(() => String, { nullable: true })
  note!: string | null;

  @Field(() => Boolean)
  isChosen!: boolean;
}

@ObjectType({ description: 'A party as it stood in a version.' })
export class VersionParty {
  @Field(() => String, { nullable: true, description: 'CAIP-10.' })
  address!: string | null;

  @Field(() => String, { nullable: true })
  submitted!: string | null;

  @Field(() => String, { nullable: true })
  actor!: string | null;

  @Field(() => PartyRoleEnum)
  role!: PartyRole;

  @Field(() => String, { nullable: true })
  note!: string | null;
}

@ObjectType({ description: 'What an incident said in a version.' })
export class IncidentVersionContent {
  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  summary!: string | null;

  @Field(() => IncidentCategoryEnum)
  category!: IncidentCategory;

  @Field(() => IncidentStateEnum)
  state!: IncidentState;

  @Field(() => SeverityEnum)
  severity!: Severity;

  @Field(() => [String])
  techniques!: readonly string[];

  @Field(() => OccurredPeriodType)
  occurred!: OccurredPeriodType;

  @Field(() => Date, { nullable: true })
  detectedAt!: Date | null;

  @Field(() => [String])
  chains!: readonly string[];

  @Field(() => [String])
  jurisdictions!: readonly string[];

  @Field(() => [VersionParty])
  parties!: readonly VersionParty[];

  @Field(() => [VersionClaim])
  claims!: readonly VersionClaim[];

  @Field(() => [IncidentTransaction])
  transactions!: readonly IncidentTransaction[];

  @Field(() => [String])
  domains!: readonly string[];

  @Field(() => [TimelineEntry])
  timeline!: readonly TimelineEntry[];

  @Field(() => [Reference])
  references!: readonly Reference[];
}

@ObjectType('IncidentVersion', { description: 'A version of an incident, unchanged since it was recorded.' })
export class IncidentVersionType {
  @Field(() => Int)
  version!: number;

  @Field(() => VersionChangeEnum)
  change!: VersionChange;

  @Field(() => Date)
  recordedAt!: Date;

  @Field(() => TlpEnum)
  tlp!: Tlp;

  @Field(() => IncidentVersionContent, { nullable: true, description: 'Null for the withdrawal.' })
  content!: IncidentVersionContent | null;
}

export const IncidentVersionConnection = connectionType('IncidentVersion', () => IncidentVersionType);

/** A version as its reader sees it. Its originator alone reads it; were that to change, the ledger would hear of it. */
export function incidentVersionTypeOf(row: IncidentVersionRow, session: Session): IncidentVersionType {
  session.disclose('Incident', { ...row, id: row.incident, originatorDisplay: 'ANONYMOUS' });
  const { version, change, recordedAt, tlp } = row;
  return { version, change, recordedAt, tlp: tlpOfLevel(tlp), content: contentOf(row) };
}

function contentOf({ content }: IncidentVersionRow): IncidentVersionContent | null {
  if (content === null) return null;
  const { occurred, detectedAt } = content;
  return {
    ...content,
    occurred: { from: dateOf(occurred.from), to: dateOf(occurred.to), fidelity: occurred.fidelity as Fidelity },
    detectedAt: dateOf(detectedAt),
    claims: content.claims.map(({ publisher, url, retrievedOn, ...claim }) => ({
      ...claim,
      source: { publisher, url, retrievedOn },
    })),
    timeline: content.timeline.map((entry) => ({ ...entry, at: new Date(entry.at) })),
  };
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
