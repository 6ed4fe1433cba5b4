import { actorPackImporter } from './actor-pack-importer.js';
import type { Importer } from './importer.js';
import { ofacImporter } from './ofac/ofac-importer.js';
import { csvImporter } from './table/csv-importer.js';
import { jsonLinesImporter } from './table/json-lines-importer.js';
import { tagPackImporter } from './tagpack/tag-pack-importer.js';

/** Every format that `hub import` knows, by the word it is called with. */
export const formats = {
  tagpack: tagPackImporter,
  actorpack: actorPackImporter,
  ofac: ofacImporter,
  csv: csvImporter,
  jsonl: jsonLinesImporter,
} as const satisfies Readonly<Record<string, Importer>>;

export type Format = keyof typeof formats;
