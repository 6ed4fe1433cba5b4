import { type FieldNode, type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql';

const prefix = '_as_';

/**
 * Under which keys fetched data stand. Mostly that is the response key; but an alias of the client may equal the name
 * of another field, which the planner reads as a key or as a required input, or a name that is special to the engine or
 * to JavaScript. Such an alias is replaced in what subgraphs are asked, and put back in the response.
 */
export class DataKeys {
  private readonly fieldNames = new Set<string>();

  constructor(fullSchema: GraphQLSchema) {
    for (const type of Object.values(fullSchema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const name of Object.keys(type.getFields())) this.fieldNames.add(name);
    }
  }

  keyOf({ alias, name }: FieldNode): string {
    if (!alias || alias.value === name.value || !this.isAmbiguous(alias.value)) return (alias ?? name).value;
    return prefix + alias.value;
  }

  private isAmbiguous(alias: string): boolean {
    return alias.startsWith('_') || this.fieldNames.has(alias) || alias in Object.prototype;
  }
}

/** The key in the response that a data key stands for. */
export function responseKeyOf(dataKey: string): string {
  return dataKey.startsWith(prefix) ? dataKey.slice(prefix.length) : dataKey;
}
