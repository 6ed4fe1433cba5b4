import type { FoundFile } from './find-files.js';
import type { SourceInput } from './hub-inputs.js';
import { FileRefusal, type ImportWork, refusedFile } from './import-work.js';
import { type Importer, type ImporterContext, overrideSource } from './importer.js';
import { parseJson } from './parse-json.js';
import { readText } from './read-text.js';
import { ReferenceBook, stableReference } from './reference.js';

/** polkadot-js' list of phishing sites with the addresses that they show. */
export const polkadotPhishingImporter: Importer = {
  description: "polkadot-js' phishing list (address.json)",
  endings: ['address.json'],
  read: readSites,
};

const polkadotJs: SourceInput = {
  publisher: 'polkadot-js',
  kind: 'COMMUNITY',
  url: 'https://github.com/polkadot-js/phishing',
};

async function* readSites(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  const defaults = { source: overrideSource(polkadotJs, context.source) };
  const { concepts } = context.concepts.read(['phishing']);
  let bytesBefore = 0;
  for (const file of files) {
    try {
      const references = new ReferenceBook();
      for (const { site, address } of parseSites(await readText(file.path))) {
        const reference = references.number(stableReference(['polkadot-phishing', site], [site, address]), '');
        // No chain is stated: the address says it itself by its SS58 prefix, or leaves it open.
        const item = { reference, address, claimType: 'ABUSE', concepts, label: site } as const;
        const place = { file: file.path };
        yield {
          kind: 'attestation',
          defaults,
          item: { ...item, reliability: context.reliability },
          place,
          bytesDone: bytesBefore,
        };
      }
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

function parseSites(text: string): { readonly site: string; readonly address: string }[] {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new FileRefusal('expected an object of sites with their addresses', 1, 1);
  }
  return Object.entries(value).flatMap(([site, addresses]: [string, unknown]) => {
    if (!Array.isArray(addresses)) throw new FileRefusal(`expected a list of addresses for "${site}"`, 1, 1);
    return addresses.map((address: unknown) => {
      if (typeof address !== 'string') throw new FileRefusal(`expected text for each address of "${site}"`, 1, 1);
      return { site, address };
    });
  });
}
