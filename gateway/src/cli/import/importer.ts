import type { ConceptVocabulary } from './concept-vocabulary.js';
import type { FoundFile } from './find-files.js';
import type { Reliability, SourceInput, SourceKind } from './hub-inputs.js';
import type { ImportWork } from './import-work.js';

/** What a person may say about the source of everything in one import; absent is what the files say themselves. */
export interface SourceOverrides {
  readonly publisher?: string | undefined;
  readonly kind?: SourceKind | undefined;
  readonly url?: string | undefined;
  readonly title?: string | undefined;
  readonly licence?: string | undefined;
  readonly root?: string | undefined;
  /** YYYY-MM-DD. */
  readonly retrievedOn?: string | undefined;
}

/** What an importer is told beside its files. */
export interface ImporterContext {
  readonly concepts: ConceptVocabulary;
  readonly source: SourceOverrides;
  readonly reliability?: Reliability | undefined;
  /** For lists: YYYY-MM-DD. */
  readonly listVersion?: string | undefined;
  /** For lists: OFAC's ticker, where the file name has none. */
  readonly ticker?: string | undefined;
  /** For tables: `field=column` and `field==value`, in the order given. */
  readonly map: readonly string[];
  readonly mapFile?: string | undefined;
  readonly hasHeader?: boolean | undefined;
}

/** Turns the files of one format into work for the hub. */
export interface Importer {
  /** One line for the help. */
  readonly description: string;
  /** Names of files to look for in folders. */
  readonly endings: readonly string[];
  /** Throws CommandError before the first file when the options do not suffice. */
  readonly read: (files: readonly FoundFile[], context: ImporterContext) => AsyncIterable<ImportWork>;
}

/** The source of a file's items: what a person said about it goes before what the file says. */
export function overrideSource(stated: SourceInput, overrides: SourceOverrides): SourceInput {
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  return {
    ...stated,
    ...(Object.fromEntries(given) as SourceOverrides),
    publisher: overrides.publisher ?? stated.publisher,
    kind: overrides.kind ?? stated.kind,
  };
}
