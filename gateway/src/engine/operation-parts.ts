import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** One operation of a document, with all its fragments. */
export interface OperationParts {
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

/** Finds the operation to execute, or says that there is none by that name, or several and no name. */
export function selectOperation(document: DocumentNode, name: string | undefined): OperationParts | undefined {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const operations: OperationDefinitionNode[] = [];
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
    else if (node.kind === Kind.OPERATION_DEFINITION && (name === undefined || node.name?.value === name)) {
      operations.push(node);
    }
  }
  const [operation] = operations;
  return operation && operations.length === 1 ? { operation, fragments } : undefined;
}

/**
 * The operation with only those root fields that `isWanted` takes, and the fragments it still uses; or undefined when
 * nothing is left. Fragments around root fields are written out.
 */
export function withRootFields(
  parts: OperationParts,
  isWanted: (field: FieldNode) => boolean,
): DocumentNode | undefined {
  const selectionSet = keep(parts.operation.selectionSet, parts.fragments, isWanted);
  if (selectionSet.selections.length === 0) return undefined;
  const operation = { ...parts.operation, selectionSet };
  return { kind: Kind.DOCUMENT, definitions: [operation, ...usedFragments(selectionSet, parts.fragments)] };
}

/** Fields that tell about the schema or the root type; the gateway answers them itself. */
export function isMetaField(field: FieldNode): boolean {
  return isIntrospection(field) || field.name.value === '__typename';
}

export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

function keep(
  { selections }: SelectionSetNode,
  fragments: OperationParts['fragments'],
  isWanted: (field: FieldNode) => boolean,
): SelectionSetNode {
  const kept = selections.flatMap((node): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return isWanted(node) ? [node] : [];
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value);
    if (!fragment) return [];
    const selectionSet = keep(fragment.selectionSet, fragments, isWanted);
    if (selectionSet.selections.length === 0) return [];
    const typeCondition = fragment.typeCondition;
    const { directives = [] } = node;
    return [{ kind: Kind.INLINE_FRAGMENT, directives, selectionSet, ...(typeCondition && { typeCondition }) }];
  });
  return { kind: Kind.SELECTION_SET, selections: kept };
}

function usedFragments(from: SelectionSetNode, fragments: OperationParts['fragments']): FragmentDefinitionNode[] {
  const used = new Set<FragmentDefinitionNode>();
  const follow = (node: SelectionSetNode) => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments.get(name.value);
        if (!fragment || used.has(fragment)) return;
        used.add(fragment);
        follow(fragment.selectionSet);
      },
    });
  };
  follow(from);
  return [...used];
}
