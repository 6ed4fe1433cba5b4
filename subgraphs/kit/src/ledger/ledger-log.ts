import type { SqlEntityManager } from '@mikro-orm/postgresql';
import {
  foldSubtrees,
  GrowingTree,
  type HashedNode,
  type LedgerSigner,
  type LeafRange,
  nodesOfRange,
  type SignedLedgerHead,
  type TreeHash,
  type TreeNode,
} from '@alliance/schema';
import { runSql } from '../database/run-sql.js';

/** One process at a time adds to the log: key of a PostgreSQL advisory lock ("hub", 2). */
const sequencingLock = 0x687562_02;

/** Entries that get their place in one transaction. */
const batchSize = 2000;

/** The log holds other subtrees than its last head promised. Nothing is signed any more until that is explained. */
export class BrokenLedgerError extends Error {
  override readonly name = 'BrokenLedgerError';
}

export interface SequencedBatch {
  readonly head: SignedLedgerHead;
  /** Entries that got their place. */
  readonly count: number;
  /** Whether more may be waiting. */
  readonly isFull: boolean;
}

/**
 * Gives the entries that wait their places in the log, and signs a head over them. Runs as the owner of the tables,
 * within a transaction; other processes wait until it ends.
 *
 * @throws BrokenLedgerError when what is stored is not what the last head promised
 */
export async function sequenceBatch(
  em: SqlEntityManager,
  { origin, signer }: { readonly origin: string; readonly signer: LedgerSigner },
): Promise<SequencedBatch> {
  await runSql(em, 'select pg_advisory_xact_lock($1)', [sequencingLock]);
  const last = await readLastHead(em);
  const waiting = await readWaiting(em);
  if (last !== undefined && waiting.length === 0 && last.publicKey === signer.publicKey && last.origin === origin)
    return { head: last, count: 0, isFull: false };
  const tree = await resumeTree(em, last);
  const completed = waiting.flatMap(({ hash }) => tree.append(Buffer.from(hash, 'hex')));
  await storeLeaves(em, tree.size - waiting.length, waiting);
  await storeNodes(em, completed);
  const at = new Date(Math.max(Date.now(), Date.parse(last?.at ?? '') || 0)).toISOString();
  const head = signer.sign({ origin, size: tree.size, root: tree.root().toString('hex'), at });
  await storeHead(em, head);
  return { head, count: waiting.length, isFull: waiting.length === batchSize };
}

/** The hashes of ranges of the log, each from the subtrees that are stored. Reads a few rows, however long the log. */
export async function readRanges(em: SqlEntityManager, ranges: readonly LeafRange[]): Promise<TreeHash[]> {
  const parts = ranges.map(nodesOfRange);
  const hashes = await readNodes(em, parts.flat());
  let from = 0;
  return parts.map((nodes) => foldSubtrees(hashes.slice(from, (from += nodes.length))));
}

/** A head with its number; the heads of a ledger are counted from 1. */
export type NumberedHead = SignedLedgerHead & { readonly number: number };

/** The newest head; undefined before the first. */
export async function readLastHead(em: SqlEntityManager): Promise<NumberedHead | undefined> {
  const [row] = await runSql<HeadRecord>(em, `${headSql} order by ledger_head.number desc limit 1`);
  return row && headOf(row);
}

/** Heads in the order in which they were signed, beginning after a number; 0 begins with the first. */
export async function readHeads(
  em: SqlEntityManager,
  { after, first }: { readonly after: number; readonly first: number },
): Promise<NumberedHead[]> {
  const rows = await runSql<HeadRecord>(
    em,
    `${headSql} where ledger_head.number > $1 order by ledger_head.number limit $2`,
    [after, first],
  );
  return rows.map(headOf);
}

const headSql = `select number::text, origin, size::text, root, (extract(epoch from at) * 1000)::bigint::text as millis, signature,
  public_key as "publicKey" from ledger_head`;

/** As the driver gives it: large numbers as text. */
interface HeadRecord extends Omit<SignedLedgerHead, 'size' | 'at'> {
  readonly number: string;
  readonly size: string;
  readonly millis: string;
}

