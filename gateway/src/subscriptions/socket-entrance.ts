import { AddressQuota, type AddressQuotaBounds } from './address-quota.js';
import { showError } from './shown-error.js';
import type { SocketContext, SocketPeer } from './socket-peer.js';

export interface SocketEntranceOptions {
  /** Throws a stated error when the credential does not hold. */
  readonly verify: (authorization: string | undefined) => Promise<unknown>;
  /** Sockets at once that no credential came with. */
  readonly anonymous: AddressQuotaBounds;
}

/** Of the registry of WebSocket close codes (RFC 6455, section 7.4.2). */
const tryAgainLater = 1013;

/** Lets clients in by the credential with which they introduce themselves. */
export class SocketEntrance {
  readonly #verify: SocketEntranceOptions['verify'];
  readonly #anonymous: AddressQuota;

  constructor({ verify, anonymous }: SocketEntranceOptions) {
    this.#verify = verify;
    this.#anonymous = new AddressQuota(anonymous);
  }

  /** Whether the client may stay. One that may come again is told so by how its socket is closed. */
  async admit({ connectionParams = {}, extra: peer }: SocketContext): Promise<boolean> {
    const given = connectionParams['authorization'] ?? connectionParams['Authorization'];
    peer.authorization = typeof given === 'string' ? given : peer.request.headers.authorization;
    try {
      await this.#verify(peer.authorization);
    } catch (error) {
      // What cannot be told now may be told later, so the client shall not give up.
      const isUncertain = showError(error).extensions?.['code'] === 'IDENTITY_UNAVAILABLE';
      if (isUncertain) peer.socket.close(tryAgainLater, 'Try again later');
      return false;
    }
    if (peer.authorization !== undefined || this.#takeAnonymous(peer)) return true;
    peer.socket.close(tryAgainLater, 'Too many connections without a key');
    return false;
  }

  #takeAnonymous({ socket, address }: SocketPeer): boolean {
    const giveBack = this.#anonymous.take(address);
    if (!giveBack) return false;
    if (socket.readyState === socket.CLOSED) giveBack();
    else socket.once('close', giveBack);
    return true;
  }
}
