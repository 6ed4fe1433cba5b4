import type { SubscriptionSettings } from '../../config/subscription-settings.js';
import { InvalidSupergraphError } from '../../engine/supergraph.js';

/**
 * Throws an `InvalidSupergraphError` that names each subgraph which cannot be called by the address that the supergraph
 * has for it. A subgraph that only tells events needs none there when it has one in HUB_SUBSCRIPTION_PROTOCOLS.
 *
 * @param urls - address of each subgraph, by name
 */
export function checkAddresses(
  urls: ReadonlyMap<string, string>,
  carriers: SubscriptionSettings['carriers'] = {},
): void {
  const mistakes = [...urls].flatMap(([name, url]) => {
    const carrier = Object.hasOwn(carriers, name) ? carriers[name] : undefined;
    const mistake = carrier?.url === undefined ? mistakeIn(url, carrier ? ofEvents : ofQueries) : undefined;
    return mistake === undefined ? [] : [`Subgraph "${name}" has ${mistake}, ${needed}.`];
  });
  if (mistakes.length > 0) throw new InvalidSupergraphError(mistakes.join(' '));
}

const needed = 'and needs one that begins with http:// or https://';
const ofQueries = ['http:', 'https:'];
const ofEvents = [...ofQueries, 'ws:', 'wss:'];

/** The address itself is not told: there may be a password in it. */
function mistakeIn(url: string, schemes: readonly string[]): string | undefined {
  if (url.trim() === '') return 'no address';
  const scheme = URL.parse(url)?.protocol;
  if (scheme === undefined) return 'an address that cannot be read';
  return schemes.includes(scheme) ? undefined : `an address that begins with "${scheme}"`;
}
