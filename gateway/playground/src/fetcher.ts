import { createGraphiQLFetcher, type Fetcher } from '@graphiql/toolkit';
import { fetchAs, graphqlUrl } from './hub.js';

/** Asks the hub as the owner of a key; without one, as the public. */
export function createFetcher(key: string | undefined): Fetcher {
  const fetcher = createGraphiQLFetcher({ url: graphqlUrl, fetch: fetchAs(key) });
  return (params, options) => {
    const { operationName, ...rest } = params;
    return fetcher(operationName && namesOperation(params.query, operationName) ? params : rest, options);
  };
}

/**
 * GraphiQL learns the operation's name a moment after the text has changed. Who pastes and runs at once would be told
 * that the operation of before is unknown.
 */
export function namesOperation(query: string, operationName: string): boolean {
  return new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(query);
}
