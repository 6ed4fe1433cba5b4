import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';

import type { FoundFile } from './find-files.js';
import type { ActorInput } from './hub-inputs.js';
import { FileRefusal, type ImportWork, refusedFile } from './import-work.js';
import type { Importer } from './importer.js';
import { readText } from './read-text.js';

/** GraphSense ActorPacks: who stands behind the `actor` ids of TagPacks. */
export const actorPackImporter: Importer = {
  description: 'GraphSense ActorPacks (YAML files or folders of them)',
  endings: ['.yaml', '.yml'],
  read: readActorPacks,
};

const headKeys: ReadonlySet<string> = new Set(
  'title creator description lastmod is_public actors categories jurisdictions'.split(' '),
);
const actorKeys: ReadonlySet<string> = new Set(
  'id label uri lastmod categories jurisdictions aliases context'.split(' '),
);

export interface PackedActor {
  readonly actor: ActorInput;
  readonly line: number;
}

async function* readActorPacks(files: readonly FoundFile[]): AsyncGenerator<ImportWork> {
  let bytesBefore = 0;
  for (const file of files) {
    try {
      const actors = parseActorPack(await readText(file.path));
      for (const [index, { actor, line }] of actors.entries()) {
        const bytesDone = bytesBefore + (file.bytes * (index + 1)) / actors.length;
        yield { kind: 'actor', item: actor, place: { file: file.path, line }, bytesDone };
      }
      yield {
        kind: 'note',
        message: 'the hub keeps no `context` of actors (references, images, handles); it is left out',
      };
    } catch (error) {
      yield refusedFile(file.path, error);
    }
    bytesBefore += file.bytes;
  }
}

/** Throws FileRefusal with line and column when the text is no ActorPack. */
export function parseActorPack(text: string): PackedActor[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const refuse = (reason: string, offset: number): FileRefusal => {
    const { line, col } = lines.linePos(offset);
    return new FileRefusal(reason, line, col);
  };
  const [error] = document.errors;
  if (error) throw refuse(error.message, error.pos[0]);
  const root: unknown = document.contents;
  if (!isMap(root)) throw refuse('expected an ActorPack: a mapping with title, creator and actors', 0);
  refuseUnknownKeys(root, headKeys, 'the head', refuse);
  for (const key of ['title', 'creator'])
    if (textOf(root, key) === undefined) throw refuse(`the head has no "${key}"`, 0);
  const list: unknown = root.get('actors', true);
  if (!isSeq(list) || list.items.length === 0) throw refuse('the pack has no list "actors"', offsetOf(root));
  return list.items.map((item) => {
    if (!isMap(item)) throw refuse('expected each actor to be a mapping', offsetOf(item));
    refuseUnknownKeys(item, actorKeys, 'an actor', refuse);
    return { actor: readActor(item, refuse), line: lines.linePos(offsetOf(item)).line };
  });
}

type Refuse = (reason: string, offset: number) => FileRefusal;

function readActor(item: YAMLMap, refuse: Refuse): ActorInput {
  const [id, label] = [textOf(item, 'id'), textOf(item, 'label')];
  if (id === undefined || label === undefined) throw refuse('an actor has no "id" or no "label"', offsetOf(item));
  return {
    id,
    label,
    aliases: textsOf(item, 'aliases', refuse),
    categories: textsOf(item, 'categories', refuse),
    jurisdictions: textsOf(item, 'jurisdictions', refuse),
    uri: addressOnTheWeb(textOf(item, 'uri')),
  };
}

/** Packs leave the scheme out (`binance.com`); the hub wants one. What is no address on the web even so is left out. */
function addressOnTheWeb(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  const url = /^https?:\/\//i.test(uri) ? uri : `https://${uri}`;
  return URL.canParse(url) && !/\s/.test(url) ? url : undefined;
}

function refuseUnknownKeys(map: YAMLMap, known: ReadonlySet<string>, where: string, refuse: Refuse): void {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!known.has(name)) throw refuse(`unknown key "${name}" in ${where}`, offsetOf(key));
  }
}

/** Text as written: an id such as `01` stays one when somebody forgot its quotes. */
function textOf(map: YAMLMap, key: string): string | undefined {
  return scalarText(map.get(key, true));
}

function textsOf(map: YAMLMap, key: string, refuse: Refuse): readonly string[] | undefined {
  const list: unknown = map.get(key, true);
  if (list === undefined) return undefined;
  if (!isSeq(list)) throw refuse(`expected "${key}" to be a list`, offsetOf(list));
  return list.items.map((item) => scalarText(item) ?? '').filter((text) => text !== '');
}

function scalarText(node: unknown): string | undefined {
  if (!isScalar(node) || node.value === null) return undefined;
  // Norway's code, unquoted, is `false` to YAML 1.1; the source still says NO.
  return typeof node.value === 'string' ? node.value : node.source;
}

function offsetOf(node: unknown): number {
  return (node as Node | null)?.range?.[0] ?? 0;
}
