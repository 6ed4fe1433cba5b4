import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import type { SubgraphSource } from '../../support/subgraph-server.js';

/** A type as one subgraph defines it. */
export interface SubgraphType {
  readonly subgraph: string;
  readonly name: string;
  readonly kind: 'object' | 'interface-object' | 'interface' | 'union' | 'enum' | 'other';
  readonly fields: ReadonlyMap<string, SubgraphField>;
  readonly keys: readonly SelectionSetNode[];
  readonly interfaces: readonly string[];
  /** Of a union. */
  readonly members: readonly string[];
  /** Of an enum. */
  readonly values: readonly string[];
}

export interface SubgraphField {
  readonly type: TypeNode;
  readonly isExternal: boolean;
  readonly requires: SelectionSetNode | undefined;
}

/** The types of all subgraphs of a world, by subgraph and name. */
export class SubgraphTypes {
  private readonly bySubgraph = new Map<string, ReadonlyMap<string, SubgraphType>>();

  constructor(sources: readonly SubgraphSource[]) {
    for (const source of sources) this.bySubgraph.set(source.name, readTypes(source));
  }

  get(subgraph: string, typename: string): SubgraphType | undefined {
    return this.bySubgraph.get(subgraph)?.get(typename);
  }

  of(subgraph: string): readonly SubgraphType[] {
    return [...(this.bySubgraph.get(subgraph)?.values() ?? [])];
  }

  /** What each subgraph says of a type. */
  named(typename: string): readonly SubgraphType[] {
    return [...this.bySubgraph.values()].flatMap((types) => types.get(typename) ?? []);
  }

  all(): readonly SubgraphType[] {
    return [...this.bySubgraph.values()].flatMap((types) => [...types.values()]);
  }

  /** The definitions that provide a field of an object type, also by way of an interface object. */
  providers(typename: string, field: string): readonly { readonly in: SubgraphType; readonly field: SubgraphField }[] {
    const lenders = this.interfacesOf(typename);
    return this.all().flatMap((type) => {
      const found = type.fields.get(field);
      const isIt = type.name === typename || (type.kind === 'interface-object' && lenders.has(type.name));
      return found && !found.isExternal && isIt ? [{ in: type, field: found }] : [];
    });
  }

  interfacesOf(typename: string): ReadonlySet<string> {
    return new Set(this.named(typename).flatMap(({ interfaces }) => interfaces));
  }

  /** Object types that a value of a type may have in a subgraph. */
  possibleTypes(subgraph: string, typename: string): readonly string[] {
    const type = this.get(subgraph, typename);
    if (type?.kind === 'union') return type.members;
    const implementers = (types: readonly SubgraphType[]) =>
      types
        .filter(({ kind, interfaces }) => kind === 'object' && interfaces.includes(typename))
        .map(({ name }) => name);
    if (type?.kind === 'interface') return implementers(this.of(subgraph));
    if (type?.kind === 'interface-object') return [...new Set(implementers(this.all()))];
    return [typename];
  }
}

function readTypes({ name: subgraph, typeDefs }: SubgraphSource): ReadonlyMap<string, SubgraphType> {
  const types = new Map<string, SubgraphType>();
  for (const node of parse(typeDefs, { noLocation: true }).definitions) {
    const type = readType(subgraph, node);
    if (type) types.set(type.name, type);
  }
  return types;
}

function readType(subgraph: string, node: DefinitionNode): SubgraphType | undefined {
  if (!('name' in node) || !node.name || node.kind === Kind.OPERATION_DEFINITION) return undefined;
  const directives = ('directives' in node ? (node.directives ?? []) : []) as readonly ConstDirectiveNode[];
  const fields = 'fields' in node ? (node.fields ?? []) : [];
  return {
    subgraph,
    name: node.name.value,
    kind: kindOf(node, directives),
    fields: new Map(fields.flatMap((field) => (field.kind === Kind.FIELD_DEFINITION ? [readField(field)] : []))),
    keys: directives.filter(isNamed('key')).map((directive) => selectionOf(directive) ?? none),
    interfaces: ('interfaces' in node ? (node.interfaces ?? []) : []).map(({ name }) => name.value),
    members: (node.kind === Kind.UNION_TYPE_DEFINITION ? (node.types ?? []) : []).map(({ name }) => name.value),
    values: (node.kind === Kind.ENUM_TYPE_DEFINITION ? (node.values ?? []) : []).map(({ name }) => name.value),
  };
}

const none: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

function kindOf(node: DefinitionNode, directives: readonly ConstDirectiveNode[]): SubgraphType['kind'] {
  if (node.kind === Kind.OBJECT_TYPE_DEFINITION) {
    return directives.some(isNamed('interfaceObject')) ? 'interface-object' : 'object';
  }
  if (node.kind === Kind.INTERFACE_TYPE_DEFINITION) return 'interface';
  if (node.kind === Kind.UNION_TYPE_DEFINITION) return 'union';
  return node.kind === Kind.ENUM_TYPE_DEFINITION ? 'enum' : 'other';
}

function readField({ name, type, directives = [] }: FieldDefinitionNode): [string, SubgraphField] {
  const requires = directives.find(isNamed('requires'));
  return [
    name.value,
    { type, isExternal: directives.some(isNamed('external')), requires: requires && selectionOf(requires) },
  ];
}

function isNamed(name: string) {
  return (directive: ConstDirectiveNode) => directive.name.value === name;
}

/** The fields that a directive names, as a selection set. */
function selectionOf(directive: ConstDirectiveNode): SelectionSetNode | undefined {
  const fields = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) return undefined;
  const [query] = parse(`{ ${fields.value} }`, { noLocation: true }).definitions;
  return query?.kind === Kind.OPERATION_DEFINITION ? query.selectionSet : undefined;
}
