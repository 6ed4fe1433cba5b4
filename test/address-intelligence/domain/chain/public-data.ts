import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** Public lists that are not part of the repository: beside it, or where `HUB_TEST_DATA` points. */
const root = path.resolve(process.env['HUB_TEST_DATA'] ?? path.join(import.meta.dirname, '../../../../../shared/data'));

/** `describe`, or a skipped one whose title says what is missing. */
export function describeWithData(folder: string, title: string, body: (folder: string) => void): void {
  const full = path.join(root, folder);
  if (existsSync(full)) describe(title, () => body(full));
  else
    describe.skip(`${title} (skipped: no folder ${folder} in HUB_TEST_DATA or ../shared/data)`, () =>
      it('needs data', () => undefined));
}

export function textOf(...segments: readonly string[]): string {
  return readFileSync(path.join(...segments), 'utf8');
}

export interface Tag {
  readonly file: string;
  readonly currency: string | undefined;
  readonly address: unknown;
}

interface Head {
  readonly currency?: string;
}

interface Pack extends Head {
  readonly tags: readonly (Head & { readonly address?: unknown })[];
}

/** Every tag of every pack; integers stay exact, as the importer reads them. */
export function readTags(folder: string): readonly Tag[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.sort().flatMap((file) => {
    const pack = parse(textOf(folder, file), { intAsBigInt: true }) as Pack;
    return pack.tags.map((tag) => ({ file, currency: tag.currency ?? pack.currency, address: tag.address }));
  });
}
