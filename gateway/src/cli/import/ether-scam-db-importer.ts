import path from 'node:path';

import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';

import type { KnownConcepts } from './concept-vocabulary.js';
import type { FoundFile } from './find-files.js';
import type { AddressValue, AttestationInput, SourceInput } from './hub-inputs.js';
import { type ImportWork, refusedFile } from './import-work.js';
import { type Importer, type ImporterContext, overrideSource } from './importer.js';
import { readText } from './read-text.js';
import { joinParts, ReferenceBook, stableReference } from './reference.js';
import { composeStatement } from './statement.js';
import { scalarText, YamlFile } from './yaml-file.js';

/** Reports of EtherScamDB; those that name addresses become attestations. */
export const etherScamDbImporter: Importer = {
  description: 'EtherScamDB reports (scams.yaml)',
  endings: ['scams.yaml'],
  read: readReports,
};

/** The concept of each category, as GraphSense's own conversion of this database reads them. */
const conceptWords: Readonly<Record<string, string>> = {
  Phishing: 'phishing',
  Scamming: 'scam',
  Scam: 'scam',
  'Fake ICO': 'investment_fraud',
  Malware: 'malware',
};

const etherScamDb: SourceInput = {
  publisher: 'EtherScamDB',
  kind: 'COMMUNITY',
  url: 'https://github.com/MrLuit/EtherScamDB',
};

async function* readReports(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  let bytesBefore = 0;
  for (const file of files) {
    try {
      yield* readFile(file, await readText(file.path), context, bytesBefore);
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

function* readFile(
  file: FoundFile,
  text: string,
  context: ImporterContext,
  bytesBefore: number,
): Generator<ImportWork> {
  const mentions = parseReports(text);
  const defaults = { source: overrideSource(etherScamDb, context.source) };
  const references = new ReferenceBook();
  for (const [index, mention] of mentions.entries()) {
    const known = context.concepts.read(mention.words);
    for (const word of known.unknown)
      yield { kind: 'note', message: `the hub has no concept "${word}"; it is in the statement` };
    const item = attest(mention, known, context.reliability, references);
    const bytesDone = bytesBefore + (file.bytes * (index + 1)) / mentions.length;
    yield { kind: 'attestation', defaults, item, place: { file: file.path, line: mention.line }, bytesDone };
  }
  const name = path.basename(file.path);
  yield {
    kind: 'note',
    message: `${name}: only the addresses are imported, not the sites that reports name`,
  };
}

interface Mention {
  readonly id: string;
  readonly name: string;
  readonly coin: string | undefined;
  readonly address: AddressValue;
  readonly submitted: string;
  readonly words: readonly string[];
  readonly description: string | undefined;
  readonly line: number;
}

function attest(
  mention: Mention,
  { concepts, unknown }: KnownConcepts,
  reliability: AttestationInput['reliability'],
  references: ReferenceBook,
): AttestationInput {
  const { id, name, coin, submitted, description } = mention;
  const statement = composeStatement([
    unknown.length > 0 ? `Classified by its source as: ${unknown.join(', ')}.` : undefined,
    description,
  ]).text;
  const reference = stableReference(['etherscamdb', id], [id, name, coin, submitted]);
  return {
    reference: references.number(reference, joinParts([statement, ...mention.words])),
    chain: coin,
    address: mention.address,
    claimType: 'ABUSE',
    concepts,
    label: name,
    statement,
    reliability,
  };
}

/** Every address that a report names. Throws FileRefusal with line and column when the text is not such a list. */
function parseReports(text: string): readonly Mention[] {
  const file = new YamlFile(text);
  const { root: list } = file;
  if (!isSeq(list)) throw file.refusal('expected a list of reports');
  return list.items.flatMap((report) => {
    if (!isMap(report)) throw file.refusal('expected each report to be a mapping', report);
    const addresses: unknown = report.get('addresses', true) ?? undefined;
    if (addresses === undefined) return [];
    if (!isSeq(addresses)) throw file.refusal('expected "addresses" to be a list', addresses);
    return addresses.items.map((node) => mentionOf(report, node, file));
  });
}

function mentionOf(report: YAMLMap, node: unknown, file: YamlFile): Mention {
  const [id, name] = [scalarText(report.get('id', true)), scalarText(report.get('name', true))];
  if (id === undefined || name === undefined) throw file.refusal('a report has no "id" or no "name"', report);
  const submitted = scalarText(node);
  if (!isScalar(node) || submitted === undefined) throw file.refusal('expected each address to be text', node);
  const category = scalarText(report.get('category', true));
  return {
    id,
    name,
    coin: scalarText(report.get('coin', true)),
    address: typeof node.value === 'number' ? node.value : submitted,
    submitted,
    words: category === undefined ? [] : [conceptWords[category] ?? category],
    description: scalarText(report.get('description', true)),
    line: file.lineOf(node),
  };
}
