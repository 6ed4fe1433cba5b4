import { readFile } from 'node:fs/promises';

import { parse } from 'yaml';

import { wrongUsage } from '../../command-error.js';

/** What a row may say about an attestation. */
export const rowFields = [
  'reference',
  'chain',
  'address',
  'claimType',
  'concepts',
  'label',
  'statement',
  'actor',
  'method',
  'reliability',
  'observedFrom',
  'observedTo',
  'validUntil',
  'sourceUrl',
] as const;

export type RowField = (typeof rowFields)[number];

/** Where a field's value comes from: a constant, a column by its number (from 1), or by its name. */
export type FieldOrigin =
  | { readonly kind: 'constant'; readonly value: string }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'name'; readonly name: string };

export interface FieldMapping {
  readonly fields: ReadonlyMap<RowField, FieldOrigin>;
  /** Whether the first row holds the names of the columns. */
  readonly hasHeader: boolean;
}

interface MappingFile {
  readonly fields?: unknown;
  readonly header?: unknown;
}

/**
 * Puts a mapping together from a file (`fields: { address: 2, chain: chain_name, claimType: =ABUSE }`, optionally `header:
 * true`) and from `field=column` and `field==value` on the command line, which go before the file. Columns count from 1.
 * Unless it is stated, there is a header when a column is called by its name. Throws wrong usage.
 */
export async function readFieldMapping(
  map: readonly string[],
  mapFile: string | undefined,
  hasHeader: boolean | undefined,
): Promise<FieldMapping> {
  const fields = new Map<RowField, FieldOrigin>();
  const file = mapFile === undefined ? {} : await readMappingFile(mapFile);
  for (const [field, origin] of Object.entries(fieldsOf(file, mapFile))) setField(fields, field, String(origin));
  for (const text of map) {
    const equals = text.indexOf('=');
    if (equals < 1) throw wrongUsage(`Expected --map field=column or field==value, got "${text}".`);
    setField(fields, text.slice(0, equals), text.slice(equals + 1));
  }
  for (const needed of ['address', 'claimType'] as const) {
    if (!fields.has(needed))
      throw wrongUsage(`No column is mapped to "${needed}"; give --map ${needed}=… or ${needed}==….`);
  }
  const isNamed = [...fields.values()].some(({ kind }) => kind === 'name');
  return { fields, hasHeader: hasHeader ?? (typeof file.header === 'boolean' ? file.header : isNamed) };
}

function setField(fields: Map<RowField, FieldOrigin>, field: string, text: string): void {
  const known = rowFields.find((rowField) => rowField === field);
  if (!known) throw wrongUsage(`There is no field "${field}" to map to; there are ${rowFields.join(', ')}.`);
  fields.set(known, readOrigin(field, text));
}

function readOrigin(field: string, text: string): FieldOrigin {
  if (text.startsWith('=')) return { kind: 'constant', value: text.slice(1) };
  if (!/^\d+$/.test(text)) return { kind: 'name', name: text };
  if (Number(text) === 0) throw wrongUsage(`Columns count from 1; "${field}" is mapped to column 0.`);
  return { kind: 'number', number: Number(text) };
}

async function readMappingFile(file: string): Promise<MappingFile> {
  try {
    const value: unknown = parse(await readFile(file, 'utf8'));
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    throw wrongUsage(`The mapping file "${file}" cannot be read: ${(error as Error).message}`);
  }
  throw wrongUsage(`Expected "fields" in the mapping file "${file}".`);
}

function fieldsOf({ fields = {} }: MappingFile, file: string | undefined): Readonly<Record<string, unknown>> {
  if (typeof fields === 'object' && fields !== null) return fields as Readonly<Record<string, unknown>>;
  throw wrongUsage(`Expected "fields" to be a mapping in "${file ?? ''}".`);
}
