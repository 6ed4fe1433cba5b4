import path from 'node:path';

import { readMethod } from '../confidence.js';
import { readDateTime } from '../dates.js';
import {
  type AddressValue,
  type AttestationInput,
  type ClaimType,
  claimTypes,
  reliabilities,
  type SourceInput,
} from '../hub-inputs.js';
import { type ImportWork, type Place } from '../import-work.js';
import { type ImporterContext, overrideSource } from '../importer.js';
import { fingerprint, ReferenceBook, stableReference } from '../reference.js';
import { composeStatement } from '../statement.js';
import type { RowField } from './field-mapping.js';

/** A value of a row as its format holds it: text in CSV, anything in JSON. */
export type RowValue = string | number | boolean | null | undefined | readonly unknown[] | object;

export type RowReader = (field: RowField) => RowValue;

/** Makes attestations of the rows of one file. */
export class RowAttester {
  readonly #context: ImporterContext;
  readonly #fileName: string;
  readonly #source: SourceInput;
  readonly #references = new ReferenceBook();

  constructor(file: string, context: ImporterContext) {
    this.#context = context;
    this.#fileName = path.basename(file);
    const stated: SourceInput = { publisher: this.#fileName, kind: 'COMMUNITY' };
    this.#source = overrideSource(stated, context.source);
  }

  /** The work for one row: the attestation, or why there is none, and what was decided on the way. */
  attest(read: RowReader, place: Place, bytesDone: number): readonly ImportWork[] {
    const refuse = (reason: string, message: string): readonly ImportWork[] => [
      { kind: 'refused-item', reason, message, place, bytesDone },
    ];
    const address = addressOf(read('address'));
    if (address === undefined) return refuse('EMPTY', 'the row has no address');
    const claimType = wordOf(read('claimType'))?.toUpperCase() ?? '';
    if (!isClaimType(claimType)) return refuse('UNKNOWN_CLAIM_TYPE', `expected one of ${claimTypes.join(', ')}`);
    const notes: string[] = [];
    const item = this.#attestation(read, address, claimType, notes);
    const said = notes.map((message): ImportWork => ({ kind: 'note', message: `${this.#fileName}: ${message}` }));
    return [...said, { kind: 'attestation', defaults: { source: this.#source }, item, place, bytesDone }];
  }

  #attestation(read: RowReader, address: AddressValue, claimType: ClaimType, notes: string[]): AttestationInput {
    const text = (field: RowField): string | undefined => wordOf(read(field));
    const date = (field: 'observedFrom' | 'observedTo' | 'validUntil'): string | undefined =>
      readStated(field, text(field), readDateTime, notes);
    const words = wordsOf(read('concepts'));
    const { concepts, unknown } = this.#context.concepts.read(words);
    for (const word of unknown) notes.push(`the hub has no concept "${word}"; it stands in the statement instead`);
    const statement = composeStatement([
      text('statement'),
      unknown.length > 0 ? `Classified by its source as: ${unknown.join(', ')}.` : undefined,
    ]);
    if (statement.isCut) notes.push('a statement was longer than the hub takes, and was cut');
    const sourceUrl = text('sourceUrl');
    const item = {
      chain: text('chain'),
      address,
      claimType,
      concepts,
      label: text('label'),
      statement: statement.text,
      actor: text('actor'),
      method: readStated('method', text('method'), readMethod, notes),
      reliability: readStated('reliability', text('reliability'), readReliability, notes) ?? this.#context.reliability,
      observedFrom: date('observedFrom'),
      observedTo: date('observedTo'),
      validUntil: date('validUntil'),
      source: sourceUrl === undefined ? undefined : { ...this.#source, url: sourceUrl },
    };
    return { reference: this.#referenceOf(text('reference'), item, words), ...item };
  }

  /** By what the row says of whom, in which file; or the row's own key. What else it says may change. */
  #referenceOf(own: string | undefined, item: Omit<AttestationInput, 'reference'>, words: readonly string[]): string {
    const { chain, address, claimType, label } = item;
    const identity = own === undefined ? [chain, String(address), claimType, label, ...words] : [own];
    const readable = own ?? claimType;
    const reference = stableReference(['table', this.#fileName, readable], [this.#fileName, ...identity]);
    return this.#references.number(reference, fingerprint(JSON.stringify(item)));
  }
}

/** Text and numbers go to the hub as what they are; a number is quarantined there. */
function addressOf(value: RowValue): AddressValue | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function wordOf(value: RowValue): string | undefined {
  if (value === null || value === undefined || typeof value === 'object') return undefined;
  const text = String(value).trim();
  return text === '' ? undefined : text;
}

/** Several words in one cell stand apart by `;` or `|`. */
function wordsOf(value: RowValue): readonly string[] {
  const words = Array.isArray(value) ? value.map(String) : (wordOf(value)?.split(/[;|]/) ?? []);
  return words.map((word) => word.trim()).filter((word) => word !== '');
}

function readStated<T>(
  field: string,
  text: string | undefined,
  read: (text: string) => T | undefined,
  notes: string[],
): T | undefined {
  if (text === undefined) return undefined;
  const value = read(text);
  if (value === undefined) notes.push(`"${text}" cannot be read as ${field}; it is left out`);
  return value;
}

function readReliability(text: string): AttestationInput['reliability'] {
  return reliabilities.find((reliability) => reliability === text.toUpperCase());
}

function isClaimType(text: string): text is ClaimType {
  return claimTypes.some((claimType) => claimType === text);
}
