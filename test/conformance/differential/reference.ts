import { execute, type GraphQLFieldResolver, type GraphQLOutputType, type GraphQLSchema } from 'graphql';
import type { FailedInput, MadeUpData, MadeUpObject } from './made-up-data.js';
import { rootObject } from './made-up-subgraphs.js';
import type { Answer, Asked } from './answer.js';

/** A field that was executed, at its path. */
export interface ExecutedField {
  readonly path: readonly (string | number)[];
  readonly parentType: string;
  readonly fieldName: string;
  readonly type: GraphQLOutputType;
  /** Inputs that the field requires and that fail; mostly nobody but the gateway asks for them. */
  readonly failedInputs: readonly FailedInput[];
  /** What subgraphs that could deliver the field say of the object when they fail on it as a whole. */
  readonly refusals: readonly string[];
}

export interface ReferenceAnswer extends Answer {
  /**
   * Each place at which something fails, also where the failure of a neighbour empties the object around: an executor
   * need not report those (GraphQL specification, section 6.4.4), and may.
   */
  readonly failures: ReadonlySet<string>;
  /** By path. */
  readonly executed: ReadonlyMap<string, ExecutedField>;
}

/** The same data without any federation: graphql-js over one schema. */
export async function askReference(
  schema: GraphQLSchema,
  data: MadeUpData,
  { document, variables, operationName }: Asked,
): Promise<ReferenceAnswer> {
  const failures = new Set<string>();
  const executed = new Map<string, ExecutedField>();
  // Asynchronous, so that neighbours of a failed field are executed, too.
  const fieldResolver: GraphQLFieldResolver<MadeUpObject | undefined, unknown> = async (source, args, _, info) => {
    const { fieldName, parentType, returnType } = info;
    const path = pathOf(info.path);
    const inputs = source ? data.failedInputs(source, fieldName) : [];
    const failedInputs = inputs.map((input) => ({ ...input, path: [...path.slice(0, -1), ...input.path] }));
    executed.set(JSON.stringify(path), {
      path,
      parentType: parentType.name,
      fieldName,
      type: returnType,
      failedInputs,
      refusals: source ? data.refusals(source, fieldName) : [],
    });
    // Of an entity that it does not know, a subgraph computes nothing; but no gateway knows that beforehand.
    if (failedInputs.length > 0) failures.add(JSON.stringify(path));
    try {
      await Promise.resolve();
      return data.valueOf(source ?? rootObject(parentType.name), fieldName, args);
    } catch (error) {
      failures.add(JSON.stringify(path));
      throw error;
    }
  };
  const result = await execute({ schema, document, variableValues: variables, operationName, fieldResolver });
  // What is still under way below failed fields takes no more than microtasks.
  await new Promise((resolve) => setImmediate(resolve));
  return { ...(JSON.parse(JSON.stringify(result)) as Answer), failures, executed };
}

interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

function pathOf(path: Path): (string | number)[] {
  return path.prev ? [...pathOf(path.prev), path.key] : [path.key];
}
