import { AsyncLocalStorage } from 'node:async_hooks';

/** What is known of the request on whose behalf the current code runs. */
export interface RequestScope {
  readonly requestId: string;
}

const scopes = new AsyncLocalStorage<RequestScope>();

/** Runs `work`, and all it starts, as part of a request. */
export function runInRequest<T>(scope: RequestScope, work: () => T): T {
  return scopes.run(scope, work);
}

/** Id of the current request; undefined outside of one. */
export function currentRequestId(): string | undefined {
  return scopes.getStore()?.requestId;
}
