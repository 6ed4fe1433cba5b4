import type { Dispatcher } from 'undici';

import { parseAnswer } from './parse-answer.js';
import {
  type SubgraphAnswer,
  type SubgraphCall,
  TransportError,
  type TransportErrorCode,
} from './subgraph-transport.js';

interface Limits {
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
}

/** Receives one HTTP answer within its limits and settles the call, once. */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  private readonly subgraph: string;
  private readonly signal: AbortSignal | undefined;
  private controller: Dispatcher.DispatchController | undefined;
  private readonly deadline: NodeJS.Timeout;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private status = 0;
  private mediaType = '';
  private isSettled = false;

  constructor(
    { subgraph, signal }: Pick<SubgraphCall, 'subgraph' | 'signal'>,
    private readonly limits: Limits,
    private readonly resolve: (answer: SubgraphAnswer) => void,
    private readonly reject: (error: TransportError) => void,
  ) {
    this.subgraph = subgraph;
    this.signal = signal;
    this.deadline = setTimeout(this.onDeadline, limits.timeoutMs);
    signal?.addEventListener('abort', this.onAbort, { once: true });
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
    const type = headers['content-type'];
    this.mediaType = (typeof type === 'string' ? type : '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.bytes += chunk.length;
    if (this.bytes > this.limits.maxAnswerBytes) {
      this.fail('SUBGRAPH_TOO_LARGE', `answered with more than ${this.limits.maxAnswerBytes} bytes.`);
    } else {
      this.chunks.push(chunk);
    }
  }

  onResponseEnd(): void {
    if (!this.settle()) return;
    try {
      this.resolve(parseAnswer(this.subgraph, this.status, this.mediaType, this.text()));
    } catch (error) {
      this.reject(error as TransportError);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.fail('SUBGRAPH_UNREACHABLE', 'cannot be reached, or broke off its answer.', cause);
  }

  private text(): string {
    const [first] = this.chunks;
    return (this.chunks.length === 1 && first ? first : Buffer.concat(this.chunks)).toString('utf8');
  }

  private readonly onDeadline = (): void => {
    this.fail('SUBGRAPH_TIMEOUT', `did not answer within ${this.limits.timeoutMs} ms.`);
  };

  private readonly onAbort = (): void => {
    this.fail('REQUEST_ABORTED', 'was not waited for: the request was aborted.', this.signal?.reason);
  };

  private fail(code: TransportErrorCode, what: string, cause?: unknown): void {
    if (!this.settle()) return;
    const error = new TransportError(code, this.subgraph, `Subgraph "${this.subgraph}" ${what}`, { cause });
    this.reject(error);
    this.controller?.abort(error);
  }

  private settle(): boolean {
    if (this.isSettled) return false;
    this.isSettled = true;
    clearTimeout(this.deadline);
    this.signal?.removeEventListener('abort', this.onAbort);
    return true;
  }
}
