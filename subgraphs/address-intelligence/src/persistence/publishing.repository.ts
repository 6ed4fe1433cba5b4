import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type LedgerItem, type LedgerKind, type MemberViewer, refusal } from '@alliance/schema';
import {
  insertUnlessTaken,
  isNarrower,
  noteInLedger,
  type ReaderCircle,
  type RecalledRecord,
  recallFromReaders,
  requireReleaseAhead,
  runSql,
  type Session,
} from '@alliance/kit';
import { contentIdOf, rootKeyOf, type SourceFacts } from '../domain/attestation/source-lineage.js';
import type { WithdrawalReason } from '../domain/attestation/vocabulary.js';
import { insertAttestations, type StoredAttestation } from './attestation-insert.js';
import { contentHashOf, type NewAttestation, referenceKeyOf } from './new-attestation.js';
import { type NewQuarantine, releaseFromQuarantine, upsertQuarantine } from './quarantine.repository.js';
import { requireNotKeptOut } from './recall-attestations.js';
import { createUuid } from './uuid.js';

export type PublishOutcome = 'ACCEPTED' | 'UPDATED' | 'UNCHANGED';

export interface Published {
  readonly outcome: PublishOutcome;
  readonly id: string;
  readonly version: number;
}

type PublishedMarking = ReaderCircle & Pick<NewAttestation, 'originatorDisplay'>;

interface Known {
  id: string;
  version: number;
  contentHash: string;
  state: 'PUBLISHED' | 'WITHDRAWN';
  withdrawalReason: WithdrawalReason | null;
  listVersion: string | null;
  marking: PublishedMarking;
  /** Written in this batch already, hence not yet in the table. */
  row?: StoredAttestation;
}

/**
 * Stores a batch in one transaction. By the originator's own key each item is new, another version of what is there, or
 * nothing new at all; what was withdrawn comes back as a further version, unless it was withdrawn as SENSITIVE and is the
 * same. Batches of one originator take turns.
 *
 * @returns what became of each item, in their order
 * @throws CONFLICT when a key belongs to a statement of the originator that is marked beyond the viewer's clearance, and
 *   for what was withdrawn as SENSITIVE by or from the viewer's institution
 */
export async function publishBatch(
  session: Session,
  viewer: MemberViewer,
  { items, quarantined }: { readonly items: readonly NewAttestation[]; readonly quarantined: readonly NewQuarantine[] },
): Promise<Published[]> {
  let published: Published[] = [];
  const write = session.write(async (em) => {
    await runSql(em, 'select pg_advisory_xact_lock(hashtextextended($1, 1))', [viewer.member]);
    const keys = items.map(({ reference }) => referenceKeyOf(reference));
    const known = await findKnown(em, viewer.member, keys);
    const batch = new Batch(viewer.member, known);
    published = items.map((item, index) => batch.take(item, keys[index] ?? ''));
    await requireNoneKeptOut(em, items, published);
    await insertSources(em, batch.sources);
    await supersede(em, batch.superseded, batch.now);
    await insertAttestations(em, batch.rows);
    notePublished(em, viewer.member, { published, seenAgain: batch.seenAgain });
    recallFromReaders(em, { recordType: 'Attestation', reason: 'MARKING_NARROWED', records: batch.narrowed });
    await noteEdition(em, batch.seenAgain);
    await releaseFromQuarantine(em, viewer.member, batch.accepted);
    await upsertQuarantine(em, viewer.member, quarantined);
  });
  // What the viewer may see was found and superseded, so what stands in the way lies beyond its clearance.
  if (await insertUnlessTaken(write)) return published;
  const message = 'input.items: a reference belongs to a statement of your institution beyond your clearance.';
  throw refusal('CONFLICT', message, { field: 'input.items' });
}

function requireNoneKeptOut(
  em: SqlEntityManager,
  items: readonly NewAttestation[],
  published: readonly Published[],
): Promise<void> {
  const changed = items.filter((_item, index) => published[index]?.outcome !== 'UNCHANGED');
  const updated = items.flatMap(({ reference }, index) => {
    const { outcome, id } = published[index] ?? {};
    return outcome === 'UPDATED' && id !== undefined ? [[reference, id] as const] : [];
  });
  return requireNotKeptOut(em, changed, new Map(updated));
}

