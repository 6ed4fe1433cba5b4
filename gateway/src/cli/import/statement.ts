import { maxLength } from './hub-inputs.js';

export interface Statement {
  readonly text: string | undefined;
  /** Whether something had to be left out to keep to the length. */
  readonly isCut: boolean;
}

/** Sentences about an item that have no field of their own in the hub, put together. Undefined ones are skipped. */
export function composeStatement(sentences: readonly (string | undefined)[]): Statement {
  const text = sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
  if (text === '') return { text: undefined, isCut: false };
  const shortened = shorten(text, maxLength.statement);
  return { text: shortened, isCut: shortened !== text };
}

/** A text of at most `max` UTF-16 code units; a longer one ends in an ellipsis, and never in half a character. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
