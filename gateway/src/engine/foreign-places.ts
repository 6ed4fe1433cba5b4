import {
  type FieldNode,
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

/** A field of the operation, and the type that it is asked of. */
interface AskedField {
  readonly parent: GraphQLNamedType;
  readonly node: FieldNode;
}

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
      const asked = askedAt(key, parent, sets, context);
      const wanted = dataKeys?.[position - known];
      const ours = asked.filter(({ node }) => wanted === undefined || context.dataKeys.keyOf(node) === wanted);
      const [first] = ours;
      if (!first) return true;
      const field = 'getFields' in first.parent ? first.parent.getFields()[first.node.name.value] : undefined;
      if (!field) return false;
      value = isFetchedObject(value) ? valueAt(value, context.dataKeys.keyOf(first.node)) : undefined;
      type = getNamedType(field.type);
      sets = ours.flatMap(({ node }) => node.selectionSet ?? []);
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

/** Of what nobody has told the type, nobody can say that it is of another: then whatever stands under the key, of any type. */
function askedAt(
  key: string,
  parent: GraphQLNamedType,
  sets: readonly SelectionSetNode[],
  context: CollectContext,
): readonly AskedField[] {
  if (!isObjectType(parent)) return sets.flatMap((set) => askedOfAny(key, parent, set, context));
  return (collectFields(context, parent.name, sets).get(key) ?? []).map((node) => ({ parent, node }));
}

function askedOfAny(
  key: string,
  parent: GraphQLNamedType | undefined,
  { selections }: SelectionSetNode,
  context: CollectContext,
): readonly AskedField[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return parent && (node.alias ?? node.name).value === key ? [{ parent, node }] : [];
    const part = node.kind === Kind.INLINE_FRAGMENT ? node : context.fragments.get(node.name.value);
    const narrowed = part?.typeCondition ? context.schema.getType(part.typeCondition.name.value) : parent;
    return part ? askedOfAny(key, narrowed, part.selectionSet, context) : [];
  });
}
