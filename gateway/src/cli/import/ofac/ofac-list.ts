import path from 'node:path';

import { parse } from 'csv-parse/sync';

import { isDate } from '../dates.js';
import type { FoundFile } from '../find-files.js';
import { FileRefusal } from '../import-work.js';
import { parseJson } from '../parse-json.js';

/** One entry of a list as published. */
export interface OfacEntry {
  readonly address: string;
  /** The listed party; only the CSV has it. */
  readonly name?: string | undefined;
  /** YYYY-MM-DD; only the CSV has it. */
  readonly addedOn?: string | undefined;
  readonly line: number;
}

/** The files of one ticker and version. They are one list, published in up to three forms. */
export interface OfacList {
  /** OFAC's own word: `XBT` is Bitcoin, `USDT` is a token on several ledgers. */
  readonly ticker: string;
  /** YYYY-MM-DD. */
  readonly version: string;
  /** The form that is read; text before JSON before CSV. */
  readonly file: FoundFile;
  /** Other forms of the same list, compared with the one that is read. */
  readonly others: readonly FoundFile[];
}

export interface ListChoices {
  readonly version?: string | undefined;
  readonly ticker?: string | undefined;
}

/** Why a file cannot be put to a list. */
export interface Unplaced {
  readonly file: FoundFile;
  readonly missing: 'ticker' | 'version';
}

const formsByPreference = ['.txt', '.json', '.csv'];

/** Puts files to lists, by ticker and version; older versions come first, so that each follows the one it replaced. */
export function groupLists(
  files: readonly FoundFile[],
  choices: ListChoices,
): { readonly lists: readonly OfacList[]; readonly unplaced: readonly Unplaced[] } {
  const groups = new Map<string, { ticker: string; version: string; files: FoundFile[] }>();
  const unplaced: Unplaced[] = [];
  for (const file of files) {
    const ticker = choices.ticker ?? tickerOf(file.path);
    const version = choices.version ?? versionOf(file.path);
    if (ticker === undefined || version === undefined) {
      unplaced.push({ file, missing: ticker === undefined ? 'ticker' : 'version' });
      continue;
    }
    const key = `${version} ${ticker}`;
    const group = groups.get(key) ?? { ticker, version, files: [] };
    group.files.push(file);
    groups.set(key, group);
  }
  const lists = [...groups.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, group]) => listOf(group.ticker, group.version, group.files));
  return { lists, unplaced };
}

function listOf(ticker: string, version: string, files: readonly FoundFile[]): OfacList[] {
  const rank = (file: FoundFile): number => formsByPreference.indexOf(path.extname(file.path));
  const [file, ...others] = files.toSorted((a, b) => rank(a) - rank(b));
  return file ? [{ ticker, version, file, others }] : [];
}

/**
 * `sanctioned_addresses_XBT.txt` → XBT. The CSV form (`date_added,address,name`) is published for Ethereum only, without
 * saying so in its name; its entries are checked to look like it.
 */
function tickerOf(file: string): string | undefined {
  const { name, ext } = path.parse(file);
  const ticker = /(?:^|_)([A-Z][A-Z0-9]{1,9})$/.exec(name)?.[1];
  return ticker ?? (ext === '.csv' ? 'ETH' : undefined);
}

/** The date in a file's name (`data-2024-08-20.csv`), or the name of its folder when that is one. */
function versionOf(file: string): string | undefined {
  const inName = /(?<!\d)\d{4}-\d\d-\d\d(?!\d)/.exec(path.basename(file))?.[0];
  const folder = path.basename(path.dirname(path.resolve(file)));
  return [inName, folder].find((text) => text !== undefined && isDate(text));
}

/** Reads a list in one of its three forms. Throws FileRefusal; an empty list is refused, since it would end every entry. */
export function parseOfacFile(file: string, text: string): OfacEntry[] {
  const entries = parseForm(path.extname(file), text);
  if (entries.length === 0)
    throw new FileRefusal('the list is empty; taken at its word it would end every entry', 1, 1);
  return entries;
}

function parseForm(ending: string, text: string): OfacEntry[] {
  if (ending === '.json') return parseJsonList(text);
  if (ending === '.csv') return parseCsvList(text);
  return text
    .split(/\r?\n/)
    .map((address, index) => ({ address, line: index + 1 }))
    .filter(({ address }) => address.trim() !== '');
}

function parseJsonList(text: string): OfacEntry[] {
  const value = parseJson(text);
  if (!Array.isArray(value)) throw new FileRefusal('expected a JSON array of addresses', 1, 1);
  return value.map((address: unknown, index) => {
    if (typeof address !== 'string') {
      throw new FileRefusal(`expected text at position ${index + 1} of the array`, 1, 1);
    }
    return { address, line: index + 1 };
  });
}

interface CsvRow {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function parseCsvList(text: string): OfacEntry[] {
  let rows: CsvRow[];
  try {
    rows = parse(text, { columns: true, info: true, bom: true, skip_empty_lines: true }) as unknown as CsvRow[];
  } catch (error) {
    const { message, lines } = error as Error & { lines?: number };
    throw new FileRefusal(`is not CSV: ${message}`, lines, 1, { cause: error });
  }
  return rows.map(({ record, info }) => {
    const { address, name, date_added: addedOn } = record;
    if (address === undefined || name === undefined || addedOn === undefined) {
      throw new FileRefusal('expected the columns date_added, address, name', 1, 1);
    }
    if (!isDate(addedOn)) throw new FileRefusal(`expected a date in date_added, got "${addedOn}"`, info.lines, 1);
    return { address, name, addedOn, line: info.lines };
  });
}
