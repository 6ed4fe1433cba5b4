import type { Caller, GroupMembership } from '@alliance/schema';

const keys = new WeakMap<Caller, string>();

/**
 * A text that two callers share only when every claim is equal. Whatever is kept per caller is kept under it, so that a
 * changed role or group never meets what was made for the old one.
 */
export function callerKey(caller: Caller): string {
  let key = keys.get(caller);
  if (key === undefined) {
    key = writeKey(caller);
    keys.set(caller, key);
  }
  return key;
}

function writeKey(caller: Caller): string {
  if (caller.kind !== 'member') return caller.kind;
  const { kind, principal, member, roles, clearance, groups, purpose, until, ...others } = caller;
  // A claim that is added to Caller one day must not be forgotten here.
  others satisfies Record<string, never>;
  return JSON.stringify([
    kind,
    principal,
    member,
    roles,
    clearance,
    groups.map(writeGroup),
    purpose ?? null,
    until ?? null,
  ]);
}

/** In an order of its own: equal memberships are equal texts, however their fields came. */
function writeGroup({ id, since, joinSees, mayWrite, maxTlp, ...others }: GroupMembership): readonly unknown[] {
  others satisfies Record<string, never>;
  return [id, since, joinSees, mayWrite, maxTlp];
}
