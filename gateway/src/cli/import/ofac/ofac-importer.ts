import path from 'node:path';

import { wrongUsage } from '../../command-error.js';
import type { FoundFile } from '../find-files.js';
import type { AttestationInput, SourceInput } from '../hub-inputs.js';
import { FileRefusal, type ImportWork, refusedFile } from '../import-work.js';
import { type Importer, type ImporterContext, overrideSource } from '../importer.js';
import { readText } from '../read-text.js';
import { joinParts, ReferenceBook, stableReference } from '../reference.js';
import { groupLists, type OfacEntry, type OfacList, parseOfacFile } from './ofac-list.js';

/** The sanctions list's digital-currency addresses, in the forms in which extracts of it circulate. */
export const ofacImporter: Importer = {
  description: 'OFAC SDN digital-currency addresses (.txt, .json, .csv; one list a ticker)',
  endings: ['.txt', '.json', '.csv'],
  read: readOfac,
};

/** OFAC's words for ledgers that the rest of the world calls otherwise. */
const chainWords: Readonly<Record<string, string>> = { XBT: 'BTC' };

const ofac: SourceInput = {
  publisher: 'US Treasury OFAC',
  kind: 'AUTHORITY',
  url: 'https://sanctionslist.ofac.treas.gov/',
  title: 'Specially Designated Nationals and Blocked Persons List',
};

async function* readOfac(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  const { lists, unplaced } = groupLists(files, { version: context.listVersion, ticker: context.ticker });
  refuseUnplaced(unplaced);
  const source = overrideSource(ofac, context.source);
  let bytesDone = 0;
  for (const list of lists) {
    bytesDone += [list.file, ...list.others].reduce((sum, file) => sum + file.bytes, 0);
    try {
      const entries = parseOfacFile(list.file.path, await readText(list.file.path));
      refuseForeignEntries(list, entries);
      yield* readEntries(list, entries, { source, context, bytesDone });
      const differences = await compareForms(list, entries);
      yield* differences;
      if (differences.length === 0) yield { kind: 'conclude', list: listId(list), version: list.version };
    } catch (error) {
      yield refusedFile(list.file.path, error);
    }
  }
}

function refuseUnplaced(unplaced: ReturnType<typeof groupLists>['unplaced']): void {
  const [first] = unplaced;
  if (!first) return;
  const option = first.missing === 'ticker' ? '--ticker <ticker>' : '--list-version <YYYY-MM-DD>';
  throw wrongUsage(
    `Neither the name nor the folder of "${first.file.path}" states its ${first.missing}; give ${option}.`,
  );
}

/** The CSV form states no ticker; its being Ethereum is taken from its entries, and never assumed. */
function refuseForeignEntries(list: OfacList, entries: readonly OfacEntry[]): void {
  if (path.extname(list.file.path) !== '.csv') return;
  const foreign = entries.find(({ address }) => list.ticker === 'ETH' && !/^\s*0x[0-9a-fA-F]{40}\s*$/.test(address));
  if (foreign) throw new FileRefusal('not every entry is an Ethereum address; give --ticker', foreign.line, 1);
}

interface Reading {
  readonly source: SourceInput;
  readonly context: ImporterContext;
  readonly bytesDone: number;
}

function* readEntries(list: OfacList, entries: readonly OfacEntry[], reading: Reading): Generator<ImportWork> {
  const defaults = { source: reading.source, list: { id: listId(list), version: list.version } };
  const { concepts } = reading.context.concepts.read(['sanction']);
  const references = new ReferenceBook();
  for (const entry of entries) {
    const reference = references.number(
      referenceOf(list, entry),
      joinParts([entry.address, entry.name, entry.addedOn]),
    );
    const item: AttestationInput = {
      reference,
      chain: chainWords[list.ticker] ?? list.ticker,
      address: entry.address,
      claimType: 'SANCTION',
      concepts,
      label: entry.name,
      method: 'AUTHORITY_DATA',
      reliability: reading.context.reliability,
      observedFrom: entry.addedOn === undefined ? undefined : `${entry.addedOn}T00:00:00Z`,
    };
    const place = { file: list.file.path, line: entry.line };
    yield { kind: 'attestation', defaults, item, place, bytesDone: reading.bytesDone };
  }
}

function referenceOf(list: OfacList, entry: OfacEntry): string {
  return stableReference([listId(list)], [list.ticker, spellingOf(entry)]);
}

/** The forms of a list spell an Ethereum address now with, now without its checksum: it stays the same entry. */
function spellingOf({ address }: OfacEntry): string {
  const trimmed = address.trim();
  return /^0x[0-9a-f]{40}$/i.test(trimmed) ? trimmed.toLowerCase() : trimmed;
}

/**
 * Says where the forms of one list differ. A list that contradicts itself is published and not concluded: which entries
 * have gone cannot be told from it.
 */
async function compareForms(list: OfacList, entries: readonly OfacEntry[]): Promise<ImportWork[]> {
  const differences: ImportWork[] = [];
  const read = new Set(entries.map((entry) => spellingOf(entry)));
  for (const other of list.others) {
    try {
      const there = new Set(parseOfacFile(other.path, await readText(other.path)).map((entry) => spellingOf(entry)));
      const [missing, added] = [[...read].filter((e) => !there.has(e)), [...there].filter((e) => !read.has(e))];
      if (missing.length + added.length > 0) differences.push(describeDifference(list, other, missing, added));
    } catch (error) {
      differences.push(refusedFile(other.path, error));
    }
  }
  return differences;
}

function describeDifference(
  list: OfacList,
  other: FoundFile,
  missing: readonly string[],
  added: readonly string[],
): ImportWork {
  const name = path.basename(list.file.path);
  const parts = [
    missing.length > 0 ? `lacks ${missing.length} of ${name} (${sample(missing)})` : undefined,
    added.length > 0 ? `has ${added.length} that ${name} lacks (${sample(added)})` : undefined,
  ];
  const message = `${parts.filter((part) => part !== undefined).join(' and ')}; ${name} was read, and the list not concluded`;
  return { kind: 'finding', place: { file: other.path }, message };
}

function sample(addresses: readonly string[]): string {
  const shown = addresses.slice(0, 3).join(', ');
  return addresses.length > 3 ? `${shown}, …` : shown;
}

function listId({ ticker }: OfacList): string {
  return `ofac-sdn/${ticker}`;
}