/** Decides over the items of a batch one after the other, so that two with one key meet each other. */
class Batch {
  readonly sources = new Map<string, object>();
  readonly rows: StoredAttestation[] = [];
  readonly superseded: { id: string; version: number }[] = [];
  readonly accepted: string[] = [];
  /** Of which somebody may have read the version before, and may not read this one. */
  readonly narrowed: RecalledRecord[] = [];
  /** Ids that a new edition of their list names again, by edition. */
  readonly seenAgain = new Map<string, string[]>();
  readonly #sourceIds = new Map<SourceFacts, Map<string, string>>();
  /** When all of it is published, and what it replaces ceases to be current: there is no moment between the two. */
  readonly now = new Date();

  constructor(
    private readonly originator: string,
    private readonly known: Map<string, Known>,
  ) {}

  take(item: NewAttestation, referenceKey: string): Published {
    const contentHash = contentHashOf(item);
    const before = this.known.get(referenceKey);
    if (before?.contentHash === contentHash && before.state === 'PUBLISHED') return this.#again(item, before);
    // Whoever imports the same list again must not bring back what was withdrawn because it harms somebody.
    if (before?.contentHash === contentHash && before.withdrawalReason === 'SENSITIVE')
      return { outcome: 'UNCHANGED', id: before.id, version: before.version };
    requireReleaseAhead(item, before && releaseOf(before), 'input.marking');
    if (before) this.#supersede(before);
    else this.accepted.push(referenceKey);
    const place = before ? { id: before.id, version: before.version + 1 } : { id: createUuid(), version: 1 };
    if (before?.state === 'PUBLISHED' && isNarrower(before.marking, item))
      this.narrowed.push({ ...before.marking, ...place });
    const row = this.#rowOf(item, { ...place, referenceKey, contentHash });
    this.rows.push(row);
    this.known.set(referenceKey, {
      ...place,
      contentHash,
      state: 'PUBLISHED',
      withdrawalReason: null,
      listVersion: item.listVersion,
      marking: item,
      row,
    });
    return { outcome: before ? 'UPDATED' : 'ACCEPTED', ...place };
  }

  #again({ listVersion }: NewAttestation, before: Known): Published {
    const isNewer = listVersion !== null && (before.listVersion === null || listVersion > before.listVersion);
    if (isNewer && before.row) before.row.listVersion = listVersion;
    else if (isNewer) this.#noteSeen(listVersion, before.id);
    return { outcome: 'UNCHANGED', id: before.id, version: before.version };
  }

  #noteSeen(edition: string, id: string): void {
    const ids = this.seenAgain.get(edition);
    if (ids) ids.push(id);
    else this.seenAgain.set(edition, [id]);
  }

  #supersede({ id, version, row }: Known): void {
    if (row) row.supersededAt = this.now;
    else this.superseded.push({ id, version });
  }

  #rowOf(
    item: NewAttestation,
    decided: Pick<StoredAttestation, 'id' | 'version' | 'referenceKey' | 'contentHash'>,
  ): StoredAttestation {
    const { source, ...content } = item;
    return {
      ...content,
      ...decided,
      originator: this.originator,
      source: this.#sourceId(source, item),
      state: 'PUBLISHED',
      publishedAt: this.now,
      supersededAt: null,
      withdrawalReason: null,
      withdrawnOn: null,
      withdrawalNote: null,
    };
  }

  /**
   * The same facts of one originator under one marking are one source. Under an originator that does not show itself
   * they get an id that tells nothing: neither can it be computed for a guessed name, nor is it met at a named statement.
   */
  #sourceId(source: SourceFacts, item: NewAttestation): string {
    const marked = markedSourceKey(item);
    const known = this.#sourceIds.get(source)?.get(marked);
    if (known !== undefined) return known;
    const { tlp, sharingGroup, recipients, releaseAt, purposes, originatorDisplay } = item;
    const marking = { tlp, sharingGroup, recipients, releaseAt, purposes };
    const facts = { originator: this.originator, ...marking, ...source };
    const id = originatorDisplay === 'NAMED' ? contentIdOf(facts) : createUuid();
    this.#sourceIds.set(source, (this.#sourceIds.get(source) ?? new Map<string, string>()).set(marked, id));
    this.sources.set(id, { id, ...facts, rootKey: rootKeyOf(source), publishedAt: this.now });
    return id;
  }
}

