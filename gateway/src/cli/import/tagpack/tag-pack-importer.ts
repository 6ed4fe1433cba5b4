import path from 'node:path';

import type { FoundFile } from '../find-files.js';
import { maxLength, type SourceInput } from '../hub-inputs.js';
import { FileRefusal, type ImportWork, refusedFile } from '../import-work.js';
import { type Importer, type ImporterContext, overrideSource } from '../importer.js';
import { readText } from '../read-text.js';
import { ReferenceBook } from '../reference.js';
import { shorten } from '../statement.js';
import { parseFullTagPack } from './parse-full-tag-pack.js';
import { parseSimpleTagPack } from './parse-simple-tag-pack.js';
import { attestTag, type PackReading } from './tag-attestation.js';
import type { Tag, TagFields, TagPack, TagPackHead } from './tag-pack.js';

/** GraphSense TagPacks: YAML files with a head whose fields every tag inherits. */
export const tagPackImporter: Importer = {
  description: 'GraphSense TagPacks (YAML files or folders of them)',
  endings: ['.yaml', '.yml'],
  read: readTagPacks,
};

/** Reads one pack, the fast way where its style allows. Throws FileRefusal. */
export function parseTagPack(text: string): TagPack {
  return parseSimpleTagPack(text) ?? parseFullTagPack(text);
}

async function* readTagPacks(files: readonly FoundFile[], context: ImporterContext): AsyncGenerator<ImportWork> {
  const books = new ReferenceBooks(files);
  let bytesBefore = 0;
  for (const file of files) {
    try {
      const pack = parseTagPack(await readText(file.path));
      yield* readPack(pack, file, { context, books, bytesBefore });
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

interface Run {
  readonly context: ImporterContext;
  readonly books: ReferenceBooks;
  readonly bytesBefore: number;
}

function* readPack(pack: TagPack, file: FoundFile, { context, books, bytesBefore }: Run): Generator<ImportWork> {
  const { head, tags } = pack;
  const complete = tags.map((tag) => completeTag(tag, head));
  const notes: string[] = [];
  const reading = openPack(head, path.basename(file.path), { context, books, bytesBefore }, (message) =>
    notes.push(message),
  );
  for (const [index, tag] of tags.entries()) {
    const fields = complete[index] ?? tag.fields;
    const place = { file: file.path, line: tag.line };
    const bytesDone = bytesBefore + (file.bytes * (index + 1)) / tags.length;
    const item = attestTag(fields, reading);
    yield { kind: 'attestation', defaults: { source: reading.source }, place, bytesDone, item };
    while (notes.length > 0) yield { kind: 'note', message: `${reading.fileName}: ${notes.shift() ?? ''}` };
  }
}

/** A tag with what it inherits. Throws FileRefusal when something mandatory is stated in neither place. */
function completeTag(tag: Tag, head: TagPackHead): Readonly<TagFields> {
  const fields: Readonly<TagFields> = { ...head, ...tag.fields };
  const missing =
    fields.label === undefined
      ? 'label'
      : fields.source === undefined
        ? 'source'
        : fields.currency === undefined && fields.network === undefined
          ? 'currency or network'
          : fields.address === undefined && fields.tx_hash === undefined
            ? 'address or tx_hash'
            : undefined;
  if (missing !== undefined)
    throw new FileRefusal(`a tag has no ${missing}, and the head has none either`, tag.line, 1);
  return fields;
}

function openPack(
  head: TagPackHead,
  fileName: string,
  { context, books }: Run,
  note: (message: string) => void,
): PackReading {
  const sources = new Map<string | undefined, SourceInput>();
  const sourceOf = (stated: string | undefined): SourceInput => {
    const known = sources.get(stated);
    if (known) return known;
    const source = overrideSource(statedSource(head, stated), context.source);
    sources.set(stated, source);
    return source;
  };
  return {
    fileName,
    title: head.title,
    source: sourceOf(head.source),
    sourceOf,
    concepts: context.concepts,
    references: books.open(head.title, fileName),
    reliability: context.reliability,
    note,
  };
}

/** The pack's creator publishes; a tag's `source` says where they found it, most often by its address. */
function statedSource(head: TagPackHead, stated: string | undefined): SourceInput {
  const isUrl = stated !== undefined && /^https?:\/\/\S{1,1990}$/.test(stated) && URL.canParse(stated);
  const title = stated === undefined || isUrl ? head.title : `${head.title}: ${stated}`;
  return {
    publisher: shorten(head.creator, maxLength.publisher),
    kind: 'COMMUNITY',
    url: isUrl ? stated : undefined,
    title: shorten(title, maxLength.title),
  };
}

/**
 * A pack is known by its title and file name. Two files of one run may share both, in two folders; their tags are then
 * numbered together. Only names that occur more than once are kept beyond their file.
 */
class ReferenceBooks {
  readonly #repeated: ReadonlySet<string>;
  readonly #books = new Map<string, ReferenceBook>();

  constructor(files: readonly FoundFile[]) {
    const names = files.map((file) => path.basename(file.path));
    this.#repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  }

  open(title: string, fileName: string): ReferenceBook {
    if (!this.#repeated.has(fileName)) return new ReferenceBook();
    const key = `${fileName}\n${title}`;
    const book = this.#books.get(key) ?? new ReferenceBook();
    this.#books.set(key, book);
    return book;
  }
}
