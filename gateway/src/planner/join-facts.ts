import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  getNamedType,
  type GraphQLSchema,
  isAbstractType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  parseType,
  print,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

interface TypeInGraphs {
  /** Graphs that have the type. */
  readonly graphs: ReadonlySet<string>;
  readonly keys: readonly KeyInGraph[];
  /** Graphs in which an object stands for the whole interface (`@interfaceObject`). */
  readonly interfaceObjectIn: ReadonlySet<string>;
  /** By interface: graphs in which the type implements it. */
  readonly implementedIn: ReadonlyMap<string, ReadonlySet<string>>;
  /** By member of a union: graphs in which it is one. */
  readonly membersIn: ReadonlyMap<string, ReadonlySet<string>>;
  readonly fields: ReadonlyMap<string, readonly FieldInGraph[]>;
}

interface KeyInGraph {
  readonly graph: string | undefined;
  readonly key: SelectionSetNode | undefined;
  readonly isResolvable: boolean;
}

/** A subgraph that computes a field. */
export interface FieldProvider {
  readonly subgraph: string;
  /** The type as the subgraph knows it: the object's own, or an interface. */
  readonly view: string;
  /** By which the subgraph finds the entity. */
  readonly key: SelectionSetNode;
  readonly inputs: SelectionSetNode;
}

/** A way to an entity by an object that it has. */
export interface Identification {
  readonly provider: FieldProvider;
  /** What the key has of the object. */
  readonly part: SelectionSetNode;
}

const nothing: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

interface FieldInGraph {
  readonly graph: string | undefined;
  readonly type: string | undefined;
  readonly typeText: string;
  readonly isNonNull: boolean;
  readonly requires: SelectionSetNode | undefined;
  readonly isExternal: boolean;
}

/** What a supergraph says of its subgraphs: which types they know, and what their fields need (join specification). */
export class JoinFacts {
  readonly schema: GraphQLSchema;
  private readonly graphOf = new Map<string, string>();
  private readonly nameOf = new Map<string, string>();
  private readonly types = new Map<string, TypeInGraphs>();
  private readonly computedNames = new Set<string>();
  /** By subgraph and field. */
  private readonly possible = new Map<string, readonly string[]>();

  constructor(document: DocumentNode) {
    this.schema = buildASTSchema(document, { assumeValid: true, assumeValidSDL: true });
    for (const node of document.definitions) {
      if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph') this.readGraphs(node);
      if (!('name' in node) || !node.name || !('directives' in node)) continue;
      const directives = (node.directives ?? []) as readonly ConstDirectiveNode[];
      const fields = 'fields' in node ? (node.fields ?? []) : [];
      const type = readType(directives, fields as readonly FieldDefinitionNode[]);
      this.types.set(node.name.value, type);
      for (const [name, provided] of type.fields) {
        if (provided.some(({ requires }) => requires !== undefined)) this.computedNames.add(name);
      }
    }
  }

  /** What a subgraph needs to be sent for a field. */
  inputsOf(subgraph: string, typename: string, field: string): SelectionSetNode | undefined {
    return this.fieldIn(subgraph, typename, field)?.requires;
  }

  /** The named type of a field, as a subgraph knows it; undefined when the schema has no such field. */
  typeOfField(subgraph: string, typename: string, field: string): string | undefined {
    const own = this.fieldIn(subgraph, typename, field)?.type;
    if (own !== undefined) return own;
    const type = this.schema.getType(typename);
    const found = type && 'getFields' in type ? type.getFields()[field] : undefined;
    return found && getNamedType(found.type).name;
  }

  /** The type of a field with its lists and non-nulls, as a subgraph has it; undefined when the schema has no such field. */
  typeTextIn(subgraph: string, typename: string, field: string): string | undefined {
    const own = this.fieldIn(subgraph, typename, field);
    if (own) return own.typeText;
    const type = this.schema.getType(typename);
    const found = type && 'getFields' in type ? type.getFields()[field] : undefined;
    return found && String(found.type);
  }

  /** The subgraph that computes a field of an object type from others, also by way of an interface object. */
  computing(typename: string, field: string): FieldProvider | undefined {
    for (const view of [typename, ...this.interfacesOf(typename)]) {
      for (const { graph, requires } of this.types.get(view)?.fields.get(field) ?? []) {
        const { keys, interfaceObjectIn } = this.types.get(view) ?? {};
        const key = keys?.find((each) => each.graph === graph && each.isResolvable)?.key;
        if (!requires || graph === undefined || !key) continue;
        if (view === typename || interfaceObjectIn?.has(graph)) {
          return { subgraph: this.nameOf.get(graph) ?? '', view, key, inputs: requires };
        }
      }
    }
    return undefined;
  }

