import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';

import type { FoundFile } from './find-files.js';
import type { ActorInput } from './hub-inputs.js';
import { type ImportWork, refusedFile } from './import-work.js';
import type { Importer } from './importer.js';
import { readText } from './read-text.js';
import { scalarText, YamlFile } from './yaml-file.js';

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
  const file = new YamlFile(text);
  const { root } = file;
  if (!isMap(root)) throw file.refusal('expected an ActorPack: a mapping with title, creator and actors');
  refuseUnknownKeys(root, headKeys, 'the head', file);
  for (const key of ['title', 'creator'])
    if (textOf(root, key) === undefined) throw file.refusal(`the head has no "${key}"`);
  const list: unknown = root.get('actors', true);
  if (!isSeq(list) || list.items.length === 0) throw file.refusal('the pack has no list "actors"', root);
  return list.items.map((item) => {
    if (!isMap(item)) throw file.refusal('expected each actor to be a mapping', item);
    refuseUnknownKeys(item, actorKeys, 'an actor', file);
    return { actor: readActor(item, file), line: file.lineOf(item) };
  });
}

function readActor(item: YAMLMap, file: YamlFile): ActorInput {
  const [id, label] = [textOf(item, 'id'), textOf(item, 'label')];
  if (id === undefined || label === undefined) throw file.refusal('an actor has no "id" or no "label"', item);
  return {
    id,
    label,
    aliases: textsOf(item, 'aliases', file),
    categories: textsOf(item, 'categories', file),
    jurisdictions: textsOf(item, 'jurisdictions', file),
    uri: addressOnTheWeb(textOf(item, 'uri')),
  };
}

/** Packs leave the scheme out (`binance.com`); the hub wants one. What is no address on the web even so is left out. */
function addressOnTheWeb(uri: string | undefined): string | undefined {
  if (uri === undefined) return undefined;
  const url = /^https?:\/\//i.test(uri) ? uri : `https://${uri}`;
  return URL.canParse(url) && !/\s/.test(url) ? url : undefined;
}

function refuseUnknownKeys(map: YAMLMap, known: ReadonlySet<string>, where: string, file: YamlFile): void {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!known.has(name)) throw file.refusal(`unknown key "${name}" in ${where}`, key);
  }
}

function textOf(map: YAMLMap, key: string): string | undefined {
  return scalarText(map.get(key, true));
}

function textsOf(map: YAMLMap, key: string, file: YamlFile): readonly string[] | undefined {
  const list: unknown = map.get(key, true);
  if (list === undefined) return undefined;
  if (!isSeq(list)) throw file.refusal(`expected "${key}" to be a list`, list);
  return list.items.map((item) => scalarText(item) ?? '').filter((text) => text !== '');
}
