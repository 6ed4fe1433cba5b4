import {
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type NamedTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export const typenameField: FieldNode = fieldNamed('__typename');

export function fieldNamed(name: string, selectionSet?: SelectionSetNode): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name }, ...(selectionSet && { selectionSet }) };
}

export function selectionSetOf(selections: readonly SelectionNode[]): SelectionSetNode {
  return { kind: Kind.SELECTION_SET, selections };
}

export function fragmentOn(type: string, selectionSet: SelectionSetNode): InlineFragmentNode {
  return { kind: Kind.INLINE_FRAGMENT, typeCondition: typeNamed(type), selectionSet };
}

export function typeNamed(name: string): NamedTypeNode {
  return { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } };
}

/** The key under which an answer has a field. */
export function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
