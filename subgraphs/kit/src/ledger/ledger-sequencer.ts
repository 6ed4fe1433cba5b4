import type { MikroORM, SqlEntityManager } from '@mikro-orm/postgresql';
import type { JWK } from 'jose';
import { createLedgerSigner, generateSigningJwk, type LedgerSigner, type SignedLedgerHead } from '@alliance/schema';
import { connect, type DatabaseConnections } from '../database/database.js';
import { runSql } from '../database/run-sql.js';
import { sequenceBatch } from './ledger-log.js';

/** How long entries wait for others before they get their place, in milliseconds; also how often a head is signed at most. */
const gatheringMs = 1000;

/** How often it is looked whether another process left entries behind, in milliseconds. */
const lookingMs = 10_000;

export interface LedgerSequencerOptions {
  /** Name of the subgraph. */
  readonly origin: string;
  readonly connections: Pick<DatabaseConnections, 'databaseOwnerUrl'>;
  /** Private Ed25519 JWK. Default: one that is made once and kept in the database, for its owner alone. */
  readonly key?: JWK | undefined;
  /** Called when entries could not get their place. They wait, and it is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Gives the entries of the ledger their places in the log, behind the requests that wrote them. Several processes may do
 * so at once: they take turns. Whoever starts it stops it.
 */
export interface LedgerSequencer {
  /** Says that entries have been written. Returns at once. */
  poke(): void;
  /** Gives all entries that wait their place, and answers the head over them. Throws when that fails. */
  sequence(): Promise<SignedLedgerHead>;
  /** Sequences once more, and closes the connection. */
  stop(): Promise<void>;
}

/** Connects as the owner of the tables, makes sure that there is a key and a first head, and begins to watch. */
export async function startLedgerSequencer(options: LedgerSequencerOptions): Promise<LedgerSequencer> {
  const orm = await connect({ entities: [], migrations: [], grants: {} }, options.connections.databaseOwnerUrl, 1);
  try {
    const signer = options.key
      ? createLedgerSigner(options.key)
      : await orm.em.fork().transactional((em) => loadSigner(em));
    const sequencer = new RunningSequencer(orm, signer, options);
    await sequencer.sequence();
    return sequencer;
  } catch (error) {
    await orm.close();
    throw error;
  }
}

/** Of two processes that start at once one makes the key, and both read it. */
async function loadSigner(em: SqlEntityManager): Promise<LedgerSigner> {
  const made = JSON.stringify(await generateSigningJwk());
  await runSql(em, 'insert into ledger_key (id, private_jwk) values (1, $1) on conflict do nothing', [made]);
  const [kept] = await runSql<{ jwk: string }>(em, 'select private_jwk as jwk from ledger_key');
  return createLedgerSigner(JSON.parse(kept?.jwk ?? '{}') as JWK);
}

class RunningSequencer implements LedgerSequencer {
  #gathering: NodeJS.Timeout | undefined;
  readonly #looking: NodeJS.Timeout;
  #turn: Promise<unknown> = Promise.resolve();
  #hasStopped = false;

  constructor(
    private readonly orm: MikroORM,
    private readonly signer: LedgerSigner,
    private readonly options: LedgerSequencerOptions,
  ) {
    this.#looking = setInterval(() => this.#try(), lookingMs).unref();
  }

  poke(): void {
    if (this.#hasStopped) return;
    this.#gathering ??= setTimeout(() => this.#try(), gatheringMs).unref();
  }

  sequence(): Promise<SignedLedgerHead> {
    const turn = this.#turn.then(() => this.#sequenceAll());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    this.#hasStopped = true;
    clearInterval(this.#looking);
    this.#try();
    await this.#turn;
    await this.orm.close();
  }

  #try(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.sequence().catch(this.options.onFailure);
  }

  async #sequenceAll(): Promise<SignedLedgerHead> {
    const { origin } = this.options;
    for (;;) {
      const batch = await this.orm.em.fork().transactional((em) => sequenceBatch(em, { origin, signer: this.signer }));
      if (!batch.isFull) return batch.head;
    }
  }
}
