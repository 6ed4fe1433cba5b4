import { TransportError } from './subgraph-transport.js';

const reasons = {
  SUBGRAPH_SUSPENDED: 'was not asked: most calls of it failed of late. It is tried again shortly.',
  SUBGRAPH_OVERLOADED: 'was not asked: too many calls of it are under way.',
} as const;

export type RefusalCode = keyof typeof reasons;

/**
 * Why calls of one subgraph are not made. All that are refused for one reason get the same error: to make one, with its
 * stack, would cost more than all else of a refusal, at a time when most calls are refused.
 */
export class Refusals {
  private readonly errors = new Map<RefusalCode, TransportError>();

  constructor(private readonly subgraph: string) {}

  of(code: RefusalCode): TransportError {
    let error = this.errors.get(code);
    if (!error) {
      error = new TransportError(code, this.subgraph, `Subgraph "${this.subgraph}" ${reasons[code]}`);
      this.errors.set(code, error);
    }
    return error;
  }
}
