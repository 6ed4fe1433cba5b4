import {
  buildASTSchema,
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  type InterfaceTypeDefinitionNode,
  isExecutableDefinitionNode,
  isTypeSystemExtensionNode,
  Kind,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
  type UnionTypeDefinitionNode,
  validateSchema,
} from 'graphql';

import { FederationMachinery } from './federation-machinery.js';
import { InvalidSupergraphError } from './supergraph.js';

const executableLocations = new Set([
  'QUERY',
  'MUTATION',
  'SUBSCRIPTION',
  'FIELD',
  'FRAGMENT_DEFINITION',
  'FRAGMENT_SPREAD',
  'INLINE_FRAGMENT',
  'VARIABLE_DEFINITION',
]);

/** Directives of the specification that say something to clients about the element they stand on. */
const informativeDirectives = new Set(['deprecated', 'specifiedBy', 'oneOf']);

/**
 * The schema that clients see: the supergraph without the machinery of federation and without what is
 * `@inaccessible`. Of directives, those that an operation may use stay. Throws an `InvalidSupergraphError` when
 * something accessible leans on something that is not.
 */
export function deriveApiSchema(document: DocumentNode): GraphQLSchema {
  const definitions = new ApiDefinitions(document).derive();
  const schema = buildASTSchema({ kind: Kind.DOCUMENT, definitions }, { assumeValidSDL: true });
  const problems = validateSchema(schema);
  if (problems.length > 0) {
    throw new InvalidSupergraphError(`The API schema is invalid: ${problems.map((each) => each.message).join(' ')}`);
  }
  return schema;
}

class ApiDefinitions {
  private readonly machinery: FederationMachinery;
  private readonly hiddenTypes = new Set<string>();

  constructor(private readonly document: DocumentNode) {
    this.machinery = new FederationMachinery(document);
    for (const node of document.definitions) {
      if ('name' in node && node.name && 'directives' in node && this.machinery.isInaccessible(node)) {
        this.hiddenTypes.add(node.name.value);
      }
    }
  }

  derive(): DefinitionNode[] {
    return this.document.definitions.flatMap((node) => this.derivedFrom(node) ?? []);
  }

  private derivedFrom(node: DefinitionNode): DefinitionNode | undefined {
    if (isExecutableDefinitionNode(node)) return undefined;
    if (isTypeSystemExtensionNode(node)) {
      throw new InvalidSupergraphError(`A supergraph has no extensions, and this one has ${node.kind}.`);
    }
    switch (node.kind) {
      case Kind.SCHEMA_DEFINITION: {
        const operationTypes = node.operationTypes.filter(({ type }) => !this.hiddenTypes.has(type.name.value));
        return { ...node, directives: [], operationTypes };
      }
      case Kind.DIRECTIVE_DEFINITION: {
        const locations = node.locations.filter(({ value }) => executableLocations.has(value));
        if (locations.length === 0 || this.machinery.ownsDirective(node.name.value)) return undefined;
        return { ...node, locations, arguments: this.inputValues(node.arguments, `@${node.name.value}`) };
      }
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
      case Kind.UNION_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.SCALAR_TYPE_DEFINITION:
        if (this.machinery.ownsType(node.name.value) || this.hiddenTypes.has(node.name.value)) return undefined;
        return this.typeFrom(node);
    }
  }

  private typeFrom(node: Extract<DefinitionNode, { kind: `${string}TypeDefinition` }>): DefinitionNode {
    const directives = informative(node.directives);
    switch (node.kind) {
      case Kind.SCALAR_TYPE_DEFINITION:
        return { ...node, directives };
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION:
        return { ...node, directives, interfaces: this.visible(node.interfaces), fields: this.fields(node) };
      case Kind.UNION_TYPE_DEFINITION:
        return { ...node, directives, types: this.members(node) };
      case Kind.ENUM_TYPE_DEFINITION:
        return { ...node, directives, values: this.values(node) };
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return { ...node, directives, fields: this.inputFields(node) };
    }
  }

  private fields(type: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode): FieldDefinitionNode[] {
    const kept = this.accessible(type.fields).map((field) => {
      const place = `${type.name.value}.${field.name.value}`;
      this.requireVisible(field.type, place);
      const args = this.inputValues(field.arguments, place);
      return { ...field, directives: informative(field.directives), arguments: args };
    });
    return nonEmpty(kept, type.name.value);
  }

  private inputFields(type: InputObjectTypeDefinitionNode): InputValueDefinitionNode[] {
    return nonEmpty(this.inputValues(type.fields, type.name.value), type.name.value);
  }

  private inputValues(all: readonly InputValueDefinitionNode[] | undefined, place: string): InputValueDefinitionNode[] {
    for (const { name, type, defaultValue } of (all ?? []).filter((value) => this.machinery.isInaccessible(value))) {
      if (type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined) {
        throw new InvalidSupergraphError(`${place}: "${name.value}" is required and must not be inaccessible.`);
      }
    }
    return this.accessible(all).map((value) => {
      this.requireVisible(value.type, `${place}(${value.name.value}:)`);
      return { ...value, directives: informative(value.directives) };
    });
  }

  private values(type: EnumTypeDefinitionNode) {
    const kept = this.accessible(type.values).map((value) => ({ ...value, directives: informative(value.directives) }));
    return nonEmpty(kept, type.name.value);
  }

  private members(type: UnionTypeDefinitionNode): readonly NamedTypeNode[] {
    return nonEmpty(this.visible(type.types), type.name.value);
  }

  private visible(types: readonly NamedTypeNode[] | undefined): NamedTypeNode[] {
    return (types ?? []).filter(({ name }) => !this.hiddenTypes.has(name.value));
  }

  private accessible<Node extends { readonly directives?: readonly ConstDirectiveNode[] | undefined }>(
    nodes: readonly Node[] | undefined,
  ): Node[] {
    return (nodes ?? []).filter((node) => !this.machinery.isInaccessible(node));
  }

  private requireVisible(type: TypeNode, place: string): void {
    const name = namedType(type).name.value;
    if (this.hiddenTypes.has(name)) {
      throw new InvalidSupergraphError(`${place} is accessible, but its type ${name} is not.`);
    }
  }
}

function informative(directives: readonly ConstDirectiveNode[] | undefined): ConstDirectiveNode[] {
  return (directives ?? []).filter(({ name }) => informativeDirectives.has(name.value));
}

function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type);
}

function nonEmpty<Node>(nodes: readonly Node[], type: string): Node[] {
  if (nodes.length === 0) throw new InvalidSupergraphError(`${type} is accessible, but nothing in it is.`);
  return [...nodes];
}
