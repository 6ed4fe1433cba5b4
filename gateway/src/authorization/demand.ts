import { type ConstDirectiveNode, type ConstValueNode, Kind } from 'graphql';

import type { Rights } from './rights.js';

/** One applied directive: a demand is met or it is not. A field is open to those who meet all of its demands. */
export type Demand =
  | { readonly kind: 'authenticated' }
  | { readonly kind: 'scopes' | 'policies'; readonly anyOf: readonly (readonly string[])[] };

export function isMet(demand: Demand, rights: Rights): boolean {
  switch (demand.kind) {
    case 'authenticated':
      return rights.isAuthenticated;
    case 'scopes':
    case 'policies': {
      const granted = rights[demand.kind];
      // A group without names asks for nothing; whoever wrote it hardly meant to open the field, so it opens nothing.
      return demand.anyOf.some((names) => names.length > 0 && names.every((name) => granted.has(name)));
    }
  }
}

/** Reads `scopes:` or `policies:`. What cannot be read is met by nobody. */
export function readAlternatives(
  { arguments: args }: ConstDirectiveNode,
  kind: 'scopes' | 'policies',
): readonly (readonly string[])[] {
  const value = args?.find(({ name }) => name.value === kind)?.value;
  return itemsOf(value).flatMap((group) => {
    const names = itemsOf(group).map((item) => (item.kind === Kind.STRING ? item.value : undefined));
    return names.every((name) => name !== undefined) ? [names] : [];
  });
}

/** A single item stands for the list of it (GraphQL specification, section 3.11). */
function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (!value || value.kind === Kind.NULL) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}
