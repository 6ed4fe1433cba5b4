import { abortedCall, type SubgraphAnswer, type TransportError } from './subgraph-transport.js';

/** What a taker leaves when its request is aborted. */
export interface TakenFrom {
  onLeave(taker: AnswerTaker): void;
}

/** One request that waits for the answer of a call, be it alone or with others. */
export class AnswerTaker {
  private call: TakenFrom | undefined;
  private onAbort: (() => void) | undefined;

  constructor(
    private readonly subgraph: string,
    private readonly signal: AbortSignal | undefined,
    private readonly resolve: (answer: SubgraphAnswer) => void,
    private readonly reject: (error: TransportError) => void,
  ) {}

  /** Waits for this call until it is settled or the request is aborted. */
  waitFor(call: TakenFrom): void {
    this.call = call;
    if (!this.signal) return;
    // An object with handleEvent() would be kept until the next full garbage collection, and the answer with it.
    const onAbort = () => {
      this.leave();
    };
    this.onAbort = onAbort;
    this.signal.addEventListener('abort', onAbort, { once: true });
  }

  accept(answer: SubgraphAnswer): void {
    this.forgetAbort();
    this.resolve(answer);
  }

  fail(error: TransportError): void {
    this.forgetAbort();
    this.reject(error);
  }

  private forgetAbort(): void {
    if (this.onAbort) this.signal?.removeEventListener('abort', this.onAbort);
  }

  /** The request was aborted. */
  private leave(): void {
    this.reject(abortedCall(this.subgraph, this.signal?.reason));
    this.call?.onLeave(this);
  }
}
