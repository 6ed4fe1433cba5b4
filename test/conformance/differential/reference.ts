import { execute, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import type { MadeUpData, MadeUpObject } from './made-up-data.js';
import { rootObject } from './made-up-subgraphs.js';
import type { Answer, Asked } from './answer.js';

export interface ReferenceAnswer extends Answer {
  /**
   * Each place at which something fails, also where the failure of a neighbour empties the object around: an executor
   * need not report those (GraphQL specification, section 6.4.4), and may. And the inputs that failed of a field which
   * requires them, though nobody but the gateway asked for them.
   */
  readonly failures: ReadonlySet<string>;
}

/** The same data without any federation: graphql-js over one schema. */
export async function askReference(
  schema: GraphQLSchema,
  data: MadeUpData,
  { document, variables, operationName }: Asked,
): Promise<ReferenceAnswer> {
  const failures = new Set<string>();
  // Asynchronous, so that neighbours of a failed field are executed, too.
  const fieldResolver: GraphQLFieldResolver<MadeUpObject | undefined, unknown> = async (source, args, _, info) => {
    try {
      await Promise.resolve();
      return data.valueOf(source ?? rootObject(info.parentType.name), info.fieldName, args);
    } catch (error) {
      const path = pathOf(info.path);
      failures.add(JSON.stringify(path));
      const inputs = source ? data.failedInputs(source, info.fieldName) : [];
      for (const input of inputs) failures.add(JSON.stringify([...path.slice(0, -1), ...input]));
      throw error;
    }
  };
  const result = await execute({ schema, document, variableValues: variables, operationName, fieldResolver });
  // What is still under way below failed fields takes no more than microtasks.
  await new Promise((resolve) => setImmediate(resolve));
  return { ...(JSON.parse(JSON.stringify(result)) as Answer), failures };
}

interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
}

function pathOf(path: Path): (string | number)[] {
  return path.prev ? [...pathOf(path.prev), path.key] : [path.key];
}
