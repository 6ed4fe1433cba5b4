import { randomUUID } from 'node:crypto';

/** Who asks. The first eight are those whom the issue names; the others see what the first ones must not. */
export const viewerNames = [
  'public',
  'outsider',
  'latecomer',
  'lowly',
  'clerk',
  'insider',
  'recipient',
  'investigator',
  'originator',
  'steward',
] as const;

export type ViewerName = (typeof viewerNames)[number];

/** A record that some viewers must not learn of. */
export interface Secret {
  readonly name: string;
  /** Exactly those who may. */
  readonly audience: readonly ViewerName[];
  /** A word that stands in every text of it and nowhere else. */
  readonly canary: string;
}

/** Where a word or an id of a secret was seen. */
export interface Sighting {
  readonly secret: string;
  readonly viewer: ViewerName;
  readonly where: string;
}

/**
 * The secrets, and the ids under which they are asked for. An id that the hub gives is stood for by a random one until
 * the secret is there, so that before and after the same question is asked: once for something that never was.
 */
export class Secrets {
  readonly #secrets = new Map<string, Secret>();
  readonly #ids = new Map<string, { readonly secret: string; readonly standIn: string; id?: string }>();

  /** Says that there will be a secret. */
  declare(name: string, audience: readonly ViewerName[]): Secret {
    const canary = `canary${name.replaceAll(/[^a-z]/g, '')}qz`;
    const secret = { name, audience, canary };
    this.#secrets.set(name, secret);
    return secret;
  }

  get all(): readonly Secret[] {
    return [...this.#secrets.values()];
  }

  get(name: string): Secret {
    const secret = this.#secrets.get(name);
    if (secret === undefined) throw new Error(`There is no secret ${name}.`);
    return secret;
  }

  /**
   * Says that the hub will give an id to a secret, or to a part of it.
   *
   * @param id - when it is known beforehand, such as that of an address
   */
  expectId(slot: string, secret: string, id?: string): void {
    const known = { secret: this.get(secret).name, standIn: id ?? randomUUID() };
    this.#ids.set(slot, id === undefined ? known : { ...known, id });
  }

  /** Says which id it was. */
  learnId(slot: string, id: string): void {
    const known = this.#ids.get(slot);
    if (known === undefined) throw new Error(`Nobody expects the id ${slot}.`);
    known.id = id;
  }

  /** What to ask with: the id, or what stands for it while there is none. */
  id(slot: string): string {
    const known = this.#ids.get(slot);
    if (known === undefined) throw new Error(`There is no id ${slot}.`);
    return known.id ?? known.standIn;
  }

  /** What was never an id of anything. */
  standIn(slot: string): string {
    return this.#ids.get(slot)?.standIn ?? slot;
  }

  /** All slots whose name begins so. */
  slots(prefix: string): string[] {
    return [...this.#ids.keys()].filter((slot) => slot.startsWith(prefix));
  }

  /** A text in which the ids of secrets, and what stood for them, are named alike. */
  withoutIds(text: string): string {
    const slots = new Map<string, string>();
    for (const [slot, { standIn, id }] of this.#ids) {
      slots.set(standIn, slot);
      if (id !== undefined) slots.set(id, slot);
    }
    return text.replaceAll(idPattern, (word) => {
      const slot = slots.get(word);
      return slot === undefined ? word : `<${slot}>`;
    });
  }

  /** The secrets of which a text tells, by a word or by an id; what the question said already tells nothing. */
  toldBy(text: string, question: string): Secret[] {
    const [told, asked] = [this.#marksIn(text), this.#marksIn(question)];
    const secrets = [...told].flatMap(([mark, secret]) => (asked.has(mark) ? [] : [secret]));
    return [...new Set(secrets)].map((name) => this.get(name));
  }

  /** Words and ids of secrets that stand in a text, with the secret to which each belongs. */
  #marksIn(text: string): Map<string, string> {
    const owners = new Map(this.all.map(({ name, canary }) => [canary, name]));
    for (const { secret, id } of this.#ids.values()) if (id !== undefined) owners.set(id, secret);
    const words = [...text.toLowerCase().matchAll(canaryPattern), ...text.matchAll(idPattern)].map(([word]) => word);
    const marks = new Map<string, string>();
    for (const word of words) {
      const owner = owners.get(word);
      if (owner !== undefined) marks.set(word, owner);
    }
    return marks;
  }
}

const canaryPattern = /canary[a-z]*qz/g;
/** Whatever can be an id: a UUID, a hash, the id of a key, a CAIP-10 id. */
const idPattern = /[\w:-]{12,}/g;
