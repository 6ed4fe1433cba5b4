import { randomUUID } from 'node:crypto';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { badInput, refusal } from '@alliance/schema';
import type { Session } from '@alliance/kit';
import type { ClaimContent, ClaimFact } from '../domain/claim.js';
import type { WithdrawalReason } from '../domain/incident-vocabulary.js';
import {
  markingForOthers,
  markingOf,
  type RecordMarking,
  requireMember,
  requireNoMoreTelling,
  requireNotWider,
  requireWritable,
} from '../domain/record-marking.js';
import { maxItems } from '../domain/text-rule.js';
import { claimHash, insertClaims, noteClaims } from './claim-change.js';
import { ClaimEntity, type ClaimRow } from './claim.entity.js';
import { ClaimHistoryEntity } from './incident-history.entity.js';
import { findLiveIncident, lockOwnIncident, storeNextVersion } from './incident-change.js';
import { recallClaims, requireClaimsNotKeptOut } from './recall-records.js';

/** The claims of many incidents that are visible, or were at the session's moment, oldest first. */
export function findClaimsOf(session: Session, incidents: readonly string[]): Promise<ClaimRow[]> {
  const chosen = { incident: { $in: [...incidents] }, withdrawnAt: null };
  const options = { orderBy: { publishedAt: 'asc', position: 'asc', id: 'asc' } } as const;
  return session.read(async (em) => {
    if (session.asOf === undefined) return em.find(ClaimEntity, chosen, options);
    // The same columns under another key.
    return (await em.find(ClaimHistoryEntity, chosen, options)) as object[] as ClaimRow[];
  });
}

/**
 * Adds a claim in the viewer's name to an incident that it sees; the same claim again changes nothing. A claim is a
 * record of its own: it makes no new version of its incident, which would tell of a claim that others may not see.
 */
export async function addClaim(
  session: Session,
  addition: {
    readonly incident: string;
    readonly content: ClaimContent;
    /** Given the incident's marking. */
    readonly marking: (incident: RecordMarking) => RecordMarking;
    readonly isChosen: boolean;
  },
): Promise<void> {
  const member = requireMember(session.viewer);
  await session.write(async (em) => {
    const incident = await findLiveIncident(em, addition.incident);
    const isOwn = incident.originator === member;
    if (addition.isChosen && !isOwn)
      throw refusal('FORBIDDEN', 'isChosen: only the originator of an incident chooses.');
    const marking = addition.marking(isOwn ? markingOf(incident) : markingForOthers(incident));
    requireNotWider('marking', marking, incident);
    if (isOwn) requireNoMoreTelling('marking', marking, incident);
    requireWritable(session.viewer, marking);
    if (addition.isChosen) requireWritable(session.viewer, incident);
    const claim = { id: randomUUID(), content: addition.content, marking, isChosen: addition.isChosen };
    const id =
      (await findSame(em, { incident: incident.id, originator: member, contentHash: claimHash(claim) })) ?? claim.id;
    if (id === claim.id) {
      await requireClaimsNotKeptOut(em, incident.id, [addition.content]);
      await requireRoom(em, incident.id, member);
      await insertClaims(em, {
        incident: incident.id,
        originator: member,
        reported: false,
        at: new Date(),
        claims: [claim],
      });
    }
    if (addition.isChosen) await choose(em, { member, id: incident.id, fact: claim.content.fact, claim: id });
  });
}

/** Makes a claim the one to show for its fact. */
export async function chooseClaim(
  session: Session,
  request: { readonly incident: string; readonly claim: string; readonly expectedVersion?: number | null | undefined },
): Promise<void> {
  const member = requireMember(session.viewer);
  await session.write(async (em) => {
    const { incident: id, expectedVersion } = request;
    const incident = await lockOwnIncident(em, { member, id, expectedVersion });
    requireWritable(session.viewer, incident);
    const claim = await em.findOne(ClaimEntity, { id: request.claim, incident: incident.id, withdrawnAt: null });
    if (claim === null) throw badInput('claim', 'a claim of this incident that you may see', request.claim);
    await choose(em, { member, id, fact: claim.fact, claim: claim.id });
  });
}

/** Takes a claim back, in its originator's name. Returns the incident to which it belonged. */
export async function withdrawClaim(
  session: Session,
  request: { readonly claim: string; readonly reason: WithdrawalReason; readonly note: string | null },
): Promise<string> {
  const member = requireMember(session.viewer);
  return session.write(async (em) => {
    const claim = await em.findOne(ClaimEntity, { id: request.claim });
    if (claim === null) {
      throw refusal('NOT_FOUND', `There is no claim ${JSON.stringify(request.claim)} that you may see.`);
    }
    if (claim.originator !== member) throw refusal('FORBIDDEN', 'Only the originator of a claim withdraws it.');
    if (claim.withdrawnAt !== null) throw refusal('CONFLICT', 'The claim was withdrawn already.');
    const { reason: withdrawalReason, note: withdrawalNote } = request;
    const columns = { withdrawnAt: new Date(), withdrawalReason, withdrawalNote, version: claim.version + 1 };
    await em.nativeUpdate(ClaimEntity, { id: claim.id, originator: member }, columns);
    recallClaims(em, [claim], withdrawalReason);
    const { incident, tlp } = claim;
    noteClaims(em, 'WITHDRAWN', { originator: member, incident, claims: [{ ...columns, id: claim.id, tlp }] });
    return claim.incident;
  });
}

async function choose(
  em: SqlEntityManager,
  choice: { readonly member: string; readonly id: string; readonly fact: ClaimFact; readonly claim: string },
): Promise<void> {
  const incident = await lockOwnIncident(em, choice);
  if (incident.chosen[choice.fact] === choice.claim) return;
  const chosen = { ...incident.chosen, [choice.fact]: choice.claim };
  await storeNextVersion(em, incident, { change: 'CLAIM_CHOSEN', columns: { chosen } });
}

async function findSame(
  em: SqlEntityManager,
  claim: { readonly incident: string; readonly originator: string; readonly contentHash: string },
): Promise<string | undefined> {
  return (await em.findOne(ClaimEntity, { ...claim, withdrawnAt: null }))?.id;
}

async function requireRoom(em: SqlEntityManager, incident: string, originator: string): Promise<void> {
  const count = await em.count(ClaimEntity, { incident, originator, withdrawnAt: null });
  if (count < maxItems.claims) return;
  throw badInput('claims', `at most ${maxItems.claims} claims of one member about an incident`, count + 1);
}
