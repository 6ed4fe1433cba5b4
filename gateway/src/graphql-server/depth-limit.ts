import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import { gatewayRefusal } from '../errors.js';
import { operationDepth } from './operation-depth.js';

/** Refuses operations that nest deeper than `maxDepth`, before anything is planned for them. */
export function depthLimit(maxDepth: number): ApolloServerPlugin {
  // Apollo Server keeps documents it has seen, so an operation is measured once.
  const depths = new WeakMap<OperationDefinitionNode, number>();
  return {
    requestDidStart: async () => ({
      didResolveOperation: async ({ operation, document }) => {
        // Undefined when the document holds no such operation, which the execution refuses by name.
        if (!operation) return;
        const depth = depths.get(operation) ?? operationDepth(operation, document);
        depths.set(operation, depth);
        if (depth <= maxDepth) return;
        throw gatewayRefusal('OPERATION_TOO_DEEP', `The operation nests ${depth} fields; ${maxDepth} are allowed.`);
      },
    }),
  };
}
