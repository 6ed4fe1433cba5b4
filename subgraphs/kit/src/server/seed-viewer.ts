import type { MemberViewer } from '@alliance/schema';

/** In whose name a seed writes: a member, and for the group that is named as those who contribute to it do. */
export function seedViewer(member: string, group: string | null): MemberViewer {
  const membership = { since: new Date(0).toISOString(), joinSees: 'ALL_HISTORY', mayWrite: true } as const;
  return {
    kind: 'member',
    caller: 'seed',
    member,
    roles: ['ANALYST'],
    clearance: 'AMBER_STRICT',
    groups: group === null ? [] : [{ id: group, ...membership, maxTlp: 'AMBER_STRICT' }],
  };
}
