import { AsyncLocalStorage } from 'node:async_hooks';
import type { SessionContext } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { GraphQLError } from 'graphql';
import { type GroupMembership, membershipIn, tlpLevel, type Viewer } from '@alliance/schema';
import { type DisclosedRecord, Disclosures } from '../ledger/disclosures.js';
import { insertLedgerEntries, noteInLedger, openLedgerNotes } from '../ledger/insert-ledger-entries.js';
import { issueRecalls, openRecallNotes } from '../recall/issue-recalls.js';

/**
 * How long the database works on one statement, in milliseconds; then it ends it with an error, and the transaction with
 * it. Twice as long as the hub waits for an answer by default: a request that nobody waits for any more gives its
 * connection back, also when it waits for a lock.
 */
const statementTimeoutMs = 60_000;

/** A transaction that is read in. */
interface Reading {
  readonly em: Promise<SqlEntityManager>;
  /** What was asked in it and is not answered yet. */
  readonly asked: Set<Promise<unknown>>;
}

/** The session of whose question or change the code is a part. */
const asking = new AsyncLocalStorage<Session>();

/**
 * One request's way to the tables. Everything it reads happens in one read-only transaction that begins with the
 * viewer, so that lists and their counts agree; each write is a transaction of its own, committed before it is
 * answered. There is no way to the tables without a viewer.
 *
 * It holds one connection at a time: what is asked while it writes waits for that, and writes take turns. Were it to hold
 * one while it waits for another, as many requests as there are connections would wait for each other for ever.
 */
export class Session {
  #reading: Reading | undefined;
  /** Settles when nothing is written; undefined while that is so. */
  #writing: Promise<undefined> | undefined;
  #writes = 0;
  #isLeft = false;
  #hasEnded = false;

  readonly #disclosures: Disclosures;
  #dueWrites: ((em: SqlEntityManager) => Promise<void>)[] = [];

  constructor(
    private readonly root: SqlEntityManager,
    readonly viewer: Viewer,
    /** The moment as of which is read; undefined for now. */
    readonly asOf?: Date,
    /** Called when entries of the ledger have been committed. */
    private readonly onLedgerEntries: () => void = () => undefined,
  ) {
    this.#disclosures = new Disclosures(viewer);
  }

  /** How often it has written: what was read before it wrote may have changed since. */
  get writes(): number {
    return this.#writes;
  }

