import { badInput, memberOf, type Viewer } from '@alliance/schema';
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
import { IncidentEntity, type IncidentRow } from './incident.entity.js';
import {
  type IncidentFilter,
  type IncidentOrder,
  incidentOrders,
  requireCursorOf,
  whereOf,
} from './incident-filter.js';
import { IncidentHistoryEntity } from './incident-history.entity.js';
import { IncidentVersionEntity, type IncidentVersionRow } from './incident-version.entity.js';
import { PartyEntity, type PartyRow } from './party.entity.js';
import { withoutSensitiveClaims } from './sensitive-claims.js';

/** Each as it is, or was at the session's moment. */
export function findIncidentsByIds(session: Session, ids: readonly string[]): Promise<IncidentRow[]> {
  const chosen = { id: { $in: [...ids] } };
  return session.read(async (em) => {
    if (session.asOf === undefined) return em.find(IncidentEntity, chosen);
    // The same columns under another key; of several versions the policies show the one of then.
    return (await em.find(IncidentHistoryEntity, chosen)) as object[] as IncidentRow[];
  });
}

export async function listIncidents(
  session: Session,
  query: { readonly filter: IncidentFilter; readonly order: IncidentOrder; readonly page: PageRequest },
): Promise<Page<IncidentRow>> {
  const { filter, order, page } = query;
  requireCursorOf(order, page);
  const where = whereOf(filter, session.viewer);
  const discloses = Object.keys(filter).length > 0 ? 'Incident' : undefined;
  return keysetPage<IncidentRow>(session, IncidentEntity, { where, order: incidentOrders[order], page, discloses });
}

export async function findPartiesOf(session: Session, incidents: readonly string[]): Promise<IncidentParty[]> {
  if (session.asOf) {
    const rows = await session.read((em) => em.find(IncidentHistoryEntity, { id: { $in: [...incidents] } }));
    return rows.flatMap(({ id, parties }) => parties.map((party) => ({ ...party, incident: id })));
  }
  return session.read((em) =>
    em.find(PartyEntity, { incident: { $in: [...incidents] } }, { orderBy: { position: 'asc', id: 'asc' } }),
  );
}

/** A party to an incident as it is now, or was. */
export type IncidentParty = Omit<PartyRow, 'id' | 'position'>;

/** Whose incidents are found for many keys at once. */
export type IncidentOwner = 'address' | 'member';

/** The live incidents of each address or member, in the order OCCURRED_DESC. */
export function findIncidentPages(
  session: Session,
  owner: IncidentOwner,
  request: KeyedPagesRequest,
): Promise<Omit<Page<IncidentRow>, 'totalCount'>[]> {
  requireCursorOf('OCCURRED_DESC', request.page);
  return findKeyedPages(session, incidentsOf(owner, session.viewer), request);
}

export function countIncidents(session: Session, owner: IncidentOwner, keys: readonly string[]): Promise<number[]> {
  return countKeyed(session, incidentsOf(owner, session.viewer), keys);
}

/** The versions of each incident, newest first; none for anybody but its originator. */
export async function findVersionPages(
  session: Session,
  request: KeyedPagesRequest,
): Promise<Omit<Page<IncidentVersionRow>, 'totalCount'>[]> {
  const { after } = request.page;
  if (after !== undefined && !(after.length === 1 && /^\d{1,9}$/.test(after[0] ?? ''))) {
    throw badInput('after', 'a cursor that an earlier page of versions gave', after);
  }
  return withoutSensitiveClaims(session, await findKeyedPages(session, versions, request));
}

export function countVersions(session: Session, incidents: readonly string[]): Promise<number[]> {
  return countKeyed(session, versions, incidents);
}

/** Whoever does not show its name is found by itself alone. */
function incidentsOf(owner: IncidentOwner, viewer: Viewer): KeyedList<IncidentRow> {
  const byAddress = `i."id" in (select p."incident" from "party" p where p."address" = k."key")`;
  const byMember = `i."originator" = k."key" and (i."originator_display" = 'NAMED' or i."originator" = ?)`;
  return {
    entity: IncidentEntity,
    table: 'incident',
    tie: `i."withdrawn_at" is null and ${owner === 'address' ? byAddress : byMember}`,
    tieParameters: owner === 'address' ? [] : [memberOf(viewer) ?? ''],
    beyond: `(i."occurred_sort" < ? or (i."occurred_sort" = ? and i."id" > ?))`,
    beyondParameters: ([at, id]) => [at, at, id],
    order: `i."occurred_sort" desc, i."id" asc`,
    sortKey: ({ occurredSort, id }) => [occurredSort.toISOString(), id],
    discloses: owner === 'address' ? 'Incident' : undefined,
  };
}

const versions: KeyedList<IncidentVersionRow> = {
  entity: IncidentVersionEntity,
  table: 'incident_version',
  tie: `i."incident" = k."key"`,
  tieParameters: [],
  beyond: `i."version" < ?`,
  beyondParameters: ([version]) => [version],
  order: `i."version" desc`,
  sortKey: ({ version }) => [String(version)],
};
