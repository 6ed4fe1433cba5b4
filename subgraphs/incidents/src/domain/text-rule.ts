import { badInput } from '@alliance/schema';

/** The longest texts, in UTF-16 code units. */
export const maxLength = {
  reference: 200,
  title: 200,
  summary: 10_000,
  technique: 100,
  actor: 200,
  note: 2_000,
  timelineText: 2_000,
  claimText: 500,
  unit: 20,
  publisher: 200,
  url: 2_000,
  hash: 128,
} as const;

/** The longest lists of one incident. */
export const maxItems = {
  techniques: 50,
  chains: 100,
  jurisdictions: 250,
  claims: 200,
  parties: 500,
  transactions: 1_000,
  domains: 500,
  timeline: 500,
  references: 200,
} as const;

/** Everything below the blank except tab, line feed and carriage return, and the delete character. */
// eslint-disable-next-line no-control-regex -- it looks for control characters
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/;

/** Reads a text that must be there. Throws BAD_USER_INPUT when it is empty, too long or holds control characters. */
export function readText(field: string, value: string, max: number): string {
  const text = value.trim();
  if (text === '') throw badInput(field, 'a text', value);
  if (text.length > max) {
    throw badInput(field, `at most ${max} characters (it has ${text.length})`, text);
  }
  if (controlCharacter.test(text) || !text.isWellFormed()) {
    throw badInput(field, 'a text without control characters and halves of characters', value);
  }
  return text;
}

/** Reads a text that may be missing; the empty text counts as missing. */
export function readOptionalText(field: string, value: string | null | undefined, max: number): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : readText(field, value, max);
}

/** Reads a list that may be missing, item by item. Throws BAD_USER_INPUT when it is too long. */
export function readList<T, R>(
  field: string,
  items: readonly T[] | null | undefined,
  { max, read }: { readonly max: number; readonly read: (item: T, field: string) => R },
): R[] {
  const list = items ?? [];
  if (list.length > max) throw badInput(field, `at most ${max} items`, list.length);
  return list.map((item, index) => read(item, `${field}[${index}]`));
}

/** Reads an address on the web. */
export function readUrl(field: string, value: string): string {
  const text = readText(field, value, maxLength.url);
  const protocol = URL.parse(text)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:') throw badInput(field, 'an address with http or https', value);
  return text;
}

export function readOptionalUrl(field: string, value: string | null | undefined): string | null {
  return value === null || value === undefined || value.trim() === '' ? null : readUrl(field, value);
}

/** Items that occur once each, in the order of their first occurrence. */
export function distinct<T>(items: readonly T[]): T[] {
  return [...new Set(items)];
}
