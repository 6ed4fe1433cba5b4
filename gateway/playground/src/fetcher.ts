import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit';
import { getOperationAST, parse } from 'graphql';

import { subscribeAs } from './event-stream.js';
import { fetchAs, graphqlUrl } from './hub.js';

/** Asks the hub as the owner of a key; without one, as the public. Subscriptions come as server-sent events. */
export function createFetcher(key: string | undefined): Fetcher {
  const fetcher = createGraphiQLFetcher({ url: graphqlUrl, fetch: fetchAs(key) });
  return (params, options) => {
    const { operationName, ...rest } = params;
    const asked: FetcherParams = operationName && namesOperation(params.query, operationName) ? params : rest;
    return isSubscription(asked.query, asked.operationName) ? subscribeAs(key, asked) : fetcher(asked, options);
  };
}

/**
 * GraphiQL learns the operation's name a moment after the text has changed. Who pastes and runs at once would be told
 * that the operation of before is unknown.
 */
export function namesOperation(query: string, operationName: string): boolean {
  return new RegExp(`\\b(query|mutation|subscription)\\s+${operationName}\\b`).test(query);
}

function isSubscription(query: string, operationName: string | null | undefined): boolean {
  try {
    return getOperationAST(parse(query), operationName)?.operation === 'subscription';
  } catch {
    // The hub tells what is wrong with the text.
    return false;
  }
}