  /** Subgraphs that find an entity by a key that looks into the object behind `field`, with that part of the key. */
  identifiedBy(typename: string, field: string): readonly Identification[] {
    return (this.types.get(typename)?.keys ?? []).flatMap(({ graph, key, isResolvable }) => {
      const node = key?.selections.find((each) => each.kind === Kind.FIELD && each.name.value === field);
      if (!isResolvable || graph === undefined || !key || node?.kind !== Kind.FIELD || !node.selectionSet) return [];
      const provider = { subgraph: this.nameOf.get(graph) ?? '', view: typename, key, inputs: nothing };
      return [{ provider, part: node.selectionSet }];
    });
  }

  /** Whether any field requires others. */
  get computesAnything(): boolean {
    return this.computedNames.size > 0;
  }

  /** Whether a field of this name requires others on any type. */
  isComputedSomewhere(field: string): boolean {
    return this.computedNames.has(field);
  }

  /** Whether any subgraph knows an interface as an object. */
  get hasInterfaceObjects(): boolean {
    return [...this.types.values()].some(({ interfaceObjectIn }) => interfaceObjectIn.size > 0);
  }

  /** Whether a field may not be null, as a subgraph has it. */
  isNonNullIn(subgraph: string, typename: string, field: string): boolean {
    const own = this.fieldIn(subgraph, typename, field);
    if (own) return own.isNonNull;
    const type = this.schema.getType(typename);
    return type && 'getFields' in type ? isNonNullType(type.getFields()[field]?.type) : false;
  }

  /** Whether a subgraph has the type. */
  knows(subgraph: string, typename: string): boolean {
    return this.types.get(typename)?.graphs.has(this.graphOf.get(subgraph) ?? '') ?? false;
  }

  /** Whether a subgraph knows a field without being sent anything for it. */
  provides(subgraph: string, typename: string, field: string): boolean {
    const graph = this.graphOf.get(subgraph) ?? '';
    return this.graphsOfField(typename, field).includes(graph) && !this.inputsOf(subgraph, typename, field);
  }

  /** The subgraphs that have a field. */
  subgraphsOf(typename: string, field: string): readonly string[] {
    return this.graphsOfField(typename, field).map((graph) => this.nameOf.get(graph) ?? '');
  }

  private interfacesOf(typename: string): readonly string[] {
    const type = this.schema.getType(typename);
    return type && 'getInterfaces' in type ? type.getInterfaces().map(({ name }) => name) : [];
  }

  isInterfaceObject(subgraph: string, typename: string): boolean {
    return this.types.get(typename)?.interfaceObjectIn.has(this.graphOf.get(subgraph) ?? '') ?? false;
  }

  /**
   * Object types that the value of a field may have. Where several subgraphs share the field, they are those that all
   * of them know: no other is planned for.
   */
  possibleTypes(subgraph: string, typename: string, field: string): readonly string[] {
    const key = `${subgraph} ${typename}.${field}`;
    const found = this.possible.get(key) ?? this.findPossibleTypes(subgraph, typename, field);
    this.possible.set(key, found);
    return found;
  }

  private findPossibleTypes(subgraph: string, typename: string, field: string): readonly string[] {
    const own = this.typesIn(this.graphOf.get(subgraph) ?? '', this.typeOfField(subgraph, typename, field) ?? '');
    const others = this.graphsOfField(typename, field).map((graph) => {
      const type = this.types
        .get(typename)
        ?.fields.get(field)
        ?.find((each) => each.graph === graph)?.type;
      return new Set(this.typesIn(graph, type ?? this.typeOfField('', typename, field) ?? ''));
    });
    const shared = own.filter((type) => others.every((types) => types.has(type)));
    return shared.length > 0 ? shared : own;
  }

  private graphsOfField(typename: string, field: string): readonly string[] {
    const type = this.types.get(typename);
    const said = type?.fields.get(field)?.filter(({ graph }) => graph !== undefined) ?? [];
    if (said.length === 0) return [...(type?.graphs ?? [])];
    return said.flatMap(({ graph, isExternal }) => (graph === undefined || isExternal ? [] : [graph]));
  }

  private typesIn(graph: string, typename: string): readonly string[] {
    const type = this.schema.getType(typename);
    if (!isAbstractType(type)) return [typename];
    const all = this.schema.getPossibleTypes(type).map(({ name }) => name);
    if (this.types.get(typename)?.interfaceObjectIn.has(graph)) return all;
    const { membersIn } = this.types.get(typename) ?? {};
    return all.filter((name) => {
      const graphs = membersIn?.get(name) ?? this.types.get(name)?.implementedIn.get(typename);
      return graphs === undefined || graphs.has(graph);
    });
  }

