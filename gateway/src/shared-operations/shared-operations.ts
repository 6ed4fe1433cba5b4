import { createHash } from 'node:crypto';
import { InMemoryLRUCache, type KeyValueCache } from '@apollo/utils.keyvaluecache';
import { createClient } from '@redis/client';
import { emit } from '../telemetry/telemetry.js';

export interface SharedOperationsSettings {
  /** Address of a Redis or Valkey, with its password. Never for logs. */
  readonly url: string;
  /** How long Redis may take, to connect and to answer one question, in milliseconds. */
  readonly times?: { readonly connectMs: number; readonly answerMs: number };
}

const defaultTimes = { connectMs: 2_000, answerMs: 200 };

/** How long an operation is kept after it was last registered, in seconds: a week. */
const keptForS = 604_800;
const longestRetryMs = 5_000;
const keyPrefix = 'hub:';

type Redis = ReturnType<typeof connect>;

/**
 * Persisted operations that several gateways share through Redis: the texts behind the hashes of Apollo's automatic
 * persisted queries. What this gateway has seen it keeps in memory, too, bounded, and asks nobody for it.
 *
 * While Redis is away nothing is shared, and nothing else happens: nothing waits for it to come back, questions are
 * answered from memory, and one event tells it, another that it is back. Nothing here ever throws. Whoever opens it closes it.
 */
export class SharedOperations implements KeyValueCache {
  readonly #url: string;
  readonly #times: { readonly connectMs: number; readonly answerMs: number };
  readonly #memory = new InMemoryLRUCache();
  #redis: Redis;
  #firstAnswer: NodeJS.Timeout | undefined;
  #state: 'starting' | 'up' | 'down' | 'closed' = 'starting';

  /** Begins to connect, and returns at once. */
  constructor({ url, times = defaultTimes }: SharedOperationsSettings) {
    this.#url = url;
    this.#times = times;
    this.#redis = this.#open();
  }

  async get(key: string): Promise<string | undefined> {
    const known = await this.#memory.get(key);
    if (known !== undefined) return known;
    const text = await this.#ask((redis) => redis.get(keyPrefix + key));
    // Whoever can write there could put a text of his own under a hash that members trust.
    if (text === undefined || text === null || !isTextOf(key, text)) return undefined;
    await this.#memory.set(key, text);
    return text;
  }

  async set(key: string, text: string): Promise<void> {
    await this.#memory.set(key, text);
    await this.#ask((redis) => redis.set(keyPrefix + key, text, { expiration: { type: 'EX', value: keptForS } }));
  }

  async delete(key: string): Promise<void> {
    await this.#memory.delete(key);
    await this.#ask((redis) => redis.del(keyPrefix + key));
  }

  close(): void {
    this.#state = 'closed';
    this.#drop();
  }

  /** Undefined when Redis is away, breaks or takes too long. */
  async #ask<T>(question: (redis: Redis) => Promise<T>): Promise<T | undefined> {
    const redis = this.#redis;
    if (this.#state !== 'up' || !redis.isReady) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        resolve(undefined);
        this.#replace(redis);
      }, this.#times.answerMs);
    });
    try {
      return await Promise.race([question(redis), tooLate]);
    } catch (error) {
      this.#report(error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  #open(): Redis {
    const redis = connect(this.#url, this.#times.connectMs);
    redis.on('error', (error: unknown) => this.#report(error));
    redis.on('ready', () => void this.#greet(redis));
    // A machine takes connections for a Redis that hangs, which then never answers the ping.
    this.#firstAnswer = setTimeout(() => {
      this.#report(new Error(`no answer within ${this.#times.connectMs} ms`));
    }, this.#times.connectMs).unref();
    // Failures come as 'error', too; this ends when the client is destroyed.
    redis.connect().catch(() => undefined);
    return redis;
  }

  /** Shares from the first answer on. A Redis that is still loading its data refuses, and is asked again. */
  async #greet(redis: Redis): Promise<void> {
    try {
      await redis.ping();
    } catch (error) {
      this.#report(error);
      setTimeout(() => {
        if (this.#isInUse(redis) && redis.isReady) void this.#greet(redis);
      }, longestRetryMs).unref();
      return;
    }
    if (!this.#isInUse(redis)) return;
    clearTimeout(this.#firstAnswer);
    if (this.#state !== 'up') emit({ kind: 'shared-operations-up' });
    this.#state = 'up';
  }

  #isInUse(redis: Redis): boolean {
    return this.#state !== 'closed' && redis === this.#redis;
  }

  /** A connection that no longer answers may be dead without saying so; a new one finds out. */
  #replace(silent: Redis): void {
    if (!this.#isInUse(silent)) return;
    this.#report(new Error(`no answer within ${this.#times.answerMs} ms`));
    this.#drop();
    this.#redis = this.#open();
  }

  #drop(): void {
    clearTimeout(this.#firstAnswer);
    // Without the listeners: an end that we bring about is no failure. One stays, since 'error' without any throws.
    this.#redis.removeAllListeners().on('error', () => undefined);
    this.#redis.destroy();
  }

  /** Once for each time that Redis goes away. */
  #report(error: unknown): void {
    if (this.#state === 'down' || this.#state === 'closed') return;
    this.#state = 'down';
    emit({ kind: 'shared-operations-down', error });
  }
}

function connect(url: string, connectTimeout: number) {
  return createClient({
    url,
    // What every Redis and Valkey speaks, and nothing to negotiate.
    RESP: 2,
    disableClientInfo: true,
    maintNotifications: 'disabled',
    disableOfflineQueue: true,
    socket: { connectTimeout, reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, longestRetryMs) },
  });
}

/** Whether the key ends in the text's SHA-256, as those of persisted operations do. */
function isTextOf(key: string, text: string): boolean {
  return key.endsWith(createHash('sha256').update(text).digest('hex'));
}
