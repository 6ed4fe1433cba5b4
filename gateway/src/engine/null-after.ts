import type { FieldNode } from 'graphql';

import { ErrorLedger } from './error-ledger.js';
import type { JsonOutput } from './json-output.js';
import { type OperationParts, selectOperation, withRootFields } from './operation-parts.js';
import type { PlanRun } from './plan-run.js';
import type { ResponseShaper } from './response-shaper.js';
import { ResponseWriting } from './response-writing.js';

/**
 * Whether the response is null once the root fields under `keys` are complete, whatever comes after them. Nothing of a
 * mutation is executed then any more (GraphQL specification, sections 6.2.2 and 6.4.4).
 */
export type NullAfter = (run: PlanRun, keys: ReadonlySet<string>) => boolean;

/** What a mutation is made of, and how it is written. */
interface Mutation<Parts extends OperationParts> {
  readonly parts: Parts;
  readonly keyOf: (field: FieldNode) => string;
  readonly compileShaper: (parts: Parts) => ResponseShaper;
  readonly output: JsonOutput;
}

/** Writes what there is so far, for nobody to read: no rule of null propagation is stated twice. */
export function nullAfterIn<Parts extends OperationParts>(mutation: Mutation<Parts>): NullAfter {
  const { parts, keyOf, compileShaper, output } = mutation;
  const shapers = new Map<ReadonlySet<string>, ResponseShaper | undefined>();
  const shaperOf = (keys: ReadonlySet<string>): ResponseShaper | undefined => {
    const document = withRootFields(parts, (field) => keys.has(keyOf(field)));
    const complete = document && selectOperation(document, undefined);
    return complete && compileShaper({ ...parts, operation: complete.operation });
  };
  return ({ data, shared }, keys) => {
    if (!shapers.has(keys)) shapers.set(keys, shaperOf(keys));
    const writing = new ResponseWriting(output, new ErrorLedger(0), shared, () => undefined);
    output.cutBackTo(0);
    return shapers.get(keys)?.write(data, writing) === false;
  };
}
