import { Quota } from './quota.js';

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
  readonly #networks: Quota;

  constructor({ max, maxPerNetwork }: AddressQuotaBounds) {
    this.#networks = new Quota({ max, maxPerHolder: maxPerNetwork });
  }

  /** Takes a place. Returns what gives it back, safe to call twice; undefined when there is none left. */
  take(address: string): (() => void) | undefined {
    return this.#networks.take(networkOf(address));
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
