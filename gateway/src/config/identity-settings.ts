import { type OidcProvider, readOidcProviders } from './oidc-providers.js';
import type { SubgraphAddress } from './subgraph-address.js';
import type { VariableReader } from './variable-reader.js';

export interface IdentitySettings {
  /** The subgraph whose `keyHolder` says who holds a key. Without one every key is refused as unverifiable. */
  readonly subgraph?: string;
  /** How long a verdict on a key is taken without asking again, in milliseconds. Default 1,000. */
  readonly freshMs: number;
  /** How long a verdict stays good while the identity subgraph cannot be reached, in milliseconds. Default 900,000. */
  readonly staleMs: number;
  /** How long the identity subgraph may take to answer, in milliseconds. Default 2,000. */
  readonly timeoutMs: number;
  /** Members' own identity providers, whose access tokens are taken. Default: none. */
  readonly providers: readonly OidcProvider[];
}

const day = 86_400_000;

/** Reads how callers are known. */
export function readIdentity(reader: VariableReader, subgraphs: readonly SubgraphAddress[]): IdentitySettings {
  const subgraph = reader.optional('HUB_IDENTITY_SUBGRAPH');
  if (subgraph !== undefined && !subgraphs.some(({ name }) => name === subgraph)) {
    const names = subgraphs.map(({ name }) => name).join(', ');
    reader.refuse('HUB_IDENTITY_SUBGRAPH', `one of the names in HUB_SUBGRAPHS (${names})`, subgraph);
  }
  return {
    ...(subgraph !== undefined && { subgraph }),
    freshMs: reader.whole('HUB_IDENTITY_FRESH_MS', 1_000, 0, 60_000),
    staleMs: reader.whole('HUB_IDENTITY_STALE_MS', 900_000, 0, 900_000),
    timeoutMs: reader.whole('HUB_IDENTITY_TIMEOUT_MS', 2_000, 1, day),
    providers: readOidcProviders(reader),
  };
}
