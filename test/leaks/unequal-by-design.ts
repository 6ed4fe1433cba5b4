import { type FieldNode, namedTypeOf } from './field-node.js';

/** Values that differ from one answer to the next, whatever is hidden, and why. Their words are searched all the same. */
const volatileFields: Readonly<Record<string, string>> = {
  'Screening.id': 'made anew for every screening',
  'Screening.asOf': 'the time of asking',
  'ApiKey.lastUsedAt': 'when the key was last used, to the minute',
};

/** Types whose values are not compared, and why. Their words are searched all the same. */
const volatileTypes: Readonly<Record<string, string>> = {
  Ledger:
    'The log is for every member as hashes and sizes, which grow with whatever is recorded (RFC 9162); what it must not tell is content, and that is searched. To ADMIN and ANALYST it names, by id alone, what colleagues have read, whatever their own clearance.',
};

export function isVolatile({ coordinate, field }: FieldNode): boolean {
  return coordinate in volatileFields || namedTypeOf(field).name in volatileTypes;
}

/** Fields that clients cannot ask for, and why they hide nothing: asked at the subgraph itself, all viewers are refused. */
export const hubOnly: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'Query.keyHolder',
    'Query.memberStanding',
    ...['member', 'groups'].map((name) => `MemberStanding.${name}`),
    ...['principal', 'member', 'roles', 'clearance', 'groups', 'purpose', 'expiresAt'].map(
      (name) => `KeyHolder.${name}`,
    ),
    ...['id', 'since', 'joinSees', 'mayWrite', 'maxTlp'].map((name) => `KeyHolderGroup.${name}`),
  ].map((field) => [field, 'Answers the hub alone who holds a key, and in which groups a member is.']),
);
