import { type FieldNode, Kind, type SelectionSetNode } from 'graphql';

import { type CollectContext, collectFields } from './collect-fields.js';
import { isOfType } from './supergraph.js';

/** What an operation selects of an object. */
export interface Selections {
  readonly all: readonly SelectionSetNode[];
  /** Those of them that are not part of a withheld field. */
  readonly open: readonly SelectionSetNode[];
}

/** A field of the response, with all that is selected under its key. */
export interface SelectedField {
  readonly key: string;
  readonly node: FieldNode;
  /** The caller may read it by none of the selections under the key. */
  readonly isWithheld: boolean;
  /** For messages: `Type.field`, where it is withheld with the type on which it is selected. */
  readonly coordinate: string;
  readonly selections: Selections;
}

/**
 * The fields of objects of a type, in the order of the response. A field may be selected more than once, through an
 * interface and through a type, and be withheld by one way only: then it is read by the other, and only as far as that
 * selects.
 */
export function selectFields(context: CollectContext, typename: string, { all, open }: Selections): SelectedField[] {
  const { withheld } = context;
  const openFields = collectFields(context, typename, open);
  const fields = all.length === open.length ? openFields : collectFields(context, typename, all);
  return [...fields].flatMap(([key, nodes]) => {
    const [node] = nodes;
    if (!node) return [];
    const openNodes = withheld ? (openFields.get(key) ?? []).filter((each) => !withheld.has(each)) : nodes;
    const isWithheld = openNodes.length === 0 && !node.name.value.startsWith('__');
    const type = withheld?.get(node)?.type ?? typename;
    const coordinate = `${type}.${node.name.value}`;
    return [{ key, node, isWithheld, coordinate, selections: { all: setsOf(nodes), open: setsOf(openNodes) } }];
  });
}

/** Whether anything selected depends on which object type an object of an abstract type is. */
export function isNarrowed(context: CollectContext, typename: string, sets: readonly SelectionSetNode[]): boolean {
  return sets.some(({ selections }) =>
    selections.some((node) => {
      // Under another name, its value may be known where this is not.
      if (node.kind === Kind.FIELD) return node.name.value === '__typename' && node.alias === undefined;
      const part = node.kind === Kind.INLINE_FRAGMENT ? node : context.fragments.get(node.name.value);
      if (!part) return false;
      const condition = part.typeCondition?.name.value;
      if (condition !== undefined && !isOfType(context.schema, typename, condition)) return true;
      return isNarrowed(context, typename, [part.selectionSet]);
    }),
  );
}

function setsOf(nodes: readonly FieldNode[]): readonly SelectionSetNode[] {
  return nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
}
