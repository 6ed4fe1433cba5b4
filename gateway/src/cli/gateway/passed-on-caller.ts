import { hash } from 'node:crypto';

import type { CallerContext } from '../../graphql-server/operation-engine.js';

/**
 * Whoever calls the engine alone: nobody asks who that is, and every subgraph gets the caller's `authorization` header
 * as it came, and no other. Two callers are the same only when their header is; the key does not repeat it.
 */
export function passedOnCaller(
  authorization: string | undefined,
  everybody: Pick<CallerContext, 'entitlements' | 'rights'>,
): CallerContext {
  if (authorization === undefined) return { ...everybody, key: '', headersFor: () => ({}) };
  const headers = { authorization };
  return {
    ...everybody,
    key: hash('sha256', authorization, 'base64url'),
    headersFor: () => headers,
  };
}
