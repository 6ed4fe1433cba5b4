import { refusal } from '@alliance/schema';

/** Life cycle of an incident (DOMAIN 4.6). A withdrawal is no state: it hides the record, whatever its state. */
export const incidentStates = [
  'REPORTED',
  'TRIAGED',
  'CONFIRMED',
  'CONTAINED',
  'CLOSED',
  'REJECTED',
  'MERGED',
] as const;

export type IncidentState = (typeof incidentStates)[number];

/** Why an incident is rejected, in MISP's words. */
export const rejectionReasons = ['INSUFFICIENT_DATA', 'REFUTED', 'FAULTY_INDICATOR'] as const;

export type RejectionReason = (typeof rejectionReasons)[number];

const transitions: Readonly<Record<IncidentState, readonly IncidentState[]>> = {
  REPORTED: ['TRIAGED', 'REJECTED', 'MERGED'],
  TRIAGED: ['CONFIRMED', 'REJECTED', 'MERGED'],
  CONFIRMED: ['CONTAINED', 'REJECTED', 'MERGED'],
  CONTAINED: ['CLOSED', 'REJECTED', 'MERGED'],
  CLOSED: ['MERGED'],
  REJECTED: [],
  MERGED: [],
};

/** The states that may follow, empty for a final one. */
export function nextStates(state: IncidentState): readonly IncidentState[] {
  return transitions[state];
}

/** States in which an incident may enter: a feed brings what its originator has worked through already. */
export const entryStates: readonly IncidentState[] = ['REPORTED', 'TRIAGED', 'CONFIRMED', 'CONTAINED', 'CLOSED'];

/** Throws CONFLICT when the life cycle does not lead from one state to the other. */
export function requireTransition(from: IncidentState, to: IncidentState): void {
  const next = nextStates(from);
  if (next.includes(to)) return;
  const expected = next.length > 0 ? `one of ${next.join(', ')}` : 'no further state, since this one is final';
  throw refusal('CONFLICT', `state: from ${from} expected ${expected}, got "${to}".`, { field: 'state', state: from });
}
