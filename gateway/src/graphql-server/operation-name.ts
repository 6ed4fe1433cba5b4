import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLError } from 'graphql';

import { gatewayRefusal } from '../errors.js';

/**
 * An empty `operationName` names no operation: it stands for none, as clients mean it that always send one. Apollo
 * Server would look for an operation of that name.
 */
export function emptyNamesNothing(): ApolloServerPlugin {
  return {
    requestDidStart: async ({ request }) => {
      if (request.operationName === '') delete request.operationName;
    },
  };
}

/**
 * What to answer when the document does not hold the operation that is asked for. Apollo Server leaves finding that out
 * to the execution, to which it does not tell the name: one that is not looked for there runs whatever the document
 * holds, past everything that looks at the operation before (kind by GET, depth).
 */
export function noSuchOperation(operationName: string | undefined): GraphQLError {
  const message =
    operationName === undefined
      ? 'The document has several operations: "operationName" has to name one of them.'
      : `The document has no operation named ${JSON.stringify(operationName)}.`;
  return gatewayRefusal('OPERATION_RESOLUTION_FAILURE', message);
}
