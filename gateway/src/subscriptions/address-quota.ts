export interface AddressQuotaBounds {
  /** In total. */
  readonly max: number;
  /** Of one network. */
  readonly maxPerNetwork: number;
}

/**
 * What callers without a credential may hold, by where they come from: nobody else tells one from another. So one of
 * them cannot take the places of all, and all of them together cannot take those of the members.
 */
export class AddressQuota {
  readonly #bounds: AddressQuotaBounds;
  readonly #byNetwork = new Map<string, number>();
  #held = 0;

  constructor(bounds: AddressQuotaBounds) {
    this.#bounds = bounds;
  }

  /** Takes a place. Returns what gives it back, safe to call twice; undefined when there is none left. */
  take(address: string): (() => void) | undefined {
    const network = networkOf(address);
    const held = this.#byNetwork.get(network) ?? 0;
    if (this.#held >= this.#bounds.max || held >= this.#bounds.maxPerNetwork) return undefined;
    this.#byNetwork.set(network, held + 1);
    this.#held += 1;
    let isHeld = true;
    return () => {
      if (isHeld) this.#giveBack(network);
      isHeld = false;
    };
  }

  #giveBack(network: string): void {
    this.#held -= 1;
    const left = (this.#byNetwork.get(network) ?? 1) - 1;
    if (left === 0) this.#byNetwork.delete(network);
    else this.#byNetwork.set(network, left);
  }
}

/**
 * The address, or of one of IPv6 the first 64 bits, which is what one subscriber is given to choose from (RFC 6177).
 *
 * @internal
 */
export function networkOf(address: string): string {
  const text = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (!text.includes(':')) return text;
  const [head = [], tail] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const zeros = tail ? Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0') : [];
  return [...head, ...zeros, ...(tail ?? [])].slice(0, 4).join(':');
}
