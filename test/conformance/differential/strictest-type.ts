import { Kind, type TypeNode } from 'graphql';

/** One type for all that subgraphs give a field: non-null wherever any of them is. */
export function strictestType(types: readonly TypeNode[]): TypeNode {
  const [first, ...others] = types;
  if (!first) throw new Error('No subgraph provides the field.');
  return others.reduce(stricter, first);
}

function stricter(a: TypeNode, b: TypeNode): TypeNode {
  const isNonNull = a.kind === Kind.NON_NULL_TYPE || b.kind === Kind.NON_NULL_TYPE;
  const [left, right] = [a, b].map((type) => (type.kind === Kind.NON_NULL_TYPE ? type.type : type));
  if (!left || !right) throw new Error('Two types are needed.');
  const areLists = left.kind === Kind.LIST_TYPE && right.kind === Kind.LIST_TYPE;
  const both = areLists ? { ...left, type: stricter(left.type, right.type) } : left;
  return isNonNull ? { kind: Kind.NON_NULL_TYPE, type: both } : both;
}

/** The type below lists and non-nulls. */
export function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
