import { CommandError } from '../command-error.js';
import type { ImportReport } from './import-report.js';
import type { ImportWork } from './import-work.js';
import { placeText } from './print-report.js';
import { type Lot, LotBuilder, type LotOutcome } from './sending/lot.js';
import type { LotSender } from './sending/lot-sender.js';
import { SendingWindow } from './sending/sending-window.js';

export interface RunOptions {
  readonly sender: LotSender;
  readonly report: ImportReport;
  /** Items a request at most. */
  readonly lotSize: number;
  /** Requests under way at a time. */
  readonly width: number;
  /** Aborted when no further lot shall be sent; what is under way is finished. */
  readonly stop: AbortSignal;
  readonly onProgress: (bytesDone: number) => void;
}

/**
 * Sends the work of an importer to the hub, lot by lot, and keeps the report. Throws what sending failed with, once
 * everything that was under way has been answered or has failed too.
 */
export async function runImport(work: AsyncIterable<ImportWork>, options: RunOptions): Promise<void> {
  const run = new ImportRun(options);
  try {
    for await (const part of work) {
      if (options.stop.aborted) break;
      await run.take(part);
    }
  } finally {
    await run.finish();
  }
}

class ImportRun {
  readonly #options: RunOptions;
  readonly #lots: LotBuilder;
  readonly #window: SendingWindow;
  /** Editions of lists of which the hub refused an entry; to conclude them would end it. */
  readonly #incompleteLists = new Set<string>();
  #bytesDone = 0;

  constructor(options: RunOptions) {
    this.#options = options;
    this.#lots = new LotBuilder(options.lotSize);
    const { sender, width, stop } = options;
    const tell = (lot: Lot, outcome: LotOutcome): void => {
      this.#tell(lot, outcome);
    };
    this.#window = new SendingWindow({ sender, width, stop, tell });
  }

  #tell(lot: Lot, outcome: LotOutcome): void {
    const { report, onProgress } = this.#options;
    report.addOutcome(outcome);
    if (outcome.refused > 0 && lot.kind === 'attestations' && lot.defaults.list) {
      this.#incompleteLists.add(editionOf(lot.defaults.list.id, lot.defaults.list.version));
    }
    onProgress(this.#bytesDone);
  }

  async take(part: ImportWork): Promise<void> {
    const { report } = this.#options;
    switch (part.kind) {
      case 'attestation':
      case 'actor':
      case 'incident':
        this.#bytesDone = part.bytesDone;
        return this.#send(this.#lots.add(part));
      case 'refused-item':
        this.#bytesDone = part.bytesDone;
        {
          report.addQuarantined(part.reason, part.message, part.place);
          return;
        }
      case 'conclude':
        return this.#conclude(part.list, part.version);
      case 'refused-file': {
        report.addRefusedFile({ ...part.place, reason: part.reason });
        return;
      }
      case 'finding': {
        report.addFinding(`${placeText(part.place)}: ${part.message}`);
        return;
      }
      case 'note': {
        report.addNote(part.message);
        return;
      }
    }
  }

  /** Sends what has gathered, unless nothing shall be sent any more, and waits for all answers. */
  async finish(): Promise<void> {
    try {
      await this.#send(this.#lots.take());
    } finally {
      await this.#window.drain();
    }
  }

  async #send(lot: Lot | undefined): Promise<void> {
    if (lot) await this.#window.send(lot);
  }

  async #conclude(list: string, version: string): Promise<void> {
    const { sender, report, stop } = this.#options;
    await this.finish();
    if (stop.aborted) return;
    if (this.#incompleteLists.has(editionOf(list, version))) {
      report.addFinding(`${list}: not concluded, since the hub refused entries of version ${version}`);
      return;
    }
    try {
      report.addConcluded({ list, version, withdrawn: await sender.conclude(list, version) });
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'CONFLICT') throw error;
      report.addFinding(`${list}: not concluded: ${error.message}`);
    }
  }
}

function editionOf(list: string, version: string): string {
  return `${list} ${version}`;
}
