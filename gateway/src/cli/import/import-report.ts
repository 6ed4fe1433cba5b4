import type { Place } from './import-work.js';
import type { LotOutcome } from './sending/lot.js';

/** How many examples are kept of each reason, and how many different notes. The counts are always complete. */
const maxExamples = 3;
const maxNotes = 200;

interface Quarantined {
  count: number;
  readonly examples: { readonly place: Place; readonly message: string }[];
}

export interface RefusedFile {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly reason: string;
}

export interface ConcludedList {
  readonly list: string;
  readonly version: string;
  readonly withdrawn: number;
}

/** Why an import ended before its end. */
export interface ImportFailure {
  readonly code: string;
  readonly message: string;
}

/** What `--json` ends with. `accepted`, `updated`, `unchanged`, `wouldSend` and the quarantined add up to `read`. */
export interface ImportReportJson {
  readonly read: number;
  readonly accepted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly wouldSend?: number;
  readonly quarantined: Readonly<Record<string, number>>;
  /** Entries that their authority dropped, of all concluded lists. */
  readonly withdrawn: number;
  readonly lists: readonly ConcludedList[];
  readonly refusedFiles: readonly RefusedFile[];
  readonly findings: readonly string[];
  readonly notes: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly error?: ImportFailure;
}

/** Keeps count of an import. */
export class ImportReport {
  readonly isDryRun: boolean;
  readonly #startedAt = performance.now();
  readonly #quarantined = new Map<string, Quarantined>();
  readonly #refusedFiles: RefusedFile[] = [];
  readonly #findings: string[] = [];
  readonly #notes = new Map<string, number>();
  readonly #lists: ConcludedList[] = [];
  #accepted = 0;
  #updated = 0;
  #unchanged = 0;
  #wouldSend = 0;
  #refused = 0;
  #retries = 0;
  interrupted = false;
  failure: ImportFailure | undefined;

  constructor(isDryRun: boolean) {
    this.isDryRun = isDryRun;
  }

  addOutcome(outcome: LotOutcome): void {
    this.#accepted += outcome.accepted;
    this.#updated += outcome.updated;
    this.#unchanged += outcome.unchanged;
    this.#wouldSend += outcome.wouldSend;
    this.#refused += outcome.refused;
    for (const { reason, message, place } of outcome.quarantined) this.addQuarantined(reason, message, place);
  }

  addQuarantined(reason: string, message: string, place: Place): void {
    const entry = this.#quarantined.get(reason) ?? { count: 0, examples: [] };
    entry.count += 1;
    if (entry.examples.length < maxExamples) entry.examples.push({ place, message });
    this.#quarantined.set(reason, entry);
  }

  addRefusedFile(refused: RefusedFile): void {
    this.#refusedFiles.push(refused);
  }

  addFinding(finding: string): void {
    this.#findings.push(finding);
  }

  addNote(note: string): void {
    const key = this.#notes.has(note) || this.#notes.size < maxNotes ? note : 'further notes';
    this.#notes.set(key, (this.#notes.get(key) ?? 0) + 1);
  }

  addConcluded(concluded: ConcludedList): void {
    this.#lists.push(concluded);
  }

  addRetry(): void {
    this.#retries += 1;
  }

  /** Items of which something was said: every item that was read, except those that were never sent. */
  get read(): number {
    const quarantined = [...this.#quarantined.values()].reduce((sum, { count }) => sum + count, 0);
    return this.#accepted + this.#updated + this.#unchanged + this.#wouldSend + quarantined;
  }

  /** Whether a person must look at something. What the hub put in quarantine is work done, and no finding. */
  get hasFindings(): boolean {
    return this.#refusedFiles.length + this.#findings.length + this.#refused > 0;
  }

  get quarantined(): ReadonlyMap<string, Readonly<Quarantined>> {
    return new Map([...this.#quarantined].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  toJSON(): ImportReportJson {
    const counts = [...this.quarantined].map(([reason, { count }]) => [reason, count] as const);
    return {
      read: this.read,
      accepted: this.#accepted,
      updated: this.#updated,
      unchanged: this.#unchanged,
      ...(this.isDryRun && { wouldSend: this.#wouldSend }),
      quarantined: Object.fromEntries(counts),
      withdrawn: this.#lists.reduce((sum, { withdrawn }) => sum + withdrawn, 0),
      lists: this.#lists,
      refusedFiles: this.#refusedFiles,
      findings: this.#allFindings(),
      notes: Object.fromEntries(this.#notes),
      retries: this.#retries,
      seconds: Math.round(performance.now() - this.#startedAt) / 1000,
      interrupted: this.interrupted,
      ...(this.failure && { error: this.failure }),
    };
  }

  #allFindings(): readonly string[] {
    if (this.#refused === 0) return this.#findings;
    return [...this.#findings, `the hub refused ${this.#refused} items outright; they are in no quarantine`];
  }
}
