import type { Dispatcher } from 'undici';

import { parseAnswer } from './parse-answer.js';
import { type SubgraphAnswer, TransportError, type TransportErrorCode } from './subgraph-transport.js';

/** Hears how an exchange ended; exactly one of the two, once, unless the exchange was cancelled before. */
export interface ExchangeListener {
  onAnswer(answer: SubgraphAnswer, exchange: HttpExchange): void;
  onFailure(error: TransportError, exchange: HttpExchange): void;
}

/** Receives one HTTP answer within its size limit. Time is its listener's business. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  /** Of the answer; 0 as long as there is none. */
  status = 0;
  retryAfter: string | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private mediaType = '';
  private isSettled = false;

  constructor(
    private readonly subgraph: string,
    private readonly maxAnswerBytes: number,
    private readonly listener: ExchangeListener,
  ) {}

  /** Breaks the exchange off; its listener hears nothing more. */
  cancel(reason: Error): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.controller?.abort(reason);
  }

  /** The call could not even be made. */
  failToSend(cause: unknown): void {
    this.fail('SUBGRAPH_UNREACHABLE', 'could not be called.', cause);
  }

  /** Reads the answer that came once more, into objects of their own. */
  readAgain(): SubgraphAnswer {
    return parseAnswer(this.subgraph, this.status, this.mediaType, this.text());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.isSettled) controller.abort(new Error('no longer wanted'));
    else this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200) return;
    this.status = status;
    const { 'content-type': type, 'retry-after': retryAfter, 'content-length': length } = headers;
    this.mediaType = (typeof type === 'string' ? type : '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (typeof retryAfter === 'string') this.retryAfter = retryAfter;
    if (Number(length) > this.maxAnswerBytes) this.failAsTooLarge();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.maxAnswerBytes) this.failAsTooLarge();
    else this.chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    let answer: SubgraphAnswer;
    try {
      answer = this.readAgain();
    } catch (error) {
      this.listener.onFailure(error as TransportError, this);
      return;
    }
    this.listener.onAnswer(answer, this);
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.fail('SUBGRAPH_UNREACHABLE', 'cannot be reached, or broke off its answer.', cause);
  }

  private text(): string {
    const [first] = this.chunks;
    return (this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)).toString('utf8');
  }

  private failAsTooLarge(): void {
    this.fail('SUBGRAPH_TOO_LARGE', `answered with more than ${this.maxAnswerBytes} bytes.`);
  }

  private fail(code: TransportErrorCode, what: string, cause?: unknown): void {
    if (this.isSettled) return;
    this.isSettled = true;
    const error = new TransportError(code, this.subgraph, `Subgraph "${this.subgraph}" ${what}`, { cause });
    this.controller?.abort(error);
    this.listener.onFailure(error, this);
  }
}
