import { badInput } from '@alliance/schema';
import { type MarkingInput, readMarking, readRepeatableMarking } from '@alliance/kit';
import { type IncidentDraft, readIncident } from '../domain/incident-content.js';
import { entryStates } from '../domain/incident-state.js';
import type { RecordMarking } from '../domain/record-marking.js';
import { readReportedClaims } from '../domain/reported-claims.js';
import { maxLength, readOptionalText } from '../domain/text-rule.js';
import type { Report } from '../persistence/report.repository.js';
import type { ReportIncidentInput, UpdateIncidentInput } from './incident.input.js';

/** Reads a report. Throws BAD_USER_INPUT naming the field that breaks a rule. */
export function readReport(input: ReportIncidentInput): Report {
  const { state } = input;
  if (state && !entryStates.includes(state)) throw badInput('state', `one of ${entryStates.join(', ')}`, state);
  const marking = readRepeatableMarking(input.marking);
  return {
    reference: readOptionalText('reference', input.reference, maxLength.reference),
    content: readIncident(input),
    marking,
    state: state ?? null,
    claims: readReportedClaims(input.claims, marking, (claim, field) =>
      claim.marking ? readRepeatableMarking(claim.marking, field, marking) : marking,
    ),
  };
}

/** Reads a marking that may be missing; what it leaves unsaid stays as in the present one, so that nothing gets wider. */
export function readMarkingWithin(
  input: MarkingInput | null | undefined,
  present: RecordMarking,
  field = 'marking',
): RecordMarking {
  return input ? readMarking(input, field, present) : present;
}

/** What an update states. What must be there cannot be emptied. */
export function readChanges(input: UpdateIncidentInput): Partial<IncidentDraft> {
  const {
    id: _id,
    expectedVersion: _expectedVersion,
    marking: _marking,
    title,
    category,
    occurred,
    ...details
  } = input;
  for (const field of ['title', 'category', 'occurred'] as const) {
    if (input[field] === null) throw badInput(field, 'a value, or nothing at all to keep it', null);
  }
  return {
    ...stated(details),
    ...(title && { title }),
    ...(title === '' && { title }),
    ...(category && { category }),
    ...(occurred && { occurred }),
  };
}

function stated<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
