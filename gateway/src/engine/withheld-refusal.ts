import { type EngineResult, refused } from './engine-result.js';
import { withheldCode, withheldMessage } from './response-writing.js';

/**
 * Refuses an operation of which a root field is withheld; undefined when none is. For mutations, so that nothing is
 * left half done, and for subscriptions, which would never tell anything.
 *
 * @param withheldAtRoot - coordinates of the root fields that the caller may not read
 */
export function refusalOfWithheld(withheldAtRoot: readonly string[]): EngineResult | undefined {
  if (withheldAtRoot.length === 0) return undefined;
  return refused(
    [...new Set(withheldAtRoot)].map((coordinate) => ({
      message: `${withheldMessage(coordinate)} Nothing was executed.`,
      extensions: { code: withheldCode },
    })),
  );
}
