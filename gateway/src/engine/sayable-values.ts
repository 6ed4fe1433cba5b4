import { getNamedType, type GraphQLInputType, isInputObjectType, isScalarType, isSpecifiedScalarType } from 'graphql';

/** Lists and objects within each other in one value. What recurses over it must not run out of stack. */
const maxNesting = 1_000;

/** Whether JSON text can say a value that was read from JSON: no number beyond the range of numbers, and not too deep. */
export function isSayable(value: unknown, room = maxNesting): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return room > 0 && Object.values(value).every((part) => isSayable(part, room - 1));
}

/** Whether values of a type can hold anything at all: a scalar of the supergraph is what its subgraphs make of it. */
export function mayHoldAnything(type: GraphQLInputType, seen = new Set<unknown>()): boolean {
  const named = getNamedType(type);
  if (isScalarType(named)) return !isSpecifiedScalarType(named);
  if (!isInputObjectType(named) || seen.has(named)) return false;
  seen.add(named);
  return Object.values(named.getFields()).some((field) => mayHoldAnything(field.type, seen));
}
