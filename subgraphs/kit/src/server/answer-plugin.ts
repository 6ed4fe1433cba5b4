import type { ApolloServerPlugin, GraphQLRequestContextWillSendResponse } from '@apollo/server';
import type { Logger } from 'pino';
import type { SubgraphContext } from './subgraph-definition.js';

/**
 * What has to be done once an answer is complete: what it discloses is written in the ledger before it leaves, and the
 * request's connection is given back, so that nobody takes another for it. When the ledger cannot be written, nothing of
 * the answer leaves.
 */
export function answerPlugin<Loaders>(logger: Logger): ApolloServerPlugin<SubgraphContext<Loaders>> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        willSendResponse: async (request) => {
          const { session } = request.contextValue;
          try {
            await session.prepareAnswer();
          } catch (error) {
            logger.error(
              { err: error },
              'an answer was withheld, since what it discloses or delivers could not be written down',
            );
            withhold(request);
          } finally {
            await session.end();
          }
        },
      }),
  };
}

function withhold<Context extends object>({ response }: GraphQLRequestContextWillSendResponse<Context>): void {
  const message = 'Internal server error';
  response.http.status = 500;
  response.body = {
    kind: 'single',
    singleResult: { errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
  };
}
