import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InterfaceTypeDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

import { argumentOf, fieldSet } from './join-facts.js';

type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** A supergraph in which a plan can begin at any entity, as if its key were known. */
export interface Entrances {
  readonly document: DocumentNode;
  /** Root fields that lead to an entity of the type, one for each of its keys. */
  into(typename: string): readonly string[];
}

const entrancePrefix = '_at_';

/** Subgraphs of this name do not exist; what they are asked for is what has to be known of an entity beforehand. */
const entranceName = /^\(entrance \d+\)$/;

/** Whether a root field leads to an entity. */
export function isEntranceField(name: string): boolean {
  return name.startsWith(entrancePrefix);
}

export function isEntrance(subgraph: string): boolean {
  return entranceName.test(subgraph);
}

/**
 * Adds made-up subgraphs that know entities by their keys and nothing else: the first one by the first key of each type,
 * and so on. A part of an operation can be planned from there, and put where the entity stands.
 */
export function addEntrances(document: DocumentNode): Entrances {
  const types = new Map<string, FieldsType>();
  for (const node of document.definitions) if (isFieldsType(node)) types.set(node.name.value, node);
  const additions = new Additions(types);
  for (const node of types.values()) if (node.kind === Kind.OBJECT_TYPE_DEFINITION) additions.enter(node);
  const definitions = document.definitions.map((node) => additions.apply(node));
  return { document: { ...document, definitions }, into: (typename) => additions.into.get(typename) ?? [] };
}

class Additions {
  readonly into = new Map<string, string[]>();
  /** By type and entrance: the key by which it is known; nothing for types that are a part of keys. */
  private readonly joins = new Map<string, Map<number, string | undefined>>();
  /** By `Type.field`: the entrances that know it. */
  private readonly fields = new Map<string, Set<number>>();
  private count = 0;

  constructor(private readonly types: ReadonlyMap<string, FieldsType>) {}

  enter({ name, directives = [] }: ObjectTypeDefinitionNode): void {
    const keys = new Set(directives.filter(isNamed('join__type')).flatMap((each) => argumentOf(each, 'key') ?? []));
    [...keys].forEach((key, entrance) => {
      const fields = fieldSet(key);
      if (!fields) return;
      this.know(name.value, fields, entrance, key);
      this.into.set(name.value, [...(this.into.get(name.value) ?? []), rootField(entrance, name.value)]);
      this.count = Math.max(this.count, entrance + 1);
    });
  }

  apply(node: DefinitionNode): DefinitionNode {
    if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph') return this.applyToGraphs(node);
    if (node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query') return this.applyToQuery(node);
    const joins = 'name' in node && node.name ? this.joins.get(node.name.value) : undefined;
    if (!joins || !('directives' in node)) return node;
    const texts = [...joins].map(([entrance, key]) =>
      key === undefined
        ? `@join__type(graph: ${graph(entrance)})`
        : `@join__type(graph: ${graph(entrance)}, key: ${JSON.stringify(key)}, resolvable: false)`,
    );
    const joined = { ...node, directives: [...(node.directives ?? []), ...applied(texts)] } as DefinitionNode;
    return isFieldsType(joined) && isFieldsType(node) ? this.withFields(joined, node) : joined;
  }

  private applyToGraphs(node: EnumTypeDefinitionNode): EnumTypeDefinitionNode {
    const text = this.each((entrance) => `${graph(entrance)} @join__graph(name: "(entrance ${entrance})", url: "")`);
    const [added] = text === '' ? [] : parse(`enum E { ${text} }`, { noLocation: true }).definitions;
    const values = added?.kind === Kind.ENUM_TYPE_DEFINITION ? (added.values ?? []) : [];
    return { ...node, values: [...(node.values ?? []), ...values] };
  }

  private withFields(joined: FieldsType, { name, fields = [], directives = [] }: FieldsType): FieldsType {
    return {
      ...joined,
      fields: fields.map((field) => {
        const entrances = [...(this.fields.get(`${name.value}.${field.name.value}`) ?? [])];
        return joinedTo(saidOf(field, directives), entrances.map(graph));
      }),
    };
  }

  private applyToQuery(node: ObjectTypeDefinitionNode): ObjectTypeDefinitionNode {
    const { fields = [], directives = [] } = node;
    const roots = [...this.into].flatMap(([typename, names]) =>
      names.map((name, entrance) => `${name}: ${typename} @join__field(graph: ${graph(entrance)})`),
    );
    const [added] = parse(`type T { _: Int ${roots.join(' ')} }`, { noLocation: true }).definitions;
    const addedFields = added?.kind === Kind.OBJECT_TYPE_DEFINITION ? (added.fields ?? []).slice(1) : [];
    return {
      ...node,
      directives: [...directives, ...applied([this.each((entrance) => `@join__type(graph: ${graph(entrance)})`)])],
      fields: [...fields.map((field) => saidOf(field, directives)), ...addedFields],
    };
  }

  private know(typename: string, { selections }: SelectionSetNode, entrance: number, key?: string): void {
    const joins = this.joins.get(typename) ?? new Map<number, string | undefined>();
    this.joins.set(typename, joins);
    if (key !== undefined || !joins.has(entrance)) joins.set(entrance, key);
    for (const node of selections) {
      if (node.kind !== Kind.FIELD || node.name.value === '__typename') continue;
      const coordinate = `${typename}.${node.name.value}`;
      this.fields.set(coordinate, (this.fields.get(coordinate) ?? new Set()).add(entrance));
      const field = this.types.get(typename)?.fields?.find(({ name }) => name.value === node.name.value);
      const below = field && nameOf(field.type);
      if (below !== undefined) this.know(below, node.selectionSet ?? nothing, entrance);
    }
  }

  private each(write: (entrance: number) => string): string {
    return Array.from({ length: this.count }, (_, entrance) => write(entrance)).join(' ');
  }
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function rootField(entrance: number, typename: string): string {
  return `${entrancePrefix}${entrance}_${typename}`;
}

function graph(entrance: number): string {
  return `HUB_ENTRANCE_${entrance}`;
}

/** A field that says nothing of subgraphs is known to all that have its type; said, it remains with those. */
function saidOf(field: FieldDefinitionNode, ofType: readonly ConstDirectiveNode[]): FieldDefinitionNode {
  if (field.directives?.some(isNamed('join__field'))) return field;
  return joinedTo(field, [
    ...new Set(ofType.filter(isNamed('join__type')).flatMap((each) => argumentOf(each, 'graph') ?? [])),
  ]);
}

function joinedTo(field: FieldDefinitionNode, graphs: readonly string[]): FieldDefinitionNode {
  const added = applied(graphs.map((name) => `@join__field(graph: ${name})`));
  return { ...field, directives: [...(field.directives ?? []), ...added] };
}

function applied(texts: readonly string[]): readonly ConstDirectiveNode[] {
  const [holder] = parse(`type T ${texts.join(' ')} { f: Int }`, { noLocation: true }).definitions;
  return holder?.kind === Kind.OBJECT_TYPE_DEFINITION ? (holder.directives ?? []) : [];
}

function isNamed(name: string) {
  return (directive: ConstDirectiveNode): boolean => directive.name.value === name;
}

function isFieldsType(node: DefinitionNode): node is FieldsType {
  return node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
