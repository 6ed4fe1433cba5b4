import { type GraphQLSchema, isInterfaceType, isObjectType, getNamedType } from 'graphql';
import { buildSubgraph, type SubgraphDefinition } from '@alliance/kit';

/**
 * Every field of a subgraph that leads to one of its marked types, as `Type.field`, the entities by their keys included.
 * What only wraps them, such as a page, is passed through: the field that leads to the page counts. So whoever adds a way
 * to a marked record is told by the test that walks the ways that it is not walked yet.
 */
export async function fieldsLeadingTo<L>(
  definition: SubgraphDefinition<L>,
  marked: readonly string[],
): Promise<string[]> {
  const { schema } = await buildSubgraph(definition);
  const wrappers = wrappersOf(schema, marked);
  const found: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || !(isObjectType(type) || isInterfaceType(type)) || wrappers.has(type.name))
      continue;
    for (const field of Object.values(type.getFields())) {
      const target = getNamedType(field.type).name;
      if (marked.includes(target) || wrappers.has(target)) found.push(`${type.name}.${field.name}`);
    }
  }
  const entities = Object.keys(definition.references).filter((name) => marked.includes(name));
  return [...found, ...entities.map((name) => `Query._entities ${name}`)].sort();
}

/** Pages, edges and payloads: types without a key of their own that only lead on. */
function wrappersOf(schema: GraphQLSchema, marked: readonly string[]): ReadonlySet<string> {
  const isWrapper = (name: string): boolean => /(Connection|Edge|Payload)$/.test(name);
  const leads = (name: string): boolean => {
    const type = schema.getType(name);
    if (!isObjectType(type)) return false;
    return Object.values(type.getFields()).some((field) => {
      const target = getNamedType(field.type).name;
      return marked.includes(target) || (isWrapper(target) && target !== name && leads(target));
    });
  };
  return new Set(Object.keys(schema.getTypeMap()).filter((name) => isWrapper(name) && leads(name)));
}
