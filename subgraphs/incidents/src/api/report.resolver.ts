import { Arg, Ctx, Field, Mutation, ObjectType, Resolver } from 'type-graphql';
import { readMarkingWithin, readChanges, readReport } from './read-report.js';
import { requireMember } from '../domain/record-marking.js';
import { maxLength, readOptionalText } from '../domain/text-rule.js';
import { changeIncidentState, withdrawIncident } from '../persistence/lifecycle.repository.js';
import { reportIncident, type ReportOutcome, updateIncident } from '../persistence/report.repository.js';
import { readChangedIncident } from './changed-incident.js';
import { ReportOutcomeEnum } from './incident-enums.js';
import {
  ChangeIncidentStateInput,
  ReportIncidentInput,
  UpdateIncidentInput,
  WithdrawIncidentInput,
} from './incident.input.js';
import type { IncidentContext } from './incident.loader.js';
import { IncidentType } from './incident.type.js';

@ObjectType()
export class ReportIncidentPayload {
  @Field(() => IncidentType)
  incident!: IncidentType;

  @Field(() => ReportOutcomeEnum)
  outcome!: ReportOutcome;
}

/** What an originator does with its incidents. */
@Resolver()
export class ReportResolver {
  @Mutation(() => ReportIncidentPayload, { description: 'Reports an incident in the name of your institution.' })
  async reportIncident(
    @Arg('input', () => ReportIncidentInput) input: ReportIncidentInput,
    @Ctx() context: IncidentContext,
  ): Promise<ReportIncidentPayload> {
    requireMember(context.viewer);
    const { id, outcome } = await reportIncident(context.session, readReport(input));
    return { incident: await readChangedIncident(id, context), outcome };
  }

  @Mutation(() => IncidentType, { description: 'Changes an incident of yours into its next version.' })
  async updateIncident(
    @Arg('input', () => UpdateIncidentInput) input: UpdateIncidentInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    requireMember(context.viewer);
    const { id, expectedVersion } = input;
    const marking = (current: Parameters<typeof readMarkingWithin>[1]) => readMarkingWithin(input.marking, current);
    await updateIncident(context.session, { id, expectedVersion }, { draft: readChanges(input), marking });
    return readChangedIncident(id, context);
  }

  @Mutation(() => IncidentType, { description: 'Moves an incident of yours on in its life cycle.' })
  async changeIncidentState(
    @Arg('input', () => ChangeIncidentStateInput) input: ChangeIncidentStateInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    const { id, expectedVersion, state, reason, note, mergedInto } = input;
    await changeIncidentState(
      context.session,
      { id, expectedVersion },
      {
        state,
        rejection: reason ?? null,
        note: readOptionalText('note', note, maxLength.note),
        mergedInto: mergedInto ?? null,
      },
    );
    return readChangedIncident(id, context);
  }

  @Mutation(() => IncidentType, { description: 'Takes back an incident of yours. What stays is a tombstone.' })
  async withdrawIncident(
    @Arg('input', () => WithdrawIncidentInput) { id, expectedVersion, reason, note }: WithdrawIncidentInput,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType> {
    const said = { reason, note: readOptionalText('note', note, maxLength.note) };
    await withdrawIncident(context.session, { id, expectedVersion }, said);
    return readChangedIncident(id, context);
  }
}
