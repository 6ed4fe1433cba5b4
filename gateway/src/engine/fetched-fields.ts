import { type DocumentNode, Kind, parse, type SelectionNode, type SelectionSetNode } from 'graphql';

/** A field that a subgraph operation selects, under its response key, whatever the type of the object. */
export interface FetchedField {
  readonly key: string;
  readonly fields: readonly FetchedField[];
}

/** What the planner wrote for a subgraph, read. */
export class SubgraphOperation {
  private readonly document: DocumentNode;

  constructor(operation: string) {
    this.document = parse(operation, { noLocation: true });
  }

  private get rootSelections(): readonly SelectionNode[] {
    for (const node of this.document.definitions) {
      if (node.kind === Kind.OPERATION_DEFINITION) return node.selectionSet.selections;
    }
    return [];
  }

  /** The fields at the root, fragments written out. */
  get fields(): readonly FetchedField[] {
    return this.fieldsIn({ kind: Kind.SELECTION_SET, selections: this.rootSelections });
  }

  private fieldsIn(selectionSet: SelectionSetNode | undefined): FetchedField[] {
    return (selectionSet?.selections ?? []).flatMap((node) => {
      if (node.kind === Kind.FIELD) {
        return [{ key: (node.alias ?? node.name).value, fields: this.fieldsIn(node.selectionSet) }];
      }
      return this.fieldsIn(node.kind === Kind.INLINE_FRAGMENT ? node.selectionSet : this.fragment(node.name.value));
    });
  }

  private fragment(name: string): SelectionSetNode | undefined {
    for (const node of this.document.definitions) {
      if (node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name) return node.selectionSet;
    }
    return undefined;
  }
}
