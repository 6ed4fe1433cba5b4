import type { ApolloServerPlugin } from '@apollo/server';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  OperationTypeNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

import { gatewayRefusal } from '../errors.js';

/**
 * Refuses subscriptions of which the root field hangs on a variable, as the specification does since September 2025
 * (section "Single Root Field"). The validation of graphql-js 16 throws instead of reporting it: it looks for the
 * variable's value, and has none. Apollo Server takes that for a fault of its own, and asks its plugins last.
 */
export function refuseConditionalSubscriptions(): ApolloServerPlugin {
  return {
    unexpectedErrorProcessingRequest: async ({ requestContext: { document } }) => {
      if (!document || !hasConditionalSubscription(document)) return;
      const message =
        'What a subscription subscribes to cannot hang on a variable: @skip and @include have no place there.';
      throw gatewayRefusal('GRAPHQL_VALIDATION_FAILED', message);
    },
  };
}

function hasConditionalSubscription({ definitions }: DocumentNode): boolean {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  const looked = new Set<string>();
  const isConditional = ({ selections }: SelectionSetNode): boolean =>
    selections.some((node) => {
      if (hangsOnVariable(node)) return true;
      if (node.kind === Kind.INLINE_FRAGMENT) return isConditional(node.selectionSet);
      if (node.kind === Kind.FIELD || looked.has(node.name.value)) return false;
      looked.add(node.name.value);
      const fragment = fragments.get(node.name.value);
      return fragment !== undefined && isConditional(fragment.selectionSet);
    });
  return definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION &&
      node.operation === OperationTypeNode.SUBSCRIPTION &&
      isConditional(node.selectionSet),
  );
}

function hangsOnVariable({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    ({ name, arguments: args = [] }) =>
      (name.value === 'skip' || name.value === 'include') && args.some(({ value }) => value.kind === Kind.VARIABLE),
  );
}
