/** The hub takes statements up to this many characters. */
export const maxStatementLength = 500;

export interface Statement {
  readonly text: string | undefined;
  /** Whether something had to be left out to keep to the length. */
  readonly isCut: boolean;
}

/** Sentences about an item that have no field of their own in the hub, put together. Undefined ones are skipped. */
export function composeStatement(sentences: readonly (string | undefined)[]): Statement {
  const text = sentences.filter((sentence) => sentence !== undefined && sentence !== '').join(' ');
  if (text === '') return { text: undefined, isCut: false };
  if (text.length <= maxStatementLength) return { text, isCut: false };
  return { text: `${text.slice(0, maxStatementLength - 1).replace(/[\ud800-\udbff]$/, '')}…`, isCut: true };
}
