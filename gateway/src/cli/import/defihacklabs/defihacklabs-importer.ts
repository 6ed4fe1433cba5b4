import path from 'node:path';

import { wrongUsage } from '../../command-error.js';
import type { FoundFile } from '../find-files.js';
import { FileRefusal, type ImportWork, refusedFile } from '../import-work.js';
import type { Importer } from '../importer.js';
import { readJsonLines } from '../json-lines.js';
import { reportOf } from './incident-report.js';
import { readAddresses, readIncident, type UpstreamAddresses } from './upstream-record.js';

const incidentsName = 'incidents.jsonl';
const addressesName = 'incident-addresses.jsonl';

/** Incidents of decentralised finance, taken from DeFiHackLabs. */
export const defiHackLabsImporter: Importer = {
  description: `DeFi incidents: ${incidentsName} joined with ${addressesName}`,
  endings: [incidentsName, addressesName],
  read: readDefiHackLabs,
};

async function* readDefiHackLabs(files: readonly FoundFile[]): AsyncGenerator<ImportWork> {
  const incidents = findOne(files, incidentsName);
  const addresses = findOne(files, addressesName);
  let reading = addresses.path;
  try {
    const byPoc = await readAllAddresses(addresses.path);
    reading = incidents.path;
    const joined = new Set<string>();
    for await (const line of readJsonLines(incidents.path)) {
      const incident = readIncident(line);
      const found = incident.poc.flatMap((poc) => byPoc.get(poc) ?? []);
      for (const { poc } of found) joined.add(poc);
      const place = { file: incidents.path, line: line.line };
      yield { kind: 'incident', item: reportOf(incident, found), place, bytesDone: addresses.bytes + line.bytesRead };
    }
    for (const poc of byPoc.keys()) {
      if (!joined.has(poc))
        yield { kind: 'note', message: `the addresses of ${poc} belong to no incident; they are left out` };
    }
  } catch (error) {
    yield refusedFile(reading, error);
  }
}

/** Without its addresses an incident would lose its parties in the hub, so both files are needed. */
function findOne(files: readonly FoundFile[], name: string): FoundFile {
  const found = files.filter((file) => path.basename(file.path) === name);
  const [file, second] = found;
  if (!file) throw wrongUsage(`There is no ${name} among the given files.`);
  if (second) throw wrongUsage(`There are several files ${name}; give one.`);
  return file;
}

async function readAllAddresses(file: string): Promise<ReadonlyMap<string, UpstreamAddresses>> {
  const byPoc = new Map<string, UpstreamAddresses>();
  for await (const line of readJsonLines(file)) {
    const record = readAddresses(line);
    if (byPoc.has(record.poc)) throw new FileRefusal(`a second record of ${record.poc}`, line.line, 1);
    byPoc.set(record.poc, record);
  }
  return byPoc;
}
