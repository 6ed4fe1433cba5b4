import { createRemoteJWKSet } from 'jose';
import { refusal, TokenRefusedError, type VerifiedViewer, verifySubgraphToken } from '@alliance/schema';

/** Verdicts kept at most; the oldest goes first. */
const maxCachedVerdicts = 10_000;

export interface VerifierOptions {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Name of this subgraph. */
  readonly audience: string;
}

/** Turns the `authorization` header of a call into its viewer, and says how long that holds. */
export type ViewerVerifier = (authorization: string | undefined) => Promise<VerifiedViewer>;

/**
 * Verifies the hub's tokens against its published keys, and remembers each verdict until the token expires: the hub
 * sends the same token many times.
 *
 * The returned function throws a refusal with code SUBGRAPH_TOKEN_REFUSED for anything but a valid token for this
 * subgraph, also when the call brings none.
 */
export function createViewerVerifier({ issuer, jwksUrl, audience }: VerifierOptions): ViewerVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 1000 });
  const verdicts = new Map<string, VerifiedViewer>();

  return async (authorization) => {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
    if (token === undefined) throw tokenRefusal(audience);
    const known = verdicts.get(token);
    if (known && known.expiresAtMs > Date.now()) return known;
    const verdict = await verifySubgraphToken(token, { keys, issuer, audience }).catch((error: unknown) => {
      if (error instanceof TokenRefusedError) throw tokenRefusal(audience);
      throw error;
    });
    verdicts.delete(token);
    verdicts.set(token, verdict);
    const oldest = verdicts.keys().next();
    if (verdicts.size > maxCachedVerdicts && !oldest.done) verdicts.delete(oldest.value);
    return verdict;
  };
}

function tokenRefusal(audience: string): Error {
  return refusal(
    'SUBGRAPH_TOKEN_REFUSED',
    `The subgraph "${audience}" answers the hub alone. Call the gateway instead.`,
  );
}
