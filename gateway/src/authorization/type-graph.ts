import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  type NamedTypeNode,
  parse,
  type SelectionSetNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** A field of a type. */
export interface Coordinate {
  readonly type: string;
  readonly field: string;
}

/** The types of a supergraph, as far as requirements follow from how they hang together. */
export class TypeGraph {
  private readonly types = new Map<string, TypeDefinitionNode>();
  private readonly fields = new Map<string, ReadonlyMap<string, FieldDefinitionNode>>();
  private readonly possible = new Map<string, string[]>();

  constructor(supergraph: DocumentNode) {
    for (const node of supergraph.definitions) {
      if (!node.kind.endsWith('TypeDefinition')) continue;
      const type = node as TypeDefinitionNode;
      this.types.set(type.name.value, type);
      if (!('fields' in type) || type.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) continue;
      const fields = type.fields ?? [];
      this.fields.set(type.name.value, new Map(fields.map((field) => [field.name.value, field])));
    }
    for (const type of this.types.values()) {
      if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
      for (const { name } of type.interfaces ?? []) {
        this.possible.set(name.value, [...(this.possible.get(name.value) ?? []), type.name.value]);
      }
    }
  }

  /** Whether any of the directives stands on a type or on a field. */
  usesDirectives(names: { has(name: string): boolean }): boolean {
    const isOne = ({ name }: ConstDirectiveNode) => names.has(name.value);
    const isOnField = (field: FieldDefinitionNode) => field.directives?.some(isOne) ?? false;
    return (
      [...this.types.values()].some(({ directives }) => directives?.some(isOne) ?? false) ||
      [...this.fields.values()].some((fields) => [...fields.values()].some(isOnField))
    );
  }

  directivesOf(type: string): readonly ConstDirectiveNode[] {
    return this.types.get(type)?.directives ?? [];
  }

  field({ type, field }: Coordinate): FieldDefinitionNode | undefined {
    return this.fields.get(type)?.get(field);
  }

  /** Name of the type that a field leads to. */
  targetOf(coordinate: Coordinate): string | undefined {
    const type = this.field(coordinate)?.type;
    return type && namedType(type).name.value;
  }

  get coordinates(): readonly Coordinate[] {
    return [...this.fields].flatMap(([type, fields]) => [...fields.keys()].map((field) => ({ type, field })));
  }

  /** Concrete types of an interface, those that clients do not see included; none for anything else. */
  implementationsOf(type: string): readonly string[] {
    return this.possible.get(type) ?? [];
  }

  /**
   * Interfaces through which a field came to a concrete type (`@interfaceObject`): composers then name no subgraph on
   * the type's own field.
   */
  lendersOf(coordinate: Coordinate): readonly string[] {
    const type = this.types.get(coordinate.type);
    if (type?.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const field = this.field(coordinate);
    const isLent = joinsOf(field, 'join__field').some((join) => argumentOf(join, 'graph') === undefined);
    if (!isLent) return [];
    return (type.interfaces ?? []).map(({ name }) => name.value).filter((name) => this.lends(name, coordinate.field));
  }

  /**
   * The fields that subgraphs are handed before they answer a field: the selections of `@requires`, and what
   * `@fromContext` takes from above.
   */
  inputsOf(coordinate: Coordinate): readonly Coordinate[] {
    const found: Coordinate[] = [];
    for (const join of joinsOf(this.field(coordinate), 'join__field')) {
      const requires = textOf(join, 'requires');
      if (requires !== undefined) this.gather(coordinate.type, parseSelection(requires), found);
      for (const { context, selection } of contextArgumentsOf(join)) {
        for (const type of this.typesOfContext(context)) this.gather(type, parseSelection(selection), found);
      }
    }
    return found;
  }

  private lends(interfaceName: string, field: string): boolean {
    const isInterfaceObject = joinsOf(this.types.get(interfaceName), 'join__type').some((join) => {
      const flag = argumentOf(join, 'isInterfaceObject');
      return flag?.kind === Kind.BOOLEAN && flag.value;
    });
    return isInterfaceObject && this.field({ type: interfaceName, field }) !== undefined;
  }

  private gather(type: string, { selections }: SelectionSetNode, found: Coordinate[]): void {
    for (const node of selections) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        this.gather(node.typeCondition?.name.value ?? type, node.selectionSet, found);
      } else if (node.kind === Kind.FIELD && this.field({ type, field: node.name.value })) {
        const coordinate = { type, field: node.name.value };
        found.push(coordinate);
        const target = this.targetOf(coordinate);
        if (node.selectionSet && target !== undefined) this.gather(target, node.selectionSet, found);
      }
    }
  }

  private typesOfContext(context: string): readonly string[] {
    return [...this.types.values()]
      .filter((type) =>
        (type.directives ?? []).some((each) => each.name.value.endsWith('context') && textOf(each, 'name') === context),
      )
      .flatMap((type) =>
        type.kind === Kind.UNION_TYPE_DEFINITION ? (type.types ?? []).map(({ name }) => name.value) : type.name.value,
      );
  }
}

function joinsOf(
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | undefined,
  name: string,
): readonly ConstDirectiveNode[] {
  return (node?.directives ?? []).filter((each) => each.name.value === name);
}

function argumentOf(directive: ConstDirectiveNode, key: string) {
  return directive.arguments?.find(({ name }) => name.value === key)?.value;
}

function textOf(directive: ConstDirectiveNode, key: string): string | undefined {
  const value = argumentOf(directive, key);
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function contextArgumentsOf(join: ConstDirectiveNode): readonly { context: string; selection: string }[] {
  const value = argumentOf(join, 'contextArguments');
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    if (item.kind !== Kind.OBJECT) return [];
    const text = (key: string) => {
      const field = item.fields.find(({ name }) => name.value === key)?.value;
      return field?.kind === Kind.STRING ? field.value : '';
    };
    return [{ context: text('context'), selection: text('selection') }];
  });
}

/** A set of fields as federation writes it, with or without braces around it. */
function parseSelection(text: string): SelectionSetNode {
  const [node] = parse(text.trim().startsWith('{') ? text : `{ ${text} }`, { noLocation: true }).definitions;
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not a set of fields: ${text}`);
  return node.selectionSet;
}

function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type);
}
