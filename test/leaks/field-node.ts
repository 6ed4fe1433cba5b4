import type {
  OperationTypeNode,
  GraphQLArgument,
  GraphQLField,
  GraphQLInputField,
  GraphQLInputType,
  GraphQLNamedType,
  GraphQLSchema,
} from 'graphql';
import { getNamedType, isInputObjectType, isListType, isNonNullType, isObjectType } from 'graphql';

/** A field as an operation selects it: what is needed to print it, and to read its answer by schema coordinates. */
export interface FieldNode {
  /** Name or alias under which it stands in the answer. */
  readonly key: string;
  /** Schema coordinate: `Type.field`. */
  readonly coordinate: string;
  readonly field: GraphQLField<unknown, unknown>;
  readonly args: Readonly<Record<string, unknown>>;
  readonly children: readonly FieldNode[];
  /** Selects the children only where the answer is of this type: the field itself stays unprinted. */
  readonly on?: string;
}

/** An operation as it is sent. */
export interface OperationText {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The field of a type by name. Throws for one that there is not. */
export function fieldOf(schema: GraphQLSchema, type: string, name: string): GraphQLField<unknown, unknown> {
  const parent = schema.getType(type);
  const field = isObjectType(parent) ? parent.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`There is no field ${type}.${name}.`);
  return field;
}

/** Arguments go as variables, so that operations with other values have the same text and the same plan. */
export function printOperation(kind: OperationTypeNode, roots: readonly FieldNode[]): OperationText {
  const declared: string[] = [];
  const variables: Record<string, unknown> = {};
  const print = ({ key, field, args, children, on }: FieldNode): string => {
    if (on !== undefined) return `... on ${on} { ${children.map(print).join(' ')} }`;
    const written = Object.entries(args).map(([name, value]) => {
      const variable = `v${String(declared.length)}`;
      declared.push(`$${variable}: ${String(argumentOf(field, name).type)}`);
      variables[variable] = value;
      return `${name}: $${variable}`;
    });
    const name = key === field.name ? key : `${key}: ${field.name}`;
    const selection = children.length > 0 ? ` { ${children.map(print).join(' ')} }` : '';
    return `${name}${written.length > 0 ? `(${written.join(', ')})` : ''}${selection}`;
  };
  const selection = roots.map(print).join(' ');
  const signature = declared.length > 0 ? `(${declared.join(', ')})` : '';
  return { query: `${kind} Probe${signature} { ${selection} }`, variables };
}

/** Calls `visit` for every value of the answer, with the field that it answers. */
export function walkAnswer(
  nodes: readonly FieldNode[],
  data: unknown,
  visit: (node: FieldNode, value: unknown) => void,
): void {
  if (typeof data !== 'object' || data === null) return;
  for (const item of Array.isArray(data) ? (data as unknown[]).flat(Infinity) : [data]) {
    if (typeof item !== 'object' || item === null) continue;
    for (const node of nodes) {
      if (node.on !== undefined) walkAnswer(node.children, item, visit);
      const value = (item as Readonly<Record<string, unknown>>)[node.key];
      if (value === undefined) continue;
      visit(node, value);
      walkAnswer(node.children, value, visit);
    }
  }
}

/** Every argument and input field that a selection states, as coordinates: `Type.field(argument:)`, `Input.field`. */
export function statedInputs(nodes: readonly FieldNode[]): string[] {
  return nodes.flatMap(({ coordinate, field, args, children }) => [
    ...Object.entries(args).flatMap(([name, value]) => [
      `${coordinate}(${name}:)`,
      ...inputsWithin(argumentOf(field, name).type, value),
    ]),
    ...statedInputs(children),
  ]);
}

function inputsWithin(type: GraphQLInputType, value: unknown): string[] {
  if (isNonNullType(type)) return inputsWithin(type.ofType, value);
  if (isListType(type)) {
    const item = type.ofType;
    return (Array.isArray(value) ? value : [value]).flatMap((each: unknown) => inputsWithin(item, each));
  }
  if (!isInputObjectType(type) || typeof value !== 'object' || value === null) return [];
  const fields = type.getFields();
  return Object.entries(value).flatMap(([name, stated]) => {
    const field = fields[name];
    return field ? [`${type.name}.${name}`, ...inputsWithin(field.type, stated)] : [];
  });
}

export function argumentOf(field: GraphQLField<unknown, unknown>, name: string): GraphQLArgument {
  const argument = field.args.find((each) => each.name === name);
  if (argument === undefined) throw new Error(`There is no argument ${name} of ${field.name}.`);
  return argument;
}

export type InputPlace = GraphQLArgument | GraphQLInputField;

/** Every field of the object types that clients may ask for, as coordinates. */
export function fieldCoordinates(schema: GraphQLSchema): string[] {
  return ownObjectTypes(schema).flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
}

/** Every argument and input field, as coordinates. */
export function inputCoordinates(schema: GraphQLSchema): string[] {
  const ofFields = ownObjectTypes(schema).flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      field.args.map((argument) => `${type.name}.${field.name}(${argument.name}:)`),
    ),
  );
  const ofInputs = Object.values(schema.getTypeMap())
    .filter(isInputObjectType)
    .flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
  return [...ofFields, ...ofInputs];
}

/** Object types but those of introspection and federation. */
export function ownObjectTypes(schema: GraphQLSchema) {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('_'));
}

export function namedTypeOf(field: GraphQLField<unknown, unknown>): GraphQLNamedType {
  return getNamedType(field.type);
}
