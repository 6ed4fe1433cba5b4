import {
  getNamedType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

import { type CollectContext, collectFields } from './collect-fields.js';
import type { ForeignPlaceTest } from './error-ledger.js';
import { type FetchedObject, isFetchedObject, valueAt } from './fetched-data.js';

/**
 * Tells places that the response does not have: those that the operation does not name, at which inputs of what it
 * names are fetched; and those that it names for objects of other types only, since one call for entities asks all of
 * them for what fragments ask of some. An input that has the name of something else that is asked for is not at the
 * place of that.
 */
export function foreignPlaces(
  context: CollectContext,
  rootType: GraphQLObjectType,
  root: SelectionSetNode,
): (data: FetchedObject) => ForeignPlaceTest {
  return (data) => (path, dataKeys) => {
    const known = path.length - (dataKeys?.length ?? 0);
    let [type, value, sets]: [GraphQLNamedType, unknown, readonly SelectionSetNode[]] = [rootType, data, [root]];
    for (const [position, key] of path.entries()) {
      if (typeof key === 'number') {
        value = Array.isArray(value) ? value[key] : undefined;
        continue;
      }
      const parent = typeOf(context, type, value);
      const nodes = collectFields(context, parent.name, sets).get(key) ?? [];
      const [node] = nodes;
      // Of what nobody has told the type, nobody can say that it is of another.
      if (!node) return isObjectType(parent) || !sets.some((each) => names(key, each, context));
      const dataKey = context.dataKeys.keyOf(node);
      const field = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined;
      const isAnother = dataKey !== (dataKeys?.[position - known] ?? dataKey);
      if (isAnother || !field) return isAnother;
      value = isFetchedObject(value) ? valueAt(value, dataKey) : undefined;
      type = getNamedType(field.type);
      sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    }
    return false;
  };
}

/** The type of an object, or the one that is declared as long as nobody has told it. */
function typeOf({ schema }: CollectContext, declared: GraphQLNamedType, value: unknown): GraphQLNamedType {
  const said = isFetchedObject(value) ? value['__typename'] : undefined;
  const type = typeof said === 'string' && !isObjectType(declared) ? schema.getType(said) : undefined;
  return type ?? declared;
}

/** Whether a response key is asked for, of whichever type. */
function names(key: string, { selections }: SelectionSetNode, context: CollectContext): boolean {
  return selections.some((node) => {
    if (node.kind === Kind.FIELD) return (node.alias ?? node.name).value === key;
    const part = node.kind === Kind.INLINE_FRAGMENT ? node : context.fragments.get(node.name.value);
    return part !== undefined && names(key, part.selectionSet, context);
  });
}
