import { keysetPage, type Page, type PageRequest, type Session } from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { ClaimType, Method } from '../domain/attestation/vocabulary.js';
import { AttestationEntity, type AttestationRow } from './attestation.entity.js';

export interface AttestationFilter {
  readonly subject?: string;
  readonly subjectKey?: string;
  readonly claimType?: ClaimType;
  readonly concept?: Concept;
  readonly method?: Method;
  readonly actor?: string;
  readonly list?: string;
  /** Only what this member contributed and lets be seen as its own. */
  readonly namedOriginator?: string;
  /** The member for whom the viewer speaks: it sees its own contributions whatever they show to others. */
  readonly viewerMember?: string | undefined;
  readonly state?: 'PUBLISHED' | 'EXPIRED' | 'WITHDRAWN';
}

/** The current version of each, as far as the viewer may see it. */
export function findCurrent(session: Session, ids: readonly string[]): Promise<AttestationRow[]> {
  return session.read((em) => em.find(AttestationEntity, { id: { $in: [...ids] }, supersededAt: null }));
}

export function findVersion(session: Session, id: string, version: number): Promise<AttestationRow | null> {
  return session.read((em) => em.findOne(AttestationEntity, { id, version }));
}

/** All versions that the viewer may see, the newest first: to others than the originator that is the current one. */
export function findHistory(session: Session, id: string): Promise<AttestationRow[]> {
  return session.read((em) => em.find(AttestationEntity, { id }, { orderBy: { version: 'desc' } }));
}

export function listAttestations(
  session: Session,
  filter: AttestationFilter,
  page: PageRequest,
): Promise<Page<AttestationRow>> {
  const order = [
    ['publishedAt', 'desc'],
    ['id', 'asc'],
  ] as const;
  return keysetPage<AttestationRow>(session, AttestationEntity, { where: whereOf(filter), order, page });
}

function whereOf({ concept, namedOriginator, viewerMember, state, ...equal }: AttestationFilter): object {
  const now = new Date();
  const isCurrent = { $or: [{ validUntil: null }, { validUntil: { $gt: now } }] };
  const states = {
    PUBLISHED: { state: 'PUBLISHED', ...isCurrent },
    EXPIRED: { state: 'PUBLISHED', validUntil: { $lte: now } },
    WITHDRAWN: { state: 'WITHDRAWN' },
  };
  const named = namedOriginator === viewerMember ? {} : { originatorDisplay: 'NAMED' };
  return {
    supersededAt: null,
    ...equal,
    ...(concept !== undefined && { concepts: { $contains: [concept] } }),
    ...(namedOriginator !== undefined && { originator: namedOriginator, ...named }),
    ...(state !== undefined && states[state]),
  };
}
