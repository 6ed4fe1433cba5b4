import {
  type DocumentNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isCompositeType,
  isObjectType,
  isUnionType,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { selectionSetOf, typenameField, typeNamed } from './selection-nodes.js';

/** Fragments on an abstract type below another are written out for each type that is both, up to this many. */
const maxWrittenOut = 16;

/**
 * Says each fragment as narrowly as it holds where it stands: on an object's own type inside objects, on concrete types
 * where two abstract types meet, and not at all where nothing can be of the type. The document has no named fragments.
 */
export function narrowSelections(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const definitions = document.definitions.map((node) => {
    const root = node.kind === Kind.OPERATION_DEFINITION ? schema.getRootType(node.operation) : undefined;
    if (node.kind !== Kind.OPERATION_DEFINITION || !root) return node;
    return { ...node, selectionSet: new Narrowing(schema).selectionSet(node.selectionSet, root) };
  });
  return { ...document, definitions };
}

class Narrowing {
  constructor(private readonly schema: GraphQLSchema) {}

  selectionSet({ selections }: SelectionSetNode, parent: GraphQLCompositeType): SelectionSetNode {
    const kept = selections.flatMap((node) => this.selection(node, parent));
    return selectionSetOf(kept.length > 0 ? kept : [typenameField]);
  }

  private selection(node: SelectionNode, parent: GraphQLCompositeType): SelectionNode[] {
    if (node.kind === Kind.INLINE_FRAGMENT) return this.fragment(node, parent);
    if (node.kind !== Kind.FIELD || !node.selectionSet || !('getFields' in parent)) return [node];
    const type = getNamedType(parent.getFields()[node.name.value]?.type);
    return [isCompositeType(type) ? { ...node, selectionSet: this.selectionSet(node.selectionSet, type) } : node];
  }

  private fragment(node: InlineFragmentNode, parent: GraphQLCompositeType): InlineFragmentNode[] {
    const condition = node.typeCondition ? this.schema.getType(node.typeCondition.name.value) : parent;
    if (!isCompositeType(condition)) return [node];
    const possible = new Set(this.possibleTypes(parent));
    const both = this.possibleTypes(condition).filter((type) => possible.has(type));
    if (both.length === 0) return [];
    // What is of the parent's type is of the condition's, too. The native planner finds no way from a union to itself.
    if (both.length === possible.size)
      return [isUnionType(parent) ? this.unnamed(node, parent) : this.on(node, parent)];
    const isAsNarrow = isObjectType(condition) || both.length > maxWrittenOut;
    return isAsNarrow ? [this.on(node, condition)] : both.map((type) => this.on(node, type));
  }

  private on(node: InlineFragmentNode, type: GraphQLCompositeType): InlineFragmentNode {
    return {
      ...node,
      typeCondition: typeNamed(type.name),
      selectionSet: this.selectionSet(node.selectionSet, type),
    };
  }

  private unnamed(node: InlineFragmentNode, type: GraphQLCompositeType): InlineFragmentNode {
    const { kind, directives } = node;
    return { kind, ...(directives && { directives }), selectionSet: this.selectionSet(node.selectionSet, type) };
  }

  private possibleTypes(type: GraphQLCompositeType): readonly GraphQLObjectType[] {
    return isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type];
  }
}
