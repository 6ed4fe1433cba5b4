import { wrongUsage } from '../../command-error.js';
import type { FoundFile } from '../find-files.js';
import { type ImportWork, refusedFile } from '../import-work.js';
import type { Importer, ImporterContext } from '../importer.js';
import { readJsonLines } from '../json-lines.js';
import { type FieldMapping, readFieldMapping } from './field-mapping.js';
import { RowAttester, type RowReader, type RowValue } from './row-attestation.js';

/** Files with one JSON object a line; a column is a key, or a path of keys with dots between. */
export const jsonLinesImporter: Importer = {
  description: 'JSON lines with --map field=key or --map-file (also .jsonl.gz)',
  endings: ['.jsonl', '.ndjson', '.jsonl.gz'],
  read: readObjects,
};

async function* readObjects(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  const mapping = await readFieldMapping(context.map, context.mapFile, true);
  if ([...mapping.fields.values()].some(({ kind }) => kind === 'number')) {
    throw wrongUsage('JSON objects have keys and no numbered columns; map each field to a key.');
  }
  let bytesBefore = 0;
  for (const file of files) {
    try {
      const attester = new RowAttester(file.path, context);
      for await (const { value, line, bytesRead } of readJsonLines(file.path)) {
        yield* attester.attest(objectReader(value, mapping), { file: file.path, line }, bytesBefore + bytesRead);
      }
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

function objectReader(value: Readonly<Record<string, unknown>>, mapping: FieldMapping): RowReader {
  return (field) => {
    const origin = mapping.fields.get(field);
    if (origin?.kind === 'constant') return origin.value;
    return origin?.kind === 'name' ? (valueAt(value, origin.name) as RowValue) : undefined;
  };
}

function valueAt(value: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(value, name)) return value[name];
  let at: unknown = value;
  for (const key of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}
