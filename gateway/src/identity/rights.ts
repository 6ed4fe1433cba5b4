import { type Caller, tlpLevel, tlps } from '@alliance/schema';

/** What a caller was granted of what `@authenticated`, `@requiresScopes` and `@policy` ask for. */
export interface Rights {
  readonly isAuthenticated: boolean;
  readonly scopes: ReadonlySet<string>;
  readonly policies: ReadonlySet<string>;
}

const known = new WeakMap<Caller, Rights>();

/**
 * Whoever holds a key of an ACTIVE member is authenticated, and has the scopes `role:<ROLE>` for each of its roles and
 * `clearance:<TLP>` for each marking up to its clearance. Nobody holds a policy: the hub knows none, so what asks for
 * one is closed. Undefined for the public, which has no rights.
 */
export function rightsOf(caller: Caller): Rights | undefined {
  if (caller.kind !== 'member') return undefined;
  let rights = known.get(caller);
  if (!rights) {
    const { roles, clearance } = caller;
    const reached = tlps.filter((tlp) => tlpLevel(tlp) <= tlpLevel(clearance));
    const scopes = [...roles.map((role) => `role:${role}`), ...reached.map((tlp) => `clearance:${tlp}`)];
    rights = { isAuthenticated: true, scopes: new Set(scopes), policies: new Set() };
    known.set(caller, rights);
  }
  return rights;
}
