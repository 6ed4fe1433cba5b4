import { type MemberStanding, memberStandingQuery, readMemberStanding } from '@alliance/schema';
import type { SubgraphAddress } from '../config/subgraph-address.js';
import type { AskSubgraph } from './key-holder-source.js';

export type { MemberStanding };

/** How an institution stands in the alliance now; null when it is no ACTIVE member. Throws when that stays open. */
export type FindMemberStanding = (member: string) => Promise<MemberStanding | null>;

/** Asks the subgraph that keeps the alliance's members. */
export function memberStandingSource(
  ask: AskSubgraph,
  subgraph: SubgraphAddress,
  timeoutMs: number,
): FindMemberStanding {
  return async (member) => {
    const { memberStanding } = await ask(subgraph, { query: memberStandingQuery, variables: { member } }, timeoutMs);
    // Only an explicit null is a verdict; an answer without the field leaves the question open.
    if (memberStanding === null) return null;
    const standing = readMemberStanding(memberStanding);
    if (!standing) throw new TypeError('The identity subgraph answered something else than how a member stands.');
    return standing;
  };
}
