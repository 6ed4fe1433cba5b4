import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode, visit } from 'graphql';

/** The document with its named fragments written out where they are used. It must have no circles, as is valid. */
export function withoutSpreads(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const definitions = document.definitions.filter(({ kind }) => kind !== Kind.FRAGMENT_DEFINITION);
  return visit(
    { ...document, definitions },
    {
      FragmentSpread: ({ name, directives = [] }) => {
        const fragment = fragments.get(name.value);
        if (!fragment) return undefined;
        const { typeCondition, selectionSet } = fragment;
        return { kind: Kind.INLINE_FRAGMENT, directives, typeCondition, selectionSet };
      },
    },
  );
}

/** How many selections the document has when its named fragments are written out; it may be far more than it shows. */
export function sizeWithoutSpreads({ definitions }: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node.selectionSet);
  }
  const sizes = new Map<SelectionSetNode, number>();
  const sizeOf = (selectionSet: SelectionSetNode | undefined): number => {
    if (!selectionSet) return 0;
    let size = sizes.get(selectionSet);
    if (size === undefined) {
      size = selectionSet.selections.reduce((sum, node) => {
        const below = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node.selectionSet;
        return sum + 1 + sizeOf(below);
      }, 0);
      sizes.set(selectionSet, size);
    }
    return size;
  };
  return definitions.reduce(
    (sum, node) => sum + (node.kind === Kind.OPERATION_DEFINITION ? sizeOf(node.selectionSet) : 0),
    0,
  );
}
