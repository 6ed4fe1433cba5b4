import { type GraphQLField, type GraphQLObjectType, isLeafType, isNonNullType, isObjectType } from 'graphql';

import { type FieldNode, namedTypeOf } from './field-node.js';

/** Gives the value of a required argument of a field within an answer, by coordinate. */
export type RequiredArgument = (coordinate: string) => unknown;

/** Deeper operations are refused by the gateway; its limit is 15. */
const deepest = 13;

/** Items of a page within a deep answer. */
const fewItems = 1;

interface Open {
  readonly node: { readonly children: FieldNode[] };
  readonly type: GraphQLObjectType;
  readonly depth: number;
}

/**
 * Everything to which a field leads: each type whole where it is met first on the shortest way, and with its plain fields
 * wherever it is met again. So every field is reached from every root field, and the operation stays finite.
 */
export function deepSelection(field: GraphQLField<unknown, unknown>, argumentFor: RequiredArgument): FieldNode[] {
  const top = { children: [] as FieldNode[] };
  const type = namedTypeOf(field);
  if (!isObjectType(type)) return [];
  const whole = new Set<string>();
  const open: Open[] = [{ node: top, type, depth: 1 }];
  for (let next = open.shift(); next; next = open.shift()) {
    const { node, depth } = next;
    const isWhole = isStructure(next.type) || !whole.has(next.type.name);
    whole.add(next.type.name);
    for (const child of Object.values(next.type.getFields())) {
      const coordinate = `${next.type.name}.${child.name}`;
      const args = { ...requiredOf(child, coordinate, argumentFor), ...firstFew(child) };
      const selected = { key: child.name, coordinate, field: child, args };
      const childType = namedTypeOf(child);
      if (isLeafType(childType)) node.children.push({ ...selected, children: [] });
      else if (isObjectType(childType) && isWhole && depth < deepest && !(isEdge(next.type) && depth > 3)) {
        const opened = { ...selected, children: [] as FieldNode[] };
        node.children.push(opened);
        open.push({ node: opened, type: childType, depth: depth + 1 });
      }
    }
  }
  return withoutEmpty(top.children);
}

/** The plain fields of what a field leads to, and those of what is within as many levels of it. */
export function briefSelection(
  field: GraphQLField<unknown, unknown>,
  argumentFor: RequiredArgument,
  levels = isStructure(namedTypeOf(field)) ? 2 : 1,
): FieldNode[] {
  const type = namedTypeOf(field);
  return isObjectType(type) ? briefFields(type, argumentFor, levels) : [];
}

/** Which records are on a page, how many there are, and where it ends; not what they say. */
export function lightSelection(field: GraphQLField<unknown, unknown>): FieldNode[] {
  const type = namedTypeOf(field);
  if (!isObjectType(type)) return [];
  const levels = isStructure(type) ? 1 : 0;
  return briefFields(type, () => undefined, levels).map((node) =>
    node.field.name === 'nodes' ? { ...node, children: node.children.slice(0, 2) } : node,
  );
}

/** As {@link briefSelection}, for a type. */
export function briefFields(type: GraphQLObjectType, argumentFor: RequiredArgument, levels: number): FieldNode[] {
  return withoutEmpty(briefFieldsImpl(type, argumentFor, levels));
}

function briefFieldsImpl(type: GraphQLObjectType, argumentFor: RequiredArgument, levels: number): FieldNode[] {
  return Object.values(type.getFields()).flatMap((child): FieldNode[] => {
    const coordinate = `${type.name}.${child.name}`;
    const selected = { key: child.name, coordinate, field: child, args: requiredOf(child, coordinate, argumentFor) };
    const childType = namedTypeOf(child);
    if (isLeafType(childType)) return [{ ...selected, children: [] }];
    if (!isObjectType(childType) || levels === 0) return [];
    return [{ ...selected, children: briefFieldsImpl(childType, argumentFor, levels - 1) }];
  });
}

/** A page or what it consists of: no records, only the way to them. */
function isStructure({ name }: { readonly name: string }): boolean {
  return /(Connection|Edge|Page|Payload)$/.test(name);
}

function isEdge({ name }: { readonly name: string }): boolean {
  return name.endsWith('Edge');
}

/** Pages within an answer are short: the latest come first, and `totalCount` tells of the others. */
function firstFew({ args }: GraphQLField<unknown, unknown>): object {
  return args.some(({ name }) => name === 'first') ? { first: fewItems } : {};
}

function requiredOf(
  field: GraphQLField<unknown, unknown>,
  coordinate: string,
  argumentFor: RequiredArgument,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    field.args
      .filter(({ type, defaultValue }) => isNonNullType(type) && defaultValue === undefined)
      .map(({ name }) => [name, argumentFor(`${coordinate}(${name}:)`)]),
  );
}

/** A composite field of which nothing is left to select is not selected. */
function withoutEmpty(nodes: readonly FieldNode[]): FieldNode[] {
  return nodes.flatMap((node) => {
    if (isLeafType(namedTypeOf(node.field))) return [node];
    const children = withoutEmpty(node.children);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}
