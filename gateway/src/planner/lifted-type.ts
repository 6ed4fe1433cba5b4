/** Begins the names of made-up fields that lead from an interface to its object as one of a concrete type. */
export const liftedPrefix = '_lift_';

/** The type that a made-up field stands for, if the name is that of one. */
export function liftedType(fieldName: string): string | undefined {
  return fieldName.startsWith(liftedPrefix) ? fieldName.slice(liftedPrefix.length) : undefined;
}