/** The driver gives a moment as text, the batch as a date. */
function releaseOf({ marking: { releaseAt } }: Known): Pick<NewAttestation, 'releaseAt'> {
  return { releaseAt: releaseAt && new Date(releaseAt) };
}

/** What of a marking makes the same facts another source. Within a batch it differs where an item inherits from another. */
function markedSourceKey({ tlp, sharingGroup, recipients, releaseAt, purposes }: NewAttestation): string {
  if (tlp < 2 && releaseAt === null && purposes.length === 0) return String(tlp);
  return JSON.stringify([tlp, sharingGroup, recipients, releaseAt, purposes]);
}

/** One entry for each outcome of a batch, and one for each edition in which statements were seen again. */
function notePublished(
  em: SqlEntityManager,
  originator: string,
  batch: { readonly published: readonly Published[]; readonly seenAgain: ReadonlyMap<string, readonly string[]> },
): void {
  const note = (kind: LedgerKind, items: readonly LedgerItem[], details = {}): void => {
    if (items.length > 0) noteInLedger(em, { kind, originator, recordType: 'Attestation', items, details });
  };
  const itemsOf = (wanted: PublishOutcome): LedgerItem[] =>
    batch.published.flatMap(({ outcome, id, version }) => (outcome === wanted ? [{ id, version }] : []));
  note('CREATED', itemsOf('ACCEPTED'));
  note('CHANGED', itemsOf('UPDATED'));
  for (const [listVersion, ids] of batch.seenAgain)
    note(
      'CHANGED',
      ids.map((id) => ({ id, version: null })),
      { listVersion },
    );
}

async function findKnown(
  em: SqlEntityManager,
  originator: string,
  keys: readonly string[],
): Promise<Map<string, Known>> {
  const rows = await runSql<Omit<Known, 'marking'> & PublishedMarking & { referenceKey: string }>(
    em,
    `select reference_key as "referenceKey", id, version, content_hash as "contentHash", state, withdrawal_reason as "withdrawalReason", list_version::text as "listVersion",
       tlp, sharing_group as "sharingGroup", recipients, release_at as "releaseAt", purposes, originator_display as "originatorDisplay"
     from attestation where superseded_at is null and originator = $1 and reference_key = any($2::uuid[])`,
    [originator, keys],
  );
  return new Map(rows.map(({ referenceKey, ...row }) => [referenceKey, { ...row, marking: row }]));
}

async function insertSources(em: SqlEntityManager, sources: ReadonlyMap<string, object>): Promise<void> {
  if (sources.size === 0) return;
  await runSql(
    em,
    `insert into source (id, originator, tlp, sharing_group, recipients, release_at, purposes, published_at, publisher, url, kind, title, retrieved_on, licence, root, root_key)
     select id, originator, tlp, "sharingGroup", recipients, "releaseAt", purposes, "publishedAt", publisher, url, kind, title, "retrievedOn", licence, root, "rootKey"
     from json_to_recordset($1::json) as x(id text, originator text, tlp smallint, "sharingGroup" text, recipients text[],
       "releaseAt" timestamptz, purposes text[], "publishedAt" timestamptz, publisher text, url text,
       kind text, title text, "retrievedOn" date, licence text, root text, "rootKey" text)
     on conflict (id) do update set published_at = excluded.published_at`,
    [JSON.stringify([...sources.values()])],
  );
}

async function supersede(
  em: SqlEntityManager,
  versions: readonly { id: string; version: number }[],
  at: Date,
): Promise<void> {
  if (versions.length === 0) return;
  await runSql(
    em,
    `update attestation a set superseded_at = $2 from json_to_recordset($1::json) as x(id uuid, version int)
     where a.id = x.id and a.version = x.version and a.superseded_at is null`,
    [JSON.stringify(versions), at],
  );
}

async function noteEdition(em: SqlEntityManager, seenAgain: ReadonlyMap<string, readonly string[]>): Promise<void> {
  for (const [edition, ids] of seenAgain) {
    await runSql(
      em,
      'update attestation set list_version = $1::date where superseded_at is null and id = any($2::uuid[])',
      [edition, ids],
    );
  }
}
