import { type CompleteMessage, MessageType, parseMessage, type SubscribeMessage } from 'graphql-ws';
import type { WebSocket } from 'ws';

type Receive = (text: string) => Promise<void>;

interface UnderWay {
  /** Aborts when the client wants it no more. */
  readonly leaving: AbortController;
  /** Resolves when nothing is left of it. */
  readonly over: Promise<unknown>;
}

/**
 * The operations of one socket by their ids. A client may use an id again as soon as it has said `complete`; the
 * protocol's library would take what is left of the operation before for the new one: it would tell the client that the
 * new one has ended, or go on with the other for ever. So what comes for an id waits until nothing is left under it, and
 * meanwhile nothing more is read from the socket.
 */
export class OperationIds {
  readonly #reading: Pick<WebSocket, 'pause' | 'resume'>;
  readonly #closing: AbortSignal;
  readonly #underWay = new Map<string, UnderWay>();
  /** What is left of those that the client has completed. */
  readonly #left = new Map<string, Promise<unknown>>();
  #waiting = 0;

  /** @param closing - aborts when the socket has closed */
  constructor(reading: Pick<WebSocket, 'pause' | 'resume'>, closing: AbortSignal) {
    this.#reading = reading;
    this.#closing = closing;
  }

  /** Operations under way, those included that the client wants no more. */
  get size(): number {
    return this.#underWay.size;
  }

  /** Aborts when nobody wants the operation under this id any more. */
  signalOf(id: string): AbortSignal {
    const operation = this.#underWay.get(id);
    return operation ? AbortSignal.any([this.#closing, operation.leaving.signal]) : this.#closing;
  }

  /** Hands a message on to the protocol's library in its turn. Resolves, or rejects, when that has done with it. */
  async pass(text: string, receive: Receive): Promise<void> {
    const message = messageOfOperation(text);
    if (!message) return receive(text);
    const { id, type } = message;
    // Others that waited may have had their turn before.
    while (this.#left.has(id)) await this.#whileLeft(id);
    if (this.#closing.aborted) return;
    if (type === MessageType.Complete) return this.#complete(id, () => receive(text));
    // An id that is in use is for the library to refuse.
    return this.#underWay.has(id) ? receive(text) : this.#run(id, () => receive(text));
  }

  async #whileLeft(id: string): Promise<void> {
    this.#waiting += 1;
    this.#reading.pause();
    await this.#left.get(id);
    this.#waiting -= 1;
    if (this.#waiting === 0) this.#reading.resume();
  }

  async #run(id: string, work: () => Promise<void>): Promise<void> {
    const over = Promise.withResolvers<undefined>();
    this.#underWay.set(id, { leaving: new AbortController(), over: over.promise });
    try {
      await work();
    } finally {
      this.#underWay.delete(id);
      this.#left.delete(id);
      over.resolve(undefined);
    }
  }

  #complete(id: string, work: () => Promise<void>): Promise<void> {
    const operation = this.#underWay.get(id);
    if (operation) this.#left.set(id, operation.over);
    operation?.leaving.abort(new Error('The client wants the operation no more.'));
    return work();
  }
}

/** Undefined for what is of no operation, or is no message. */
function messageOfOperation(text: string): SubscribeMessage | CompleteMessage | undefined {
  try {
    const message = parseMessage(text);
    return message.type === MessageType.Subscribe || message.type === MessageType.Complete ? message : undefined;
  } catch {
    // Whoever takes it closes the socket for it.
    return undefined;
  }
}
