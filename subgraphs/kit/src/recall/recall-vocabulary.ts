/** Why readers have to drop what they have read: the reasons of a withdrawal (DOMAIN 4.6), and a narrower marking. */
export const recallReasons = [
  'ERROR',
  'SOURCE_WITHDRAWN',
  'DISPUTE_UPHELD',
  'SENSITIVE',
  'OTHER',
  'MARKING_NARROWED',
] as const;

export type RecallReason = (typeof recallReasons)[number];

/** How far a recall has come with a reader. */
export const recallStates = ['ISSUED', 'DELIVERED', 'ACKNOWLEDGED'] as const;

export type RecallState = (typeof recallStates)[number];
