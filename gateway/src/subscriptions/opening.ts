/**
 * What became of an operation: one answer, or events. Whoever gets events reads them, or returns the iterator, which
 * never rejects: what goes wrong is the last event.
 */
export type Opening =
  OneAnswer | { readonly kind: 'events'; readonly events: AsyncIterableIterator<string, undefined, undefined> };

/** An answer that is no stream. */
export interface OneAnswer {
  readonly kind: 'answer';
  /** JSON. */
  readonly text: string;
  /** Whether it says that the operation was not executed. */
  readonly isRefusal: boolean;
}

/** What is told of it, each as JSON text, in its order. */
export function textsOf(opening: Opening): AsyncIterator<string, undefined, undefined> {
  return opening.kind === 'events' ? opening.events : once(opening.text);
}

async function* once(text: string): AsyncGenerator<string, undefined, undefined> {
  yield text;
  return undefined;
}
