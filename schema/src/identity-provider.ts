import type { GroupMembership } from './group-membership.js';
import type { PurposeOfUse, Tlp } from './marking.js';
import type { Role } from './viewer.js';

/**
 * How the gateway asks the institution that keeps the alliance's members who holds an API key. The subgraph answers it
 * to the hub alone; the fields are `@inaccessible`, so no client sees them.
 */
export const keyHolderQuery = `query KeyHolder($keyId: ID!, $secretHash: String!) {
  keyHolder(keyId: $keyId, secretHash: $secretHash) { principal member roles clearance groups { id since joinSees mayWrite maxTlp } purpose expiresAt }
}`;

/** The answer to {@link keyHolderQuery}; null for an unknown, revoked or expired key, or a member that is not ACTIVE. */
export interface KeyHolder {
  readonly principal: string;
  readonly member: string;
  readonly roles: readonly Role[];
  readonly clearance: Tlp;
  readonly groups: readonly GroupMembership[];
  readonly purpose: PurposeOfUse | null;
  /** ISO 8601; null when the key does not expire. */
  readonly expiresAt: string | null;
}
