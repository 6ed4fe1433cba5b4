import type { GroupMembership } from './group-membership.js';
import type { PurposeOfUse, Tlp } from './marking.js';

/** What a caller may do inside its own institution. */
export const roles = ['ADMIN', 'ANALYST', 'APP'] as const;

export type Role = (typeof roles)[number];

/** A caller who speaks for an ACTIVE member of the alliance. */
export interface MemberViewer {
  readonly kind: 'member';
  /** The caller as this subgraph knows it: a pseudonym that differs from subgraph to subgraph. */
  readonly caller: string;
  /** The institution, by `Member.id`. */
  readonly member: string;
  readonly roles: readonly Role[];
  /** The narrowest marking this caller may read. */
  readonly clearance: Tlp;
  /** The open sharing groups to which the member belongs now, each once. */
  readonly groups: readonly GroupMembership[];
  /** Purpose of use; a caller that states none reads nothing that is limited to purposes. */
  readonly purpose?: PurposeOfUse;
  /** When the credential that the caller showed runs out, ISO 8601; undefined when it does not by itself. */
  readonly until?: string;
}

/** Somebody without a login: sees CLEAR only. */
export interface PublicViewer {
  readonly kind: 'public';
}

/**
 * The hub itself, asking for a schema or for the owner of a key. Of shared records it sees what the public sees; the
 * institution that keeps the members shows it keys and groups besides.
 */
export interface HubViewer {
  readonly kind: 'hub';
}

export type Viewer = MemberViewer | PublicViewer | HubViewer;

export const publicViewer: PublicViewer = { kind: 'public' };

/** The member for whom a viewer speaks; undefined for the public and for the hub. */
export function memberOf(viewer: Viewer): string | undefined {
  return viewer.kind === 'member' ? viewer.member : undefined;
}

export function hasRole(viewer: Viewer, role: Role): boolean {
  return viewer.kind === 'member' && viewer.roles.includes(role);
}
