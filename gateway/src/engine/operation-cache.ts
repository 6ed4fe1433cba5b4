import type { GraphQLSchema } from 'graphql';

import type { CompiledOperation } from './compiled-operation.js';
import { includedOperation } from './included-operation.js';
import { LruCache } from './lru-cache.js';
import { type ConditionValues, OperationConditions } from './operation-conditions.js';
import type { OperationParts } from './operation-parts.js';

/** An operation, with the variables of a request. */
export interface AskedOperation {
  readonly parts: OperationParts;
  /** How many fields and fragments it selects. */
  readonly selections: number;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface OperationCacheLimits {
  readonly entries: number;
  /** Fields and fragments that all entries select together; so many characters of text count as one more. */
  readonly selections: number;
}

/** Of the text of an operation. What it costs to keep is not in its selections alone. */
const charactersOfSelection = 16;

type Compile = (included: OperationParts) => Promise<CompiledOperation>;

/**
 * Compiled operations, those that were used last. One with conditions is compiled for each set of their values; all of
 * them count, and each as much as it selects, so that nobody fills the memory by trying combinations or by asking for
 * much in many ways.
 */
export class OperationCache {
  private readonly entries: LruCache<Promise<CompiledOperation> | OperationConditions>;

  constructor(
    { entries, selections }: OperationCacheLimits,
    private readonly schema: GraphQLSchema,
  ) {
    this.entries = new LruCache(entries, selections);
  }

  /**
   * Throws an `InvalidVariablesError` when it cannot be told what of the operation is included.
   *
   * @param key - the same for requests with the same text that are planned alike; begins with the operation's name
   */
  get(key: string, variables: AskedOperation['variables']): Promise<CompiledOperation> | undefined {
    const known = this.entries.get(key);
    if (!(known instanceof OperationConditions)) return known;
    const compiled = this.entries.get(variantKey(key, known.valuesFor(variables)));
    return compiled instanceof OperationConditions ? undefined : compiled;
  }

  /** Compiles an operation, and keeps it unless that fails. Throws like `get`. */
  add(key: string, { parts, variables, selections }: AskedOperation, compile: Compile): Promise<CompiledOperation> {
    const conditions = new OperationConditions(this.schema, parts);
    const values = conditions.valuesFor(variables);
    const ownKey = conditions.areConstant ? key : variantKey(key, values);
    const operation = compile(includedOperation(parts, values));
    operation.catch(() => this.entries.delete(ownKey));
    const weight = selections + Math.ceil(key.length / charactersOfSelection);
    if (!conditions.areConstant) this.entries.set(key, conditions, weight);
    this.entries.set(ownKey, operation, weight);
    return operation;
  }

  clear(): void {
    this.entries.clear();
  }
}

/** Compiles what is included of an operation. Throws an `InvalidVariablesError` when that cannot be told. */
export function compileIncluded(
  schema: GraphQLSchema,
  { parts, variables }: Pick<AskedOperation, 'parts' | 'variables'>,
  compile: Compile,
): Promise<CompiledOperation> {
  return compile(includedOperation(parts, new OperationConditions(schema, parts).valuesFor(variables)));
}

/** No operation's name begins with a digit. */
function variantKey(key: string, values: ConditionValues): string {
  let digits = '';
  for (const value of values.values()) digits += value ? '1' : '0';
  return `${digits}\n${key}`;
}
