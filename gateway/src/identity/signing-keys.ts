import { readFile } from 'node:fs/promises';
import { importSigningKey, pseudonymSecretOf, type SigningKey } from '@alliance/schema';
import { expectedSigningKeys, parseSigningKeys, type SigningKeySet } from '../config/signing-key-set.js';
import { emit } from '../telemetry/telemetry.js';
import { createSigningKeysOnce, signingKeysFile } from './signing-key-store.js';

/** How often the file is looked at for a new key, in milliseconds. */
const pollMs = 1_000;

/** The keys with which the hub signs tokens for subgraphs. A new one takes over without a restart. */
export interface SigningKeys {
  /** The one that signs now. */
  readonly current: SigningKey;
  /** What is published: the current key, and those before it while anything that they signed may be under way. */
  readonly publicKeySet: { readonly keys: readonly SigningKey['publicJwk'][] };
  /** Looks for no new keys any more. */
  close(): void;
}

/**
 * Opens the configured keys, or those in the data folder, which are made at the first start and looked after from then
 * on. Throws when the file holds none.
 */
export async function openSigningKeys(configured: SigningKeySet | undefined, dataDir: string): Promise<SigningKeys> {
  if (configured) return { ...(await importKeys(configured)), close: () => undefined };
  const file = signingKeysFile(dataDir);
  await createSigningKeysOnce(file);
  const watch = new WatchedKeys(file);
  await watch.open();
  return watch;
}

interface ImportedKeys {
  readonly current: SigningKey;
  readonly publicKeySet: { readonly keys: readonly SigningKey['publicJwk'][] };
}

async function importKeys({ keys, pseudonymSecret }: SigningKeySet): Promise<ImportedKeys> {
  const [first, ...others] = keys;
  const secret = pseudonymSecret ?? pseudonymSecretOf(others.at(-1) ?? first);
  const pseudonyms = Buffer.from(secret, 'base64url');
  const [current, ...published] = await Promise.all([first, ...others].map((jwk) => importSigningKey(jwk, pseudonyms)));
  if (!current) throw new Error('A set of keys has a first one.');
  return { current, publicKeySet: { keys: [current, ...published].map(({ publicJwk }) => publicJwk) } };
}

class WatchedKeys implements SigningKeys {
  #text = '';
  #keys: ImportedKeys | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(private readonly file: string) {}

  get current(): SigningKey {
    return this.#imported.current;
  }

  get publicKeySet(): ImportedKeys['publicKeySet'] {
    return this.#imported.publicKeySet;
  }

  async open(): Promise<void> {
    await this.#read();
    this.#lookAgain();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  get #imported(): ImportedKeys {
    if (!this.#keys) throw new Error('The signing keys were not opened.');
    return this.#keys;
  }

  async #read(): Promise<void> {
    const text = await readFile(this.file, 'utf8');
    if (text === this.#text) return;
    const set = parseSigningKeys(text);
    if (!set) throw new TypeError(`${this.file}: expected ${expectedSigningKeys}.`);
    const before = this.#keys?.current.keyId;
    const { current } = (this.#keys = await importKeys(set));
    this.#text = text;
    if (before !== undefined && before !== current.keyId) emit({ kind: 'signing-key-changed', keyId: current.keyId });
  }

  #lookAgain(): void {
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => {
      // A file that is none, or gone, changes nothing: the keys that are known go on signing.
      this.#read()
        .catch((error: unknown) => {
          emit({ kind: 'unexpected-error', error });
        })
        .finally(() => {
          this.#lookAgain();
        });
    }, pollMs).unref();
  }
}
