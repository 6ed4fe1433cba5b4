import { createRemoteJWKSet } from 'jose';
import {
  type NonceMemory,
  refusal,
  type SignableRequest,
  SignatureRefusedError,
  verifyRequest,
} from '@alliance/schema';

/** Checks that the hub itself sent a request, just now and just once. */
export type RequestVerifier = (request: SignableRequest) => Promise<void>;

/**
 * Verifies the hub's signature of a request (RFC 9421) against its published keys. Each process remembers what it has
 * seen: where several serve one address, a request could be repeated to another of them within a minute.
 *
 * The returned function throws a refusal with code SUBGRAPH_TOKEN_REFUSED, as for a missing token.
 */
export function createRequestVerifier(
  { jwksUrl, audience }: { readonly jwksUrl: string; readonly audience: string },
  nonces: NonceMemory = new RecentNonces(),
): RequestVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 1000 });
  return async (request) => {
    try {
      await verifyRequest(request, { keys, nonces });
    } catch (error) {
      if (!(error instanceof SignatureRefusedError)) throw error;
      const message = `The subgraph "${audience}" takes signed requests of the hub alone (RFC 9421): ${error.message}`;
      throw refusal('SUBGRAPH_TOKEN_REFUSED', message);
    }
  };
}

/** Nonces until they expire. Only what the hub has signed comes in, so the hub's own traffic bounds it. */
export class RecentNonces implements NonceMemory {
  readonly #expiries = new Map<string, number>();

  isFirstUse(nonce: string, expiresAtMs: number): boolean {
    this.#forgetExpired(Date.now());
    if (this.#expiries.has(nonce)) return false;
    this.#expiries.set(nonce, expiresAtMs);
    return true;
  }

  get size(): number {
    return this.#expiries.size;
  }

  /** All live equally long, but for what clocks differ, so the oldest stand first. */
  #forgetExpired(nowMs: number): void {
    for (const [nonce, expiresAtMs] of this.#expiries) {
      if (expiresAtMs > nowMs) return;
      this.#expiries.delete(nonce);
    }
  }
}
