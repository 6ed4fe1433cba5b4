import { actorPackImporter } from './actor-pack-importer.js';
import { defiHackLabsImporter } from './defihacklabs/defihacklabs-importer.js';
import { etherScamDbImporter } from './ether-scam-db-importer.js';
import type { Importer } from './importer.js';
import { ofacImporter } from './ofac/ofac-importer.js';
import { polkadotPhishingImporter } from './polkadot-phishing-importer.js';
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
  defihacklabs: defiHackLabsImporter,
  etherscamdb: etherScamDbImporter,
  'polkadot-phishing': polkadotPhishingImporter,
} as const satisfies Readonly<Record<string, Importer>>;

export type Format = keyof typeof formats;