  /** Whether any object may be of both types in a subgraph, as far as the supergraph says. */
  mayMeet(subgraph: string, one: string, other: string): boolean {
    if (one === other || !this.schema.getType(one) || !this.schema.getType(other)) return true;
    const graph = this.graphOf.get(subgraph) ?? '';
    const ofOther = new Set(this.typesIn(graph, other));
    return this.typesIn(graph, one).some((type) => ofOther.has(type));
  }

  /** Whether an object that calls itself `typename` is of type `condition`. */
  isOfType(typename: string, condition: string): boolean {
    if (typename === condition) return true;
    const [type, expected] = [this.schema.getType(typename), this.schema.getType(condition)];
    const isNamed = type !== undefined && 'getInterfaces' in type;
    return isAbstractType(expected) && isNamed && this.schema.isSubType(expected, type as never);
  }

  isObject(typename: string): boolean {
    return isObjectType(this.schema.getType(typename));
  }

  private fieldIn(subgraph: string, typename: string, field: string): FieldInGraph | undefined {
    const graph = this.graphOf.get(subgraph);
    return this.types
      .get(typename)
      ?.fields.get(field)
      ?.find((each) => each.graph === graph);
  }

  private readGraphs({ values = [] }: EnumTypeDefinitionNode): void {
    for (const { name, directives = [] } of values) {
      for (const directive of directives) {
        const said = argumentOf(directive, 'name');
        if (directive.name.value !== 'join__graph' || said === undefined) continue;
        this.graphOf.set(said, name.value);
        this.nameOf.set(name.value, said);
      }
    }
  }
}

function readType(directives: readonly ConstDirectiveNode[], fields: readonly FieldDefinitionNode[]): TypeInGraphs {
  const named = (name: string) => directives.filter((directive) => directive.name.value === name);
  const graphsBy = (name: string, argument: string) => {
    const found = new Map<string, Set<string>>();
    for (const directive of named(name)) {
      const key = argumentOf(directive, argument) ?? '';
      found.set(key, (found.get(key) ?? new Set()).add(argumentOf(directive, 'graph') ?? ''));
    }
    return found;
  };
  const graphs = (all: readonly ConstDirectiveNode[]) => new Set(all.map((each) => argumentOf(each, 'graph') ?? ''));
  const joins = named('join__type');
  return {
    graphs: graphs(joins),
    keys: joins.map((each) => ({
      graph: argumentOf(each, 'graph'),
      key: fieldSet(argumentOf(each, 'key') ?? '__typename'),
      isResolvable: argumentOf(each, 'key') !== undefined && argumentOf(each, 'resolvable') !== 'false',
    })),
    interfaceObjectIn: graphs(joins.filter((each) => argumentOf(each, 'isInterfaceObject') === 'true')),
    implementedIn: graphsBy('join__implements', 'interface'),
    membersIn: graphsBy('join__unionMember', 'member'),
    fields: new Map(fields.map((field) => [field.name.value, readField(field)])),
  };
}

function readField({ directives = [], type: common }: FieldDefinitionNode): FieldInGraph[] {
  return directives.flatMap((directive) => {
    if (directive.name.value !== 'join__field') return [];
    const [requires, said] = [argumentOf(directive, 'requires'), argumentOf(directive, 'type')];
    const type = said === undefined ? undefined : parseType(said, { noLocation: true });
    return [
      {
        graph: argumentOf(directive, 'graph'),
        type: type && namedType(type),
        typeText: said ?? print(common),
        isNonNull: (type ?? common).kind === Kind.NON_NULL_TYPE,
        requires: requires === undefined ? undefined : fieldSet(requires),
        isExternal: argumentOf(directive, 'external') === 'true',
      },
    ];
  });
}

/** A set of fields, as directives of federation write it. */
export function fieldSet(text: string): SelectionSetNode | undefined {
  const [node] = parse(`{ ${text} }`, { noLocation: true }).definitions;
  return node?.kind === Kind.OPERATION_DEFINITION ? node.selectionSet : undefined;
}

/** Text of an argument that is a string, a name or a Boolean. */
export function argumentOf({ arguments: args }: ConstDirectiveNode, name: string): string | undefined {
  const value = args?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.STRING || value?.kind === Kind.ENUM) return value.value;
  return value?.kind === Kind.BOOLEAN ? String(value.value) : undefined;
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
