import type { SqlEntityManager } from '@mikro-orm/postgresql';
import type { LedgerKind, MemberViewer } from '@alliance/schema';
import { keysetPage, noteInLedger, type Page, type PageRequest, runSql, type Session } from '@alliance/kit';
import { contentIdOf } from '../domain/attestation/source-lineage.js';
import { ActorEntity, type ActorRow } from './actor.entity.js';

export type NewActor = {
  readonly [K in 'id' | 'label' | 'uri' | 'categories' | 'jurisdictions' | 'aliases']: ActorRow[K];
};

export type ActorOutcome = 'ACCEPTED' | 'UPDATED' | 'UNCHANGED' | 'REFUSED';

export function findActors(session: Session, ids: readonly string[]): Promise<ActorRow[]> {
  return session.read((em) => em.find(ActorEntity, { id: { $in: [...ids] } }));
}

export function listActors(session: Session, search: string | undefined, page: PageRequest): Promise<Page<ActorRow>> {
  const pattern = `%${(search ?? '').replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const where = search === undefined ? {} : { $or: [{ label: { $ilike: pattern } }, { id: { $ilike: pattern } }] };
  return keysetPage<ActorRow>(session, ActorEntity, {
    where,
    order: [
      ['label', 'asc'],
      ['id', 'asc'],
    ],
    page,
  });
}

/** Stores actors; one that another member introduced is REFUSED. In the order of the actors. */
export async function registerActors(
  session: Session,
  viewer: MemberViewer,
  actors: readonly NewActor[],
): Promise<ActorOutcome[]> {
  return session.write(async (em) => {
    await runSql(em, 'select pg_advisory_xact_lock(hashtextextended($1, 2))', ['actor']);
    const known = new Map(
      (await em.find(ActorEntity, { id: { $in: actors.map(({ id }) => id) } })).map((actor) => [actor.id, actor]),
    );
    const stored = new Map<string, ActorRow>();
    const outcomes = actors.map((actor): ActorOutcome => {
      const contentHash = contentIdOf(actor);
      const before = stored.get(actor.id) ?? known.get(actor.id);
      if (before?.contentHash === contentHash) return 'UNCHANGED';
      if (before && before.originator !== viewer.member) return 'REFUSED';
      stored.set(actor.id, { ...actor, originator: viewer.member, contentHash, updatedAt: new Date() });
      return before ? 'UPDATED' : 'ACCEPTED';
    });
    if (stored.size > 0) await em.upsertMany(ActorEntity, [...stored.values()], { batchSize: 500 });
    noteActors(em, viewer.member, { stored: [...stored.keys()], known });
    return outcomes;
  });
}

function noteActors(
  em: SqlEntityManager,
  originator: string,
  { stored, known }: { readonly stored: readonly string[]; readonly known: ReadonlyMap<string, ActorRow> },
): void {
  const note = (kind: LedgerKind, ids: readonly string[]): void => {
    const items = ids.map((id) => ({ id, version: null }));
    if (items.length > 0) noteInLedger(em, { kind, originator, recordType: 'Actor', items });
  };
  note(
    'CREATED',
    stored.filter((id) => !known.has(id)),
  );
  note(
    'CHANGED',
    stored.filter((id) => known.has(id)),
  );
}
