import { hash } from 'node:crypto';
import type { HTTPGraphQLRequest } from '@apollo/server';

import { gatewayRefusal } from '../errors.js';

/** An operation as far as it may be a persisted query: with text and hash it is registered, by the hash alone found. */
export interface PersistableOperation {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/**
 * Refuses a persisted query whose hash is not that of its text, or that is in no form the hub knows, by a code of the
 * catalogue: Apollo Server refuses them as well, yet as if something of ours had broken.
 *
 * @throws GraphQLError PERSISTED_QUERY_MISMATCH, BAD_REQUEST
 */
export function refuseUnfitHash({ query, extensions }: PersistableOperation): void {
  const form = isObject(extensions) ? extensions['persistedQuery'] : undefined;
  if (form === undefined || form === null) return;
  const { version, sha256Hash } = isObject(form) ? form : {};
  if (version !== 1 || typeof sha256Hash !== 'string') {
    throw gatewayRefusal(
      'BAD_REQUEST',
      '"persistedQuery" must have "version", which is 1, and "sha256Hash", a string.',
    );
  }
  if (typeof query !== 'string' || sha256Hash === hash('sha256', query)) return;
  const message = 'The hash in "persistedQuery" is not that of the text in "query" (SHA-256, in hexadecimal).';
  throw gatewayRefusal('PERSISTED_QUERY_MISMATCH', message);
}

/** What of a request by HTTP {@link refuseUnfitHash} looks at. What cannot be read is for Apollo Server to refuse. */
export function persistableIn({ method, search, body }: HTTPGraphQLRequest): PersistableOperation {
  if (method !== 'GET') return isObject(body) ? body : {};
  const parameters = new URLSearchParams(search);
  return {
    query: parameters.get('query') ?? undefined,
    extensions: parseJson(parameters.get('extensions') ?? 'null'),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
