import { errorCodes } from '@alliance/schema';

import { gatewayErrorCodes, internalExtensions } from '../errors.js';
import type { SubgraphAnswer, SubgraphError } from '../transport/subgraph-transport.js';
import type { EngineEvent } from './engine-event.js';
import { isSayable } from './sayable-values.js';

/** What of a subgraph's errors callers may read. What is left out stands as in `defaultErrorRule`. */
export interface SubgraphErrorRule {
  /** Members of `extensions` that pass beside `code`; `*` for all that are not internal. */
  readonly extensions?: readonly string[];
  /**
   * What happens to the message of an error that its subgraph did not state on purpose: one without a code, with
   * `INTERNAL_SERVER_ERROR`, or with a code that only the gateway may use.
   */
  readonly unexpected?: 'mask' | 'pass';
}

/** By name of the subgraph; `*` for all that are not named. */
export type SubgraphErrorRules = Readonly<Record<string, SubgraphErrorRule>>;

/** `field`, `reason` and `state` are what the alliance's own subgraphs tell beside the code. */
export const defaultErrorRule = {
  extensions: ['field', 'reason', 'state'],
  unexpected: 'mask',
} as const satisfies SubgraphErrorRule;

export const maskedMessage = 'The part of the hub that answers this failed. It is logged under the request id.';

/** Most messages told in one event, and the longest of them, in characters. */
const maxTold = 10;
const maxToldLength = 500;

/** Decides what of an answer's errors goes on to callers; the originals of what is masked go into an event. */
export class SubgraphErrorPolicy {
  constructor(
    private readonly rules: SubgraphErrorRules,
    private readonly onEvent: ((event: EngineEvent) => void) | undefined,
  ) {}

  /** The answer with errors that are fit to be read. Leaves the answer that it is given as it is. */
  admit(answer: SubgraphAnswer, subgraph: string): SubgraphAnswer {
    const { errors } = answer;
    if (!errors || errors.length === 0) return answer;
    const rule = { ...defaultErrorRule, ...this.ruleFor(subgraph) };
    const masked = rule.unexpected === 'mask' ? errors.filter((error) => !isStated(error)) : [];
    if (masked.length > 0) this.tell(masked, subgraph);
    return { ...answer, errors: errors.map((error) => admitError(error, rule)) };
  }

  private ruleFor(subgraph: string): SubgraphErrorRule | undefined {
    return Object.hasOwn(this.rules, subgraph) ? this.rules[subgraph] : this.rules['*'];
  }

  private tell(masked: readonly SubgraphError[], subgraph: string): void {
    const messages = masked.slice(0, maxTold).map(({ message }) => message.slice(0, maxToldLength));
    this.onEvent?.({ kind: 'subgraph-errors-masked', subgraph, count: masked.length, messages });
  }
}

function admitError(error: SubgraphError, rule: Required<SubgraphErrorRule>): SubgraphError {
  const { message, path, extensions = {} } = error;
  const stated = isStated(error);
  const isShown = stated || rule.unexpected === 'pass';
  const passesAll = rule.extensions.includes('*');
  const shown = Object.entries(isShown ? extensions : {}).filter(
    ([name, value]) =>
      name !== 'code' &&
      !internalExtensions.has(name) &&
      (passesAll || rule.extensions.includes(name)) &&
      isSayable(value),
  );
  return {
    message: isShown ? message : maskedMessage,
    ...(path && { path }),
    extensions: { code: codeOf(extensions['code']), ...Object.fromEntries(shown) },
  };
}

/** The subgraph means this error for readers. */
function isStated({ extensions }: SubgraphError): boolean {
  const code = extensions?.['code'];
  return isOwnCode(code) && code !== 'INTERNAL_SERVER_ERROR';
}

/**
 * The subgraph's own code. One that only the gateway uses would make clients do wrong: send a persisted query anew, look
 * for a mistake in an operation that is valid, or take another for the one that failed.
 */
function codeOf(code: unknown): string {
  return isOwnCode(code) ? code : 'SUBGRAPH_ERROR';
}

function isOwnCode(code: unknown): code is string {
  if (typeof code !== 'string' || code === '') return false;
  return Object.hasOwn(errorCodes, code) || !Object.hasOwn(gatewayErrorCodes, code);
}
