import {
  type GraphQLEnumType,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Stands for a value that does not fit its type, or that only graphql-js can tell about. */
export const refused: unique symbol = Symbol('refused');

/**
 * Coerces a value as it came in JSON, or returns `refused`. A value that fits as it is comes back itself, not as a copy:
 * whoever receives it must not change it.
 */
export type InputCoercer = (value: unknown) => unknown;

interface FieldCoercer {
  readonly name: string;
  readonly coerce: InputCoercer;
  readonly defaultValue: unknown;
  readonly isRequired: boolean;
}

interface InputFields {
  readonly list: readonly FieldCoercer[];
  readonly names: ReadonlySet<string>;
}

/** Only of named types: lists and non-null types are made anew with each mention in an operation. */
const coercersOfTypes = new WeakMap<GraphQLInputType, InputCoercer>();

/**
 * Input coercion by the GraphQL specification (section 3, "Input Coercion" of each kind of type), compiled for one type.
 * It accepts nothing that `coerceInputValue` of graphql-js refuses, and gives equal values. What it refuses may still
 * be good: objects that JSON cannot hold are left to graphql-js.
 */
export function inputCoercer(type: GraphQLInputType): InputCoercer {
  if (isNonNullType(type)) {
    const coerce = inputCoercer(type.ofType);
    return (value) => (value === null || value === undefined ? refused : coerce(value));
  }
  return isListType(type) ? listCoercer(inputCoercer(type.ofType)) : namedCoercer(type);
}

function namedCoercer(type: GraphQLInputObjectType | GraphQLLeafType): InputCoercer {
  let coerce = coercersOfTypes.get(type);
  if (!coerce) {
    coerce = isInputObjectType(type) ? objectCoercer(type) : leafCoercer(type);
    coercersOfTypes.set(type, coerce);
  }
  return coerce;
}

function listCoercer(coerceItem: InputCoercer): InputCoercer {
  return (value) => {
    if (value === null || value === undefined) return null;
    if (Array.isArray(value)) return coerceItems(value, coerceItem);
    if (typeof value === 'object' && !isInputObject(value)) return refused;
    const only = coerceItem(value);
    return only === refused ? refused : [only];
  };
}

function coerceItems(items: readonly unknown[], coerceItem: InputCoercer): readonly unknown[] | typeof refused {
  let copy: unknown[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    const coerced = coerceItem(item);
    if (coerced === refused) return refused;
    if (coerced === item) continue;
    copy ??= [...items];
    copy[index] = coerced;
  }
  return copy ?? items;
}

function objectCoercer(type: GraphQLInputObjectType): InputCoercer {
  const { isOneOf } = type;
  // Only when first used: the type may contain itself.
  let fields: InputFields | undefined;
  return (value) => {
    if (value === null || value === undefined) return null;
    if (!isInputObject(value)) return refused;
    fields ??= fieldsOf(type);
    return hasOnly(value, fields.names) ? coerceFields(value, fields.list, isOneOf) : refused;
  };
}

function coerceFields(
  input: Readonly<Record<string, unknown>>,
  fields: readonly FieldCoercer[],
  isOneOf: boolean,
): Readonly<Record<string, unknown>> | typeof refused {
  let copy: Record<string, unknown> | undefined;
  let given = 0;
  for (const { name, coerce, defaultValue, isRequired } of fields) {
    const value = input[name];
    if (value === undefined) {
      if (defaultValue !== undefined) (copy ??= { ...input })[name] = defaultValue;
      else if (isRequired) return refused;
      continue;
    }
    const coerced = coerce(value);
    if (coerced === refused || (isOneOf && (coerced === null || given > 0))) return refused;
    if (coerced !== value) (copy ??= { ...input })[name] = coerced;
    given++;
  }
  return isOneOf && given !== 1 ? refused : (copy ?? input);
}

function fieldsOf(type: GraphQLInputObjectType): InputFields {
  const list = Object.values(type.getFields()).map((field) => ({
    name: field.name,
    coerce: inputCoercer(field.type),
    defaultValue: field.defaultValue,
    isRequired: isNonNullType(field.type),
  }));
  return { list, names: new Set(list.map(({ name }) => name)) };
}

/** An object as JSON gives it: of any other, such as a `Set`, a copy would hold something else. */
function isInputObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function hasOnly(input: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): boolean {
  for (const name of Object.keys(input)) if (!names.has(name)) return false;
  return true;
}

function leafCoercer(type: GraphQLLeafType): InputCoercer {
  if (isEnumType(type)) return enumCoercer(type);
  const parse: InputCoercer = (value) => {
    try {
      const parsed = type.parseValue(value);
      return parsed === undefined ? refused : parsed;
    } catch {
      // Not lost: whoever is refused asks graphql-js, which meets the same fault and describes it.
      return refused;
    }
  };
  const isPlain = plainValues.get(type);
  return (value) => {
    if (value === null || value === undefined) return null;
    return isPlain?.(value) ? value : parse(value);
  };
}

/** What the built-in scalars take as it is; by identity, since a schema may bring scalars of its own by these names. */
const plainValues = new Map<GraphQLLeafType, (value: unknown) => boolean>([
  [GraphQLString, (value) => typeof value === 'string'],
  [GraphQLID, (value) => typeof value === 'string'],
  [GraphQLBoolean, (value) => typeof value === 'boolean'],
  [GraphQLInt, (value) => typeof value === 'number' && (value | 0) === value],
  [GraphQLFloat, (value) => typeof value === 'number' && Number.isFinite(value)],
]);

function enumCoercer(type: GraphQLEnumType): InputCoercer {
  const values = new Map<unknown, unknown>(type.getValues().map(({ name, value }) => [name, value]));
  return (value) => {
    if (value === null || value === undefined) return null;
    const internal = values.get(value);
    return internal === undefined ? refused : internal;
  };
}