function headOf({ number, size, millis, ...head }: HeadRecord): NumberedHead {
  return { ...head, number: Number(number), size: Number(size), at: new Date(Number(millis)).toISOString() };
}

interface WaitingEntry {
  readonly id: string;
  readonly hash: string;
}

/** In the order of their times as far as it is known; two that meet are told apart by their ids. */
function readWaiting(em: SqlEntityManager): Promise<WaitingEntry[]> {
  return runSql<WaitingEntry>(
    em,
    `select e.id, ledger_leaf_hash(e) as hash from ledger_pending p join ledger_entry e on e.id = p.entry
     order by e.at, e.id limit $1`,
    [batchSize],
  );
}

async function resumeTree(em: SqlEntityManager, last: SignedLedgerHead | undefined): Promise<GrowingTree> {
  if (last === undefined) return new GrowingTree();
  const nodes = nodesOfRange({ start: 0, end: last.size });
  const hashes = await readNodes(em, nodes);
  const tree = new GrowingTree(
    last.size,
    nodes.map((node, index) => ({ ...node, hash: hashes[index] ?? Buffer.alloc(0) })),
  );
  if (tree.root().toString('hex') === last.root) return tree;
  throw new BrokenLedgerError(
    `The ledger does not hold what its head of ${last.at} over ${String(last.size)} entries promised. Nothing is added to it any more; run \`hub ledger verify\`.`,
  );
}

async function readNodes(em: SqlEntityManager, nodes: readonly TreeNode[]): Promise<TreeHash[]> {
  if (nodes.length === 0) return [];
  const rows = await runSql<{ hash: string | null }>(
    em,
    `select coalesce(n.hash, l.hash) as hash
     from unnest($1::smallint[], $2::bigint[]) with ordinality as x(level, "index", place)
     left join ledger_node n on n.level = x.level and n."index" = x."index" and x.level > 0
     left join ledger_leaf l on l."index" = x."index" and x.level = 0
     order by x.place`,
    [nodes.map(({ level }) => level), nodes.map(({ index }) => index)],
  );
  return rows.map(({ hash }, place) => {
    if (hash !== null) return Buffer.from(hash, 'hex');
    const { level, index } = nodes[place] ?? {};
    throw new BrokenLedgerError(
      `The ledger lacks ${level === 0 ? 'the leaf' : `the subtree of level ${String(level)} at`} ${String(index)}.`,
    );
  });
}

async function storeLeaves(em: SqlEntityManager, size: number, entries: readonly WaitingEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const ids = entries.map(({ id }) => id);
  await runSql(
    em,
    `insert into ledger_leaf ("index", entry, hash)
     select $1::bigint + x.place - 1, x.id, x.hash from unnest($2::uuid[], $3::text[]) with ordinality as x(id, hash, place)`,
    [size, ids, entries.map(({ hash }) => hash)],
  );
  await runSql(em, 'delete from ledger_pending where entry = any($1::uuid[])', [ids]);
}

async function storeNodes(em: SqlEntityManager, completed: readonly HashedNode[]): Promise<void> {
  const nodes = completed.filter(({ level }) => level > 0);
  if (nodes.length === 0) return;
  await runSql(
    em,
    `insert into ledger_node (level, "index", hash)
     select level, "index", hash from unnest($1::smallint[], $2::bigint[], $3::text[]) as x(level, "index", hash)`,
    [nodes.map(({ level }) => level), nodes.map(({ index }) => index), nodes.map(({ hash }) => hash.toString('hex'))],
  );
}

async function storeHead(em: SqlEntityManager, head: SignedLedgerHead): Promise<void> {
  await runSql(
    em,
    `insert into ledger_head (number, origin, size, root, at, signature, public_key)
     select coalesce(max(number), 0) + 1, $1, $2, $3, $4::timestamptz, $5, $6 from ledger_head`,
    [head.origin, head.size, head.root, head.at, head.signature, head.publicKey],
  );
}
