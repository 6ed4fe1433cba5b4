import { type ArgumentNode, Kind, print, type ValueNode } from 'graphql';

/** What is known, at some point of a plan, of an object of one type at one place. */
export interface KnownObject {
  /** The object type that it really has. */
  readonly type: string;
  /** What subgraphs said it is: its type, an interface of an interface object, or nothing so far. */
  said: string | undefined;
  /** By the key under which the data have it. */
  readonly fields: Map<string, KnownField>;
}

export interface KnownField {
  readonly name: string;
  /** Arguments in one notation; `undefined` for a value that is not to be trusted. */
  readonly args: string | undefined;
  readonly below: KnownPlace;
}

/** Objects that may stand at one place, one of each type. Empty for a leaf. */
export type KnownPlace = Map<string, KnownObject>;

export function knownObject(type: string, said?: string): KnownObject {
  return { type, said, fields: new Map() };
}

/** Adds what an answer tells about an object, as the engine merges it. */
export function learn(known: KnownObject, told: KnownObject, isObject: (typename: string) => boolean): void {
  if (told.said !== undefined && (known.said === undefined || isObject(told.said))) known.said = told.said;
  for (const [key, field] of told.fields) {
    const before = known.fields.get(key);
    if (!before) {
      known.fields.set(key, field);
      continue;
    }
    // Two things under one key: the later answer would complete the earlier one.
    if (before.name !== field.name || before.args !== field.args) known.fields.set(key, { ...before, args: undefined });
    if (before.below.size === 0) for (const [type, each] of field.below) before.below.set(type, each);
    else for (const [type, each] of before.below) learnFrom(each, field.below.get(type), isObject);
  }
}

function learnFrom(known: KnownObject, told: KnownObject | undefined, isObject: (typename: string) => boolean): void {
  if (told && told !== known) learn(known, told, isObject);
}

/** Arguments in one notation, whatever their order and that of the fields of objects. */
export function argumentText(args: readonly ArgumentNode[] | undefined): string {
  if (!args || args.length === 0) return '';
  return args
    .map(({ name, value }) => `${name.value}: ${valueText(value)}`)
    .sort()
    .join(', ');
}

function valueText(value: ValueNode): string {
  if (value.kind === Kind.LIST) return `[${value.values.map(valueText).join(', ')}]`;
  if (value.kind === Kind.STRING) return JSON.stringify(value.value);
  // The native planner writes 1.0 as 1.
  if (value.kind === Kind.FLOAT) return String(Number(value.value));
  // As a number, those beyond 2^53 would be taken for their neighbours.
  if (value.kind === Kind.INT) return String(BigInt(value.value));
  if (value.kind !== Kind.OBJECT) return print(value);
  const fields = value.fields.map((field) => `${field.name.value}: ${valueText(field.value)}`);
  return `{${fields.sort().join(', ')}}`;
}
