import { type DocumentNode, type FragmentDefinitionNode, Kind, visit } from 'graphql';

import type { EntityFetch, RootFetch, SubscriptionFetch } from '../plan.js';

/**
 * Whether a fetch asks for anything by the type of objects, beyond that of its entities: as much can be told, in nearly
 * all cases, without reading the operation.
 */
export function mayDependOnTypes({ operation, ...fetch }: RootFetch | EntityFetch | SubscriptionFetch): boolean {
  const fragments = operation.split('...').length - 1;
  return fragments > ('batches' in fetch ? fetch.batches.length : 0);
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
