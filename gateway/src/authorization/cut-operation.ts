import {
  type FieldNode,
  type FragmentDefinitionNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

import type { Coordinate, TypeGraph } from './type-graph.js';

/** One operation with the fragments that it uses. */
export interface OperationParts {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** What is left of an operation, and what is not. */
export interface CutOperation {
  /** Asks for nothing that is withheld, and declares no variable and no fragment that it does not use. */
  readonly parts: OperationParts;
  /** The fields cut out, as they stand in the operation that was given; what they select is cut with them. */
  readonly withheld: ReadonlyMap<FieldNode, Coordinate>;
}

/**
 * Cuts out the fields that `isOpen` does not let pass. Every field is judged by the type on which it is selected, and
 * so alike wherever its fragment is used. What leads to cut fields stays, since it may be null itself.
 */
export function cutOperation(
  parts: OperationParts,
  rootType: string,
  types: TypeGraph,
  isOpen: (coordinate: Coordinate, node: FieldNode) => boolean,
): CutOperation {
  return new Cutter(parts, types, isOpen).cut(rootType);
}

const typenameField: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class Cutter {
  private readonly withheld = new Map<FieldNode, Coordinate>();

  constructor(
    private readonly original: OperationParts,
    private readonly types: TypeGraph,
    private readonly isOpen: (coordinate: Coordinate, node: FieldNode) => boolean,
  ) {}

  cut(rootType: string): CutOperation {
    const { operation, fragments } = this.original;
    const selectionSet = this.cutSelections(operation.selectionSet, rootType);
    const left = new Map<string, FragmentDefinitionNode>();
    for (const [name, fragment] of fragments) {
      left.set(name, {
        ...fragment,
        selectionSet: this.cutSelections(fragment.selectionSet, fragment.typeCondition.name.value),
      });
    }
    if (this.withheld.size === 0) return { parts: this.original, withheld: this.withheld };
    const parts = this.sayingTypes({ operation: { ...operation, selectionSet }, fragments: left });
    return { parts: withoutUnused(parts), withheld: this.withheld };
  }

  private cutSelections({ selections }: SelectionSetNode, parent: string): SelectionSetNode {
    const left = selections.flatMap((node): readonly SelectionNode[] => {
      switch (node.kind) {
        case Kind.FIELD:
          return this.cutField(node, parent);
        case Kind.INLINE_FRAGMENT:
          return this.cutFragment(node, parent);
        case Kind.FRAGMENT_SPREAD:
          return [node];
      }
    });
    return { kind: Kind.SELECTION_SET, selections: left };
  }

  /** Of which type an object is decides what is reported as withheld: it is asked for even if nothing else is left. */
  private cutFragment(node: InlineFragmentNode, parent: string): readonly SelectionNode[] {
    const type = node.typeCondition?.name.value ?? parent;
    const selectionSet = this.cutSelections(node.selectionSet, type);
    if (selectionSet.selections.length > 0) return [{ ...node, selectionSet }];
    return type === parent ? [] : [typenameField];
  }

  private cutField(node: FieldNode, parent: string): readonly SelectionNode[] {
    const coordinate = { type: parent, field: node.name.value };
    // What the schema says of itself, and what an object is, are not fields of a subgraph.
    if (node.name.value.startsWith('__')) return [node];
    if (!this.isOpen(coordinate, node)) {
      this.withheld.set(node, coordinate);
      return [];
    }
    if (!node.selectionSet) return [node];
    const selectionSet = this.cutSelections(node.selectionSet, this.types.targetOf(coordinate) ?? '');
    return [{ ...node, selectionSet: selectionSet.selections.length > 0 ? selectionSet : onlyTypename }];
  }

  /**
   * A field may be withheld by one selection and open by another of the same key. What the former selects is reported
   * for the objects of the latter, and which of it applies to an object its type decides.
   */
  private sayingTypes({ operation, fragments }: OperationParts): OperationParts {
    const keys = this.keysOfWithheldObjects();
    if (keys.size === 0) return { operation, fragments };
    const say = <Definition extends OperationDefinitionNode | FragmentDefinitionNode>(definition: Definition) =>
      visit<Definition>(definition, {
        Field: (node) =>
          node.selectionSet && keys.has(keyOf(node))
            ? { ...node, selectionSet: withTypename(node.selectionSet) }
            : undefined,
      });
    return {
      operation: say(operation),
      fragments: new Map([...fragments].map(([name, fragment]) => [name, say(fragment)])),
    };
  }

  private keysOfWithheldObjects(): ReadonlySet<string> {
    const keys = new Set<string>();
    const followed = new Set<string>();
    const follow = (node: FieldNode | FragmentDefinitionNode): void => {
      visit(node, {
        Field: (field) => {
          if (field.selectionSet) keys.add(keyOf(field));
        },
        FragmentSpread: ({ name }) => {
          const fragment = this.original.fragments.get(name.value);
          if (!fragment || followed.has(name.value)) return;
          followed.add(name.value);
          follow(fragment);
        },
      });
    };
    for (const node of this.withheld.keys()) follow(node);
    return keys;
  }
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}

function withTypename({ selections, ...rest }: SelectionSetNode): SelectionSetNode {
  return { ...rest, selections: [...selections, typenameField] };
}

const onlyTypename: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [typenameField] };

function withoutUnused({ operation, fragments }: OperationParts): OperationParts {
  const filled = fillEmptyFragments(fragments);
  const usedFragments = new Map<string, FragmentDefinitionNode>();
  const usedVariables = new Set<string>();
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      // What is declared is not used by that.
      VariableDefinition: () => false,
      Variable: ({ name }) => {
        usedVariables.add(name.value);
      },
      FragmentSpread: ({ name }) => {
        const fragment = filled.get(name.value);
        if (!fragment || usedFragments.has(name.value)) return;
        usedFragments.set(name.value, fragment);
        follow(fragment);
      },
    });
  };
  follow(operation);
  const { variableDefinitions = [] } = operation;
  const left = variableDefinitions.filter(({ variable }) => usedVariables.has(variable.name.value));
  return { operation: { ...operation, variableDefinitions: left }, fragments: usedFragments };
}

/** A fragment of which nothing is left asks what the object is: that leaves its spreads valid. */
function fillEmptyFragments(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): ReadonlyMap<string, FragmentDefinitionNode> {
  const entries = [...fragments].map(([name, fragment]): [string, FragmentDefinitionNode] => [
    name,
    fragment.selectionSet.selections.length > 0 ? fragment : { ...fragment, selectionSet: onlyTypename },
  ]);
  return new Map(entries);
}
