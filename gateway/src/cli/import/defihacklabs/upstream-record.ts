import { FileRefusal } from '../import-work.js';
import type { JsonLine } from '../json-lines.js';

/** A line of `incidents.jsonl`. */
export interface UpstreamIncident {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly name: string;
  /** Free text. */
  readonly type: string;
  readonly lost: string | undefined;
  /** Upstream files; the first one is the incident's key, all of them join the addresses. */
  readonly poc: readonly string[];
  readonly references: readonly string[];
  readonly sourceFile: string | undefined;
}

/** An address or a transaction; the chain is missing where the comment does not link to an explorer. */
export interface UpstreamMention {
  readonly chain: string | undefined;
  readonly text: string;
}

/** A line of `incident-addresses.jsonl`: what the head comment of one upstream file states. */
export interface UpstreamAddresses {
  readonly poc: string;
  readonly lost: string | undefined;
  /** The chain's name upstream, which holds for mentions without one. */
  readonly fork: string | undefined;
  readonly attackers: readonly UpstreamMention[];
  readonly attackContracts: readonly UpstreamMention[];
  readonly vulnerableContracts: readonly UpstreamMention[];
  readonly transactions: readonly UpstreamMention[];
}

/** Throws FileRefusal with the line when it is no incident. */
export function readIncident({ value, line }: JsonLine): UpstreamIncident {
  const date = /^(\d{4})(\d\d)(\d\d)$/
    .exec(textOf(value, 'date', line) ?? '')
    ?.slice(1)
    .join('-');
  const name = textOf(value, 'name', line);
  if (date === undefined || Number.isNaN(Date.parse(date)) || name === undefined) {
    throw new FileRefusal('expected an incident with a name and a date as YYYYMMDD', line, 1);
  }
  return {
    date,
    name,
    type: textOf(value, 'type', line) ?? '',
    lost: textOf(value, 'lost_raw', line),
    poc: textsOf(value, 'poc', line),
    references: textsOf(value, 'references', line),
    sourceFile: textOf(value, 'source_file', line),
  };
}

/** Throws FileRefusal with the line when it is no record of addresses. */
export function readAddresses({ value, line }: JsonLine): UpstreamAddresses {
  const poc = textOf(value, 'poc', line);
  if (poc === undefined) throw new FileRefusal('expected a record with "poc"', line, 1);
  return {
    poc,
    lost: textOf(value, 'total_lost_raw', line),
    fork: textOf(value, 'fork', line),
    attackers: mentionsOf(value, 'attacker', 'address', line),
    attackContracts: mentionsOf(value, 'attacker_contract', 'address', line),
    vulnerableContracts: mentionsOf(value, 'vulnerable_contract', 'address', line),
    transactions: mentionsOf(value, 'attack_tx', 'tx', line),
  };
}

type Record = Readonly<globalThis.Record<string, unknown>>;

function textOf(record: Record, key: string, line: number): string | undefined {
  const value = record[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new FileRefusal(`expected text in "${key}"`, line, 1);
}

function textsOf(record: Record, key: string, line: number): readonly string[] {
  const value = record[key] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new FileRefusal(`expected a list of texts in "${key}"`, line, 1);
}

function mentionsOf(record: Record, key: string, textKey: string, line: number): readonly UpstreamMention[] {
  const value = record[key] ?? [];
  if (!Array.isArray(value)) throw new FileRefusal(`expected a list in "${key}"`, line, 1);
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) throw new FileRefusal(`expected objects in "${key}"`, line, 1);
    const text = textOf(item as Record, textKey, line);
    if (text === undefined) throw new FileRefusal(`expected "${textKey}" in each of "${key}"`, line, 1);
    return { chain: textOf(item as Record, 'chain', line), text };
  });
}
