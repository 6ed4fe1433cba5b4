import { createHash } from 'node:crypto';
import { ApolloGateway } from '@apollo/gateway';
import { getOperationAST, GraphQLError } from 'graphql';
import type { Answer, Asked } from './answer.js';

/** `@apollo/gateway` over a supergraph: the oracle. It serves tests only; its licence forbids more. */
export interface StockGateway extends AsyncDisposable {
  ask(asked: Asked): Promise<Answer>;
}

const say = (): void => undefined;
const silent = { debug: say, info: say, warn: say, error: say };

export async function startStockGateway(supergraphSdl: string): Promise<StockGateway> {
  // Otherwise it tells its maker that it runs, and looks for the cloud around it: tests call nobody but this machine.
  process.env['APOLLO_TELEMETRY_DISABLED'] = 'true';
  const gateway = new ApolloGateway({ supergraphSdl, logger: silent });
  const { executor, schema } = await gateway.load();
  const askOnce = async ({ source, document, variables, operationName }: Asked): Promise<Answer> => {
    // What Apollo Server hands over, as far as the gateway reads it.
    const context = {
      request: { query: source, variables, ...(operationName !== undefined && { operationName }) },
      queryHash: createHash('sha256').update(source).digest('hex'),
      operationName: operationName ?? null,
      operation: getOperationAST(document, operationName),
      ...{ document, source, schema, logger: silent, context: {}, metrics: {} },
    };
    // Apollo Server makes such an answer of what the gateway throws.
    const result = await executor(context as never).catch((error: unknown) => ({
      errors: [new GraphQLError(String(error))],
    }));
    return JSON.parse(JSON.stringify(result)) as Answer;
  };
  return {
    ask: async (asked) => {
      const answer = await askOnce(asked);
      return wasReset(answer) ? askOnce(asked) : answer;
    },
    [Symbol.asyncDispose]: () => gateway.stop(),
  };
}

/** It sends on connections that an idle subgraph is just closing, and takes the reset for an answer. */
function wasReset({ errors = [] }: Answer): boolean {
  return errors.some((error) => 'code' in error && error.code === 'ECONNRESET');
}
