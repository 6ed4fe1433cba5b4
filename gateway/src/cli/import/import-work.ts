import type { ActorInput, AttestationInput, PublishDefaults } from './hub-inputs.js';
import type { IncidentInput } from './incident-input.js';

/** Where in the given files something stands. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

interface Item {
  readonly place: Place;
  /** How far the whole import has come through the given files once this item is answered. */
  readonly bytesDone: number;
}

/**
 * What an importer makes of the files it is given, in their order. Importers know nothing of the hub; what sends the
 * work knows nothing of the formats.
 */
export type ImportWork =
  | (Item & { readonly kind: 'attestation'; readonly defaults: PublishDefaults; readonly item: AttestationInput })
  | (Item & { readonly kind: 'actor'; readonly item: ActorInput })
  | (Item & { readonly kind: 'incident'; readonly item: IncidentInput })
  /** An item that was read and cannot be sent; it counts as quarantined here, under `reason`. */
  | (Item & { readonly kind: 'refused-item'; readonly reason: string; readonly message: string })
  /** The list was read to its end: what the hub has of it and this version lacks has been dropped by its authority. */
  | { readonly kind: 'conclude'; readonly list: string; readonly version: string }
  /** A file that is not what it should be. Nothing further of it is sent. */
  | { readonly kind: 'refused-file'; readonly place: Place; readonly reason: string }
  /** Something a person must look at; the command ends with status 1. */
  | { readonly kind: 'finding'; readonly place: Place; readonly message: string }
  /** Something that was decided on the way and is said in the report, once with its count. */
  | { readonly kind: 'note'; readonly message: string };

/** Thrown by a parser: the file is not what it should be. */
export class FileRefusal extends Error {
  override readonly name = 'FileRefusal';
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(reason: string, line?: number, column?: number, options?: ErrorOptions) {
    super(reason, options);
    this.line = line;
    this.column = column;
  }
}

/** What a refusal says in the report. Anything else that was thrown is a mistake of ours and goes on. */
export function refusedFile(file: string, error: unknown): ImportWork {
  if (error instanceof FileRefusal) {
    return { kind: 'refused-file', place: { file, line: error.line, column: error.column }, reason: error.message };
  }
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  if (typeof code === 'string' && message !== undefined && /^(E[A-Z]+|Z_\w+)$/.test(code)) {
    return { kind: 'refused-file', place: { file }, reason: `cannot be read: ${message}` };
  }
  throw error;
}
