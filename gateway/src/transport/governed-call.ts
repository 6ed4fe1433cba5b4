import type { TrafficPolicy } from '../config/traffic-policy.js';
import { emit } from '../telemetry/telemetry.js';
import type { AnswerTaker, TakenFrom } from './answer-taker.js';
import { isFaultOfSubgraph, isPassing, retryDelay } from './back-off.js';
import type { CallLimiter, Waiter } from './call-limiter.js';
import type { Admission, CircuitBreaker, Outcome } from './circuit-breaker.js';
import type { Clock } from './clock.js';
import { type ExchangeListener, HttpExchange } from './http-exchange.js';
import type { InFlightEntry } from './in-flight-calls.js';
import type { RefusalCode, Refusals } from './refusals.js';
import type { RetryBudget } from './retry-budget.js';
import {
  type SubgraphAnswer,
  type SubgraphCall,
  TransportError,
  type TransportErrorCode,
} from './subgraph-transport.js';

/** What all calls of one subgraph have in common. */
export interface Lane {
  readonly policy: TrafficPolicy;
  readonly clock: Clock;
  readonly limiter: CallLimiter<GovernedCall>;
  readonly breaker: CircuitBreaker;
  readonly retries: RetryBudget;
  readonly dispatch: (call: SubgraphCall, exchange: HttpExchange) => void;
  /** What calls are told that are not made. */
  readonly refusals: Refusals;
  /** Calls that wait until they are sent once more. */
  readonly resting: Set<GovernedCall>;
  /** Nothing is to be sent any more. */
  readonly isClosed: () => boolean;
  /** Called once, when a call needs nobody any more, before its takers hear of it. */
  readonly onEnd: (call: GovernedCall) => void;
}

type Phase =
  | { readonly kind: 'new' }
  /** For a free place among the calls that may be under way. */
  | { readonly kind: 'queueing' }
  | {
      readonly kind: 'sent';
      readonly exchange: HttpExchange;
      readonly admission: Admission;
      readonly sentAt: number;
    }
  /** Until the next attempt. */
  | { readonly kind: 'resting'; readonly wake: () => void }
  | { readonly kind: 'ended' };

const fresh: Phase = { kind: 'new' };
const queueing: Phase = { kind: 'queueing' };
const ended: Phase = { kind: 'ended' };

/**
 * One call on its way: waits for a place, is let through by the breaker, sent, and sent again where that helps, all
 * within one deadline. Ends with an answer or an error for everybody who takes it, or when the last of them has left.
 */
export class GovernedCall implements ExchangeListener, Waiter, TakenFrom {
  /** Where others find it while it is in flight; undefined when it is not to be shared. */
  entry: InFlightEntry<GovernedCall> | undefined;
  private readonly takers: AnswerTaker[] = [];
  private phase: Phase = fresh;
  private attempts = 0;
  private lastError: TransportError | undefined;
  private readonly endsAt: number;
  private forgetDeadline: (() => void) | undefined;

  constructor(
    readonly call: SubgraphCall,
    private readonly lane: Lane,
  ) {
    this.endsAt = lane.clock.now() + lane.policy.timeoutMs;
  }

  join(taker: AnswerTaker): void {
    this.takers.push(taker);
    taker.waitFor(this);
  }

  start(): void {
    const { breaker, clock, policy, retries } = this.lane;
    retries.deposit();
    // Not worth a place in the queue.
    if (!breaker.isPassable) {
      this.refuse('SUBGRAPH_SUSPENDED');
      return;
    }
    this.forgetDeadline = clock.after(policy.timeoutMs, () => {
      this.onDeadline();
    });
    this.queue();
  }

  onTurn(): void {
    const { breaker, clock, policy, limiter, dispatch } = this.lane;
    const admission = breaker.admit();
    if (admission === undefined) {
      limiter.release();
      this.refuse('SUBGRAPH_SUSPENDED');
      return;
    }
    this.attempts++;
    const exchange = new HttpExchange(this.call.subgraph, policy.maxAnswerBytes, this);
    this.phase = { kind: 'sent', exchange, admission, sentAt: clock.now() };
    try {
      dispatch(this.call, exchange);
    } catch (error) {
      this.endAttempt('failed', 'none');
      this.fail(error as TransportError);
    }
  }

