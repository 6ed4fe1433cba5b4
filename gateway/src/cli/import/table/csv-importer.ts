import type { FoundFile } from '../find-files.js';
import { FileRefusal, type ImportWork, refusedFile } from '../import-work.js';
import type { Importer, ImporterContext } from '../importer.js';
import { readCsvRows } from './csv-rows.js';
import { type FieldMapping, type FieldOrigin, readFieldMapping } from './field-mapping.js';
import { RowAttester, type RowReader } from './row-attestation.js';

/** Comma-separated files with any columns, row by row; the file may be larger than memory. */
export const csvImporter: Importer = {
  description: 'CSV with --map field=column or --map-file (also .csv.gz)',
  endings: ['.csv', '.csv.gz'],
  read: readTables,
};

async function* readTables(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  const mapping = await readFieldMapping(context.map, context.mapFile, context.hasHeader);
  let bytesBefore = 0;
  for (const file of files) {
    try {
      yield* readTable(file.path, mapping, context, bytesBefore);
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

async function* readTable(
  file: string,
  mapping: FieldMapping,
  context: ImporterContext,
  bytesBefore: number,
): AsyncGenerator<ImportWork> {
  const attester = new RowAttester(file, context);
  let columns: ReadonlyMap<string, number> | undefined;
  for await (const { record, line, bytesRead } of readCsvRows(file)) {
    if (!columns) {
      columns = new Map(mapping.hasHeader ? record.map((name, index) => [name.trim(), index]) : []);
      refuseMissingColumns(mapping, columns, record.length);
      if (mapping.hasHeader) continue;
    }
    yield* attester.attest(rowReader(record, mapping, columns), { file, line }, bytesBefore + bytesRead);
  }
}

function rowReader(record: readonly string[], mapping: FieldMapping, columns: ReadonlyMap<string, number>): RowReader {
  return (field) => {
    const origin = mapping.fields.get(field);
    if (!origin) return undefined;
    return origin.kind === 'constant' ? origin.value : record[indexOf(origin, columns)];
  };
}

function refuseMissingColumns(mapping: FieldMapping, columns: ReadonlyMap<string, number>, width: number): void {
  for (const [field, origin] of mapping.fields) {
    if (origin.kind === 'constant') continue;
    const index = indexOf(origin, columns);
    if (index >= 0 && index < width) continue;
    const name = origin.kind === 'name' ? `"${origin.name}"` : String(origin.number);
    throw new FileRefusal(`there is no column ${name}, which is mapped to ${field}`, 1, 1);
  }
}

function indexOf(origin: Exclude<FieldOrigin, { kind: 'constant' }>, columns: ReadonlyMap<string, number>): number {
  return origin.kind === 'number' ? origin.number - 1 : (columns.get(origin.name) ?? -1);
}
