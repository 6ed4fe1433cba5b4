import { badInput, memberOf } from '@alliance/schema';
import {
  countKeyed,
  findKeyedPages,
  type KeyedList,
  type KeyedPagesRequest,
  keysetPage,
  type Page,
  type PageRequest,
  type Session,
} from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { ClaimType, Method } from '../domain/attestation/vocabulary.js';
import { AttestationEntity, type AttestationRow } from './attestation.entity.js';

export interface AttestationFilter {
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

/** The version of each that is current, or was at the session's moment, as far as the viewer may see it. */
export function findCurrent(session: Session, ids: readonly string[]): Promise<AttestationRow[]> {
  return session.read((em) => em.find(AttestationEntity, { id: { $in: [...ids] }, ...currentAt(session) }));
}

/** The policies decide which version was current then; this only lets the indexes help. */
function currentAt({ asOf }: Session): object {
  return asOf === undefined
    ? { supersededAt: null }
    : { $or: [{ supersededAt: null }, { supersededAt: { $gt: asOf } }] };
}

export function findVersion(session: Session, id: string, version: number): Promise<AttestationRow | null> {
  return session.read((em) => em.findOne(AttestationEntity, { id, version }));
}

/** All versions that the viewer may see, the newest first: to others than the originator that is the current one. */
export function findHistories(session: Session, ids: readonly string[]): Promise<AttestationRow[]> {
  return session.read((em) => em.find(AttestationEntity, { id: { $in: [...ids] } }, { orderBy: { version: 'desc' } }));
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
  const { viewerMember: _viewer, ...asked } = filter;
  const discloses = Object.keys(asked).length > 0 ? 'Attestation' : undefined;
  return keysetPage<AttestationRow>(session, AttestationEntity, { where: whereOf(filter), order, page, discloses });
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

/** Whose attestations are found for many keys at once: an address by {@link addressKeyOf}, a member by its id. */
export type AttestationOwner = 'address' | 'member';

/** The key under which the attestations of an address are found: its payload, which is indexed, and its id. */
export function addressKeyOf({ id, payloadHex }: { readonly id: string; readonly payloadHex: string }): string {
  return `${payloadHex} ${id}`;
}

/** The attestations of each owner that are current, or were at the session's moment, the latest first. */
export function findAttestationPages(
  session: Session,
  owner: AttestationOwner,
  request: KeyedPagesRequest,
): Promise<Omit<Page<AttestationRow>, 'totalCount'>[]> {
  const { after } = request.page;
  if (after !== undefined && (after.length !== 2 || Number.isNaN(Date.parse(after[0] ?? '')))) {
    throw badInput('after', 'a cursor that an earlier page of attestations gave', after);
  }
  return findKeyedPages(session, attestationsOf(owner, session), request);
}

export function countAttestations(
  session: Session,
  owner: AttestationOwner,
  keys: readonly string[],
): Promise<number[]> {
  return countKeyed(session, attestationsOf(owner, session), keys);
}

/** Whoever does not show itself is found by itself alone. */
function attestationsOf(owner: AttestationOwner, { viewer, asOf }: Session): KeyedList<AttestationRow> {
  const isCurrent = asOf ? `(i."superseded_at" is null or i."superseded_at" > ?)` : `i."superseded_at" is null`;
  const byAddress = `i."subject_key" = split_part(k."key", ' ', 1) and i."subject" = split_part(k."key", ' ', 2)`;
  const byMember = `i."originator" = k."key" and (i."originator_display" = 'NAMED' or i."originator" = ?)`;
  return {
    entity: AttestationEntity,
    table: 'attestation',
    tie: `${isCurrent} and ${owner === 'address' ? byAddress : byMember}`,
    tieParameters: [...(asOf ? [asOf] : []), ...(owner === 'address' ? [] : [memberOf(viewer) ?? ''])],
    beyond: `(i."published_at" < ? or (i."published_at" = ? and i."id"::text > ?))`,
    beyondParameters: ([at, id]) => [at, at, id],
    order: `i."published_at" desc, i."id" asc`,
    sortKey: ({ publishedAt, id }) => [publishedAt.toISOString(), id],
    discloses: owner === 'address' ? 'Attestation' : undefined,
  };
}
