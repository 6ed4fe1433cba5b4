import { abortedCall, type SubgraphAnswer, type TransportError } from './subgraph-transport.js';

/** What a taker leaves when its request is aborted. */
export interface TakenFrom {
  onLeave(taker: AnswerTaker): void;
}

/** One request that waits for the answer of a call, be it alone or with others. */
export class AnswerTaker {
  private call: TakenFrom | undefined;

  constructor(
    private readonly subgraph: string,
    private readonly signal: AbortSignal | undefined,
    private readonly resolve: (answer: SubgraphAnswer) => void,
    private readonly reject: (error: TransportError) => void,
  ) {}

  /** Waits for this call until it is settled or the request is aborted. */
  waitFor(call: TakenFrom): void {
    this.call = call;
    this.signal?.addEventListener('abort', this, { once: true });
  }

  accept(answer: SubgraphAnswer): void {
    this.signal?.removeEventListener('abort', this);
    this.resolve(answer);
  }

  fail(error: TransportError): void {
    this.signal?.removeEventListener('abort', this);
    this.reject(error);
  }

  /** The request was aborted. */
  handleEvent(): void {
    this.reject(abortedCall(this.subgraph, this.signal?.reason));
    this.call?.onLeave(this);
  }
}