  onAnswer(answer: SubgraphAnswer, exchange: HttpExchange): void {
    this.endAttempt('answered', 'success');
    this.end();
    const [first, ...others] = this.takers;
    first?.accept(answer);
    // Whoever merges an answer changes its objects: nobody may get those of another.
    for (const taker of others) taker.accept(exchange.readAgain());
  }

  onFailure(error: TransportError, { status, retryAfter }: HttpExchange): void {
    const failure = { code: error.code, status, retryAfter };
    this.endAttempt('failed', isFaultOfSubgraph(failure) ? 'failure' : 'success');
    const delayMs = isPassing(failure) ? this.delayOfRetry(retryAfter) : undefined;
    if (delayMs === undefined) {
      this.fail(error);
      return;
    }
    this.lastError = error;
    emit({ kind: 'subgraph-call-retried', subgraph: this.call.subgraph, code: error.code, delayMs });
    this.lane.resting.add(this);
    const wake = this.lane.clock.after(delayMs, () => {
      this.onRested();
    });
    this.phase = { kind: 'resting', wake };
  }

  onLeave(taker: AnswerTaker): void {
    this.takers.splice(this.takers.indexOf(taker), 1);
    if (this.takers.length > 0) return;
    this.breakOff('aborted', 'none');
    this.end();
  }

  /** Ends a call that is not under way for everybody: the hub is stopping. */
  close(): void {
    this.breakOff('aborted', 'none');
    this.fail(this.errorOf('SUBGRAPH_UNREACHABLE', 'was not waited for: the hub is shutting down.'));
  }

  private onDeadline(): void {
    const wasSent = this.phase.kind === 'sent';
    this.breakOff('failed', 'failure');
    const { timeoutMs } = this.lane.policy;
    if (wasSent) this.fail(this.errorOf('SUBGRAPH_TIMEOUT', `did not answer within ${timeoutMs} ms.`));
    else this.refuse('SUBGRAPH_OVERLOADED');
  }

  private onRested(): void {
    this.lane.resting.delete(this);
    this.queue();
  }

  private queue(): void {
    this.phase = queueing;
    if (!this.lane.limiter.enter(this)) this.refuse('SUBGRAPH_OVERLOADED');
  }

  /** Undefined when there is to be none. */
  private delayOfRetry(retryAfter: string | undefined): number | undefined {
    const { policy, clock, retries, isClosed } = this.lane;
    if (isClosed()) return undefined;
    if (this.call.isMutation || this.attempts > policy.retries) return undefined;
    const delayMs = retryDelay(policy, this.attempts, clock.random(), retryAfter);
    if (delayMs === undefined || clock.now() + delayMs >= this.endsAt) return undefined;
    return retries.take() ? delayMs : undefined;
  }

  /** Ends what the call is waiting for, and leaves it to the caller to end the call. */
  private breakOff(told: 'failed' | 'aborted', outcome: Outcome): void {
    const { phase } = this;
    switch (phase.kind) {
      case 'queueing':
        this.lane.limiter.leave(this);
        return;
      case 'sent':
        phase.exchange.cancel(new Error('no longer wanted'));
        this.endAttempt(told, outcome);
        return;
      case 'resting':
        phase.wake();
        this.lane.resting.delete(this);
        return;
      case 'new':
      case 'ended':
        return;
      default:
        phase satisfies never;
    }
  }

  private endAttempt(told: 'answered' | 'failed' | 'aborted', outcome: Outcome): void {
    const { phase } = this;
    if (phase.kind !== 'sent') return;
    const { breaker, clock, limiter } = this.lane;
    this.phase = fresh;
    const { subgraph } = this.call;
    emit({ kind: 'subgraph-called', subgraph, outcome: told, durationMs: clock.now() - phase.sentAt });
    breaker.record(phase.admission, outcome);
    limiter.release();
  }

  /** The call is not made. A retry that is not made leaves what failed before. */
  private refuse(code: RefusalCode): void {
    emit({ kind: 'subgraph-call-refused', subgraph: this.call.subgraph, code });
    this.fail(this.lastError ?? this.lane.refusals.of(code));
  }

  private fail(error: TransportError): void {
    this.end();
    for (const taker of this.takers) taker.fail(error);
  }

  private end(): void {
    this.phase = ended;
    this.forgetDeadline?.();
    this.lane.onEnd(this);
  }

  private errorOf(code: TransportErrorCode, what: string): TransportError {
    return new TransportError(code, this.call.subgraph, `Subgraph "${this.call.subgraph}" ${what}`);
  }
}
