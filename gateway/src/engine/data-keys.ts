import { type FieldNode, type GraphQLSchema, isInterfaceType, isObjectType, Kind, parse, visit } from 'graphql';

import { stringArgument } from './directive-arguments.js';

const prefix = '_as_';

/**
 * Under which keys fetched data stand. Mostly that is the response key; but an alias of the client may equal the name
 * of another field, which the planner reads as a key or as a required input, or a name that is special to the engine or
 * to JavaScript. So may a field without alias: with arguments other than those of the required input, it is not that
 * input, and the planner would take the one for the other. Such a key is replaced in what subgraphs are asked, and put
 * back in the response.
 */
export class DataKeys {
  private readonly fieldNames = new Set<string>();
  /** Fields that another field requires, and that give different values for different arguments. */
  private readonly requiredWithArguments: ReadonlySet<string>;

  constructor(fullSchema: GraphQLSchema) {
    const required = new Set<string>();
    const withArguments = new Set<string>();
    for (const type of Object.values(fullSchema.getTypeMap())) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const { name, args, astNode } of Object.values(type.getFields())) {
        this.fieldNames.add(name);
        if (args.length > 0) withArguments.add(name);
        for (const directive of astNode?.directives ?? []) {
          const requires = directive.name.value === 'join__field' ? stringArgument(directive, 'requires') : undefined;
          for (const input of requires === undefined ? [] : namesIn(requires)) required.add(input);
        }
      }
    }
    this.requiredWithArguments = new Set([...required].filter((name) => withArguments.has(name)));
  }

  keyOf({ alias, name }: FieldNode): string {
    const key = (alias ?? name).value;
    const isOwnName = key === name.value && !this.requiredWithArguments.has(key);
    return isOwnName || !this.isAmbiguous(key) ? key : prefix + key;
  }

  private isAmbiguous(alias: string): boolean {
    return alias.startsWith('_') || this.fieldNames.has(alias) || alias in Object.prototype;
  }
}

function namesIn(fieldSet: string): string[] {
  const names: string[] = [];
  visit(parse(`{ ${fieldSet} }`, { noLocation: true }), {
    [Kind.FIELD]: { enter: ({ name }) => void names.push(name.value) },
  });
  return names;
}

/** The key in the response that a data key stands for. */
export function responseKeyOf(dataKey: string): string {
  return dataKey.startsWith(prefix) ? dataKey.slice(prefix.length) : dataKey;
}