  /**
   * Asks the database what this viewer may see. The question asks by the entity manager that it is given, not by this
   * session, which may wait for it.
   */
  async read<T>(question: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    this.#refuseWithin();
    while (this.#writing !== undefined) await this.#writing;
    this.requireOpen();
    this.requireReader();
    const { em, asked } = (this.#reading ??= { em: this.begin(), asked: new Set() });
    const answer = em.then((opened) => {
      this.requireReader();
      return asking.run(this, question, opened);
    });
    asked.add(answer);
    try {
      return await answer;
    } finally {
      asked.delete(answer);
    }
  }

  /**
   * Changes the database in this viewer's name. Committed when the returned promise resolves, undone when `change`
   * throws. What is read afterwards includes the change. What `change` says by `noteInLedger` and `recallFromReaders` is
   * committed with it. As a question, it asks by its entity manager alone.
   */
  async write<T>(change: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    this.#refuseWithin();
    this.requireOpen();
    const before = this.#writing;
    const turn = Promise.withResolvers<undefined>();
    this.#writing = turn.promise;
    try {
      await before;
      await this.close();
      return await this.#commit(change);
    } finally {
      if (this.#writing === turn.promise) this.#writing = undefined;
      turn.resolve(undefined);
    }
  }

  /**
   * Notes that a record becomes part of the answer. What is AMBER or narrower and another institution's is written in
   * the ledger before the answer leaves; whatever else costs nothing.
   *
   * @param recordType - name of the record's type in the graph
   */
  disclose(recordType: string, record: DisclosedRecord): void {
    this.#disclosures.add(recordType, record);
  }

  /** Has something written that is true as soon as the answer leaves, once the answer is complete. */
  writeBeforeAnswer(change: (em: SqlEntityManager) => Promise<void>): void {
    this.#dueWrites.push(change);
  }

  /** Writes what is due before the answer leaves, its disclosures above all. While this throws, it must not leave. */
  async prepareAnswer(): Promise<void> {
    const due = this.#dueWrites;
    this.#dueWrites = [];
    if (due.length > 0) {
      await this.write(async (em) => {
        for (const change of due) await change(em);
      });
    }
    await this.recordDisclosures();
  }

  /** Writes in the ledger what was disclosed since the last time. */
  async recordDisclosures(): Promise<void> {
    const notes = this.#disclosures.take();
    if (notes.length === 0) return;
    await this.write((em) => {
      for (const note of notes) noteInLedger(em, note);
      return Promise.resolve();
    });
  }

  /** Ends the reading transaction and gives its connection back. The session may go on afterwards. */
  async close(): Promise<void> {
    const reading = this.#reading;
    this.#reading = undefined;
    if (reading === undefined) return;
    const em = await reading.em.catch(() => undefined);
    // What is asked of a connection that was given back is asked in nobody's name, or in that of whoever has it next.
    await Promise.allSettled(reading.asked);
    await em?.rollback();
  }

  /**
   * Ends the session for good, once its request is answered. A resolver may still run then, since a null in a non-null
   * place answers for its siblings; were it let in, it would open a transaction that nobody ends any more.
   */
  async end(): Promise<void> {
    this.#hasEnded = true;
    await this.close();
  }

  /**
   * Says that whoever asked has gone, since its time was over or it did not want to wait. A request that has changed
   * nothing reads no further then: its connection is for others. One that has goes on to its end.
   */
  leave(): void {
    this.#isLeft = true;
  }

  /** @internal Throws when nobody reads the answer, and nothing was changed. */
  requireReader(): void {
    // Nothing went wrong here, so nothing is logged as if it had.
    if (this.#isLeft && this.#writes === 0)
      throw new GraphQLError('Whoever asked has gone; nothing more is read for it.');
  }

  /** @internal Throws when the request is answered. */
  requireOpen(): void {
    if (this.#hasEnded) throw new Error('The request is answered; its session reads and writes nothing any more.');
  }

  /** Opens a reading transaction that begins with the viewer; whoever opens it rolls it back. */
  protected async begin(): Promise<SqlEntityManager> {
    const em = this.#fork();
    await em.begin({ readOnly: true, isolationLevel: 'repeatable read' as never });
    return em;
  }

  async #commit<T>(change: (em: SqlEntityManager) => Promise<T>): Promise<T> {
    let hasNotes = false;
    const result = await this.#fork().transactional(async (em) => {
      const recalls = openRecallNotes(em);
      const changeNotes = openLedgerNotes(em);
      const changed = await asking.run(this, change, em);
      const notes = [...changeNotes, ...(await issueRecalls(em, this.viewer, recalls))];
      await insertLedgerEntries(em, this.viewer, notes);
      hasNotes = notes.length > 0;
      return changed;
    });
    this.#writes += 1;
    if (hasNotes) this.onLedgerEntries();
    return result;
  }

  /** A question within a question or a change would wait for what waits for it, or for a connection beside its own. */
  #refuseWithin(): void {
    if (asking.getStore() === this) throw new Error('Within a question or a change its entity manager is asked alone.');
  }

  #fork(): SqlEntityManager {
    return this.root.fork({ session: sessionContextOf(this.viewer, this.asOf) });
  }
}

/**
 * The viewer as the session variables that the policies read, and what bounds its statements.
 *
 * @param asOf - reads what was released at that moment; one that lies ahead counts as now
 */
export function sessionContextOf(viewer: Viewer, asOf?: Date): SessionContext {
  const isMember = viewer.kind === 'member';
  return {
    variables: {
      statement_timeout: statementTimeoutMs,
      'hub.viewer': viewer.kind,
      'hub.member': isMember ? viewer.member : '',
      'hub.caller': isMember ? viewer.caller : '',
      'hub.clearance': isMember ? tlpLevel(viewer.clearance) : 0,
      'hub.purpose': isMember ? (viewer.purpose ?? '') : '',
      'hub.roles': arrayLiteral(isMember ? viewer.roles : []),
      'hub.as_of': asOf?.toISOString() ?? '',
      ...groupVariables(isMember ? viewer.groups : []),
    },
  };
}

/** Each group once: the first entry counts, as for `membershipIn` of the schema package. */
function groupVariables(memberships: readonly GroupMembership[]): Record<string, string> {
  const groups = memberships.filter((membership) => membershipIn(memberships, membership.id) === membership);
  const joined = groups.filter(({ joinSees }) => joinSees === 'FROM_JOIN');
  const writable = groups.filter(({ mayWrite }) => mayWrite);
  return {
    'hub.groups': arrayLiteral(groups.filter((group) => !joined.includes(group)).map(({ id }) => id)),
    'hub.joined_groups': arrayLiteral(joined.map(({ id }) => id)),
    'hub.joined_since': arrayLiteral(joined.map(({ since }) => since)),
    'hub.write_groups': arrayLiteral(writable.map(({ id }) => id)),
    'hub.write_max_tlp': arrayLiteral(writable.map(({ maxTlp }) => String(tlpLevel(maxTlp)))),
  };
}

/** A text array as PostgreSQL writes it (PostgreSQL documentation, 8.15.6). */
function arrayLiteral(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;
}
