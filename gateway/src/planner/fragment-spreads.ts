import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  parse,
  type SelectionSetNode,
  visit,
} from 'graphql';

import type { EntityFetch, RootFetch, SubscriptionFetch } from '../plan.js';
import type { JoinFacts } from './join-facts.js';

/**
 * Whether a fetch asks for anything by the type of objects, beyond that of its entities. Nearly all do not, which can be
 * told of most without reading the operation, and of the others without writing its fragments out.
 */
export function dependsOnTypes(fetch: RootFetch | EntityFetch | SubscriptionFetch, facts: JoinFacts): boolean {
  const fragments = fetch.operation.split('...').length - 1;
  if (fragments <= ('batches' in fetch ? fetch.batches.length : 0)) return false;
  const { definitions } = parse(fetch.operation, { noLocation: true });
  const conditions = new Map<string, string>();
  for (const node of definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) conditions.set(node.name.value, node.typeCondition.name.value);
  }
  const narrows = ({ selections }: SelectionSetNode, typename: string): boolean =>
    selections.some((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) return conditions.get(node.name.value) !== typename;
      if (!node.selectionSet) return false;
      if (node.kind === Kind.FIELD) {
        const below = facts.typeOfField(fetch.subgraph, typename, node.name.value) ?? '';
        return narrows(node.selectionSet, below || soleCondition(node));
      }
      return (node.typeCondition?.name.value ?? typename) !== typename || narrows(node.selectionSet, typename);
    });
  return definitions.some((node) => {
    if (node.kind === Kind.FRAGMENT_DEFINITION) return narrows(node.selectionSet, node.typeCondition.name.value);
    if (node.kind !== Kind.OPERATION_DEFINITION) return false;
    return narrows(node.selectionSet, facts.schema.getRootType(node.operation)?.name ?? '');
  });
}

/** Of entities, which the schema does not have: the one type that a fragment asks them of, if nothing else is asked. */
function soleCondition({ name, selectionSet }: FieldNode): string {
  const [first, ...rest] = selectionSet?.selections ?? [];
  const isSole = name.value === '_entities' && first?.kind === Kind.INLINE_FRAGMENT && rest.length === 0;
  return (isSole && first.typeCondition?.name.value) || '';
}

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
