import {
  type DocumentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * How deep an operation nests fields: 1 for `{ a }`, 2 for `{ a { b } }`. Fragments count where they are spread, and
 * introspection does not count, since validation bounds it by a rule of its own. The document must be valid: fragments
 * exist and form no circle.
 */
export function operationDepth(operation: OperationDefinitionNode, document: DocumentNode): number {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node.selectionSet] as const] : [],
    ),
  );
  return new DepthGauge(fragments).ofSet(operation.selectionSet);
}

class DepthGauge {
  readonly #fragments: ReadonlyMap<string, SelectionSetNode>;
  /** Each fragment is measured once, however often it is spread: spreads of spreads multiply. */
  readonly #known = new Map<string, number>();

  constructor(fragments: ReadonlyMap<string, SelectionSetNode>) {
    this.#fragments = fragments;
  }

  ofSet(set: SelectionSetNode | undefined): number {
    return (set?.selections ?? []).reduce((deepest, selection) => Math.max(deepest, this.#ofSelection(selection)), 0);
  }

  #ofSelection(selection: SelectionNode): number {
    switch (selection.kind) {
      case Kind.FIELD:
        return selection.name.value.startsWith('__') ? 0 : 1 + this.ofSet(selection.selectionSet);
      case Kind.INLINE_FRAGMENT:
        return this.ofSet(selection.selectionSet);
      case Kind.FRAGMENT_SPREAD:
        return this.#ofFragment(selection.name.value);
      default:
        return selection satisfies never;
    }
  }

  #ofFragment(name: string): number {
    const known = this.#known.get(name) ?? this.ofSet(this.#fragments.get(name));
    this.#known.set(name, known);
    return known;
  }
}
