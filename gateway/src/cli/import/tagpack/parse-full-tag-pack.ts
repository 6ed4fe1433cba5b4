import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';

import { FileRefusal } from '../import-work.js';
import { YamlFile } from '../yaml-file.js';
import { isTagField, packFieldKinds, type Tag, type TagFields, tagFieldKinds, type TagPack } from './tag-pack.js';

/**
 * Reads a TagPack with a complete YAML parser. Throws FileRefusal with line and column when it is not YAML, not a
 * TagPack, or holds a key that TagPacks do not have.
 */
export function parseFullTagPack(text: string): TagPack {
  return new TagPackReader(new YamlFile(text)).read();
}

class TagPackReader {
  readonly #file: YamlFile;

  constructor(file: YamlFile) {
    this.#file = file;
  }

  read(): TagPack {
    const { root } = this.#file;
    if (!isMap(root)) throw new FileRefusal('expected a TagPack: a mapping with title, creator and tags', 1, 1);
    const fields: TagFields = {};
    const texts = new Map<string, string>();
    for (const pair of root.items) this.#readHeadPair(pair, fields, texts);
    return { head: { ...fields, ...this.#requiredHead(texts, root) }, tags: this.#readTags(root) };
  }

  #readHeadPair(pair: Pair, fields: TagFields, texts: Map<string, string>): void {
    const key = this.#keyOf(pair);
    if (isTagField(key)) return this.#setField(fields, key, pair);
    if (!Object.hasOwn(packFieldKinds, key)) throw this.#file.refusal(`unknown key "${key}" in the head`, pair.key);
    const kind = packFieldKinds[key as keyof typeof packFieldKinds];
    if (kind === 'truth') this.#truthOf(key, pair);
    if (kind === 'text') {
      const value = this.#textOf(key, pair);
      if (value !== undefined) texts.set(key, value);
    }
    return undefined;
  }

  #requiredHead(texts: ReadonlyMap<string, string>, root: YAMLMap): { title: string; creator: string } {
    const [title, creator] = [texts.get('title'), texts.get('creator')];
    const missing = title === undefined ? 'title' : creator === undefined ? 'creator' : undefined;
    if (missing !== undefined) throw this.#file.refusal(`the head has no "${missing}"`, root);
    return { title: title ?? '', creator: creator ?? '' };
  }

  #readTags(root: YAMLMap): Tag[] {
    const pair = root.items.find((item) => this.#keyOf(item) === 'tags');
    if (!pair) throw this.#file.refusal('the pack has no "tags"', root);
    const list = this.#resolve(pair.value);
    if (!isSeq(list)) throw this.#file.refusal('expected "tags" to be a list', pair.key);
    if (list.items.length === 0) throw this.#file.refusal('the list "tags" is empty', pair.key);
    return list.items.map((item) => this.#readTag(item));
  }

  #readTag(item: unknown): Tag {
    const node = this.#resolve(item);
    if (!isMap(node)) throw this.#file.refusal('expected each tag to be a mapping', item);
    const fields: TagFields = {};
    for (const pair of node.items) {
      const key = this.#keyOf(pair);
      if (!isTagField(key)) throw this.#file.refusal(`unknown key "${key}" in a tag`, pair.key);
      this.#setField(fields, key, pair);
    }
    return { fields, line: this.#file.lineOf(item) };
  }

  #setField(fields: TagFields, key: keyof TagFields, pair: Pair): void {
    switch (tagFieldKinds[key]) {
      case 'address':
        return this.#setDefined(fields, 'address', this.#addressOf(pair));
      case 'truth':
        return this.#setDefined(fields, 'is_cluster_definer', this.#truthOf(key, pair));
      case 'texts':
        return this.#setDefined(fields, 'concepts', this.#textsOf(key, pair));
      case 'text':
        return this.#setDefined(fields, key as 'label', this.#textOf(key, pair));
    }
  }

  #setDefined<K extends keyof TagFields>(fields: TagFields, key: K, value: TagFields[K]): void {
    if (value !== undefined) fields[key] = value;
  }

  #addressOf(pair: Pair): TagFields['address'] {
    const node = this.#scalarOf('address', pair);
    if (node === undefined || typeof node.value === 'string') return node?.value as string | undefined;
    if (typeof node.value === 'number') return { number: node.value, text: node.source ?? String(node.value) };
    throw this.#file.refusal(
      `expected "address" to be text, got ${node.source ?? 'another kind'} unquoted`,
      pair.value,
    );
  }

  /** Text as written; what YAML reads as a number, a truth value or a date keeps its spelling. Null is no value. */
  #textOf(key: string, pair: Pair): string | undefined {
    const node = this.#scalarOf(key, pair);
    return typeof node?.value === 'string' ? node.value : node?.source;
  }

  #truthOf(key: string, pair: Pair): boolean | undefined {
    const node = this.#scalarOf(key, pair);
    if (node === undefined) return undefined;
    if (typeof node.value === 'boolean') return node.value;
    // TagPack's own tool reads YAML 1.1, where these words are truth values.
    const word = node.source?.toLowerCase();
    if (word === 'yes' || word === 'on') return true;
    if (word === 'no' || word === 'off') return false;
    throw this.#file.refusal(`expected "${key}" to be true or false`, pair.value ?? pair.key);
  }

  #textsOf(key: string, pair: Pair): readonly string[] | undefined {
    const node = this.#resolve(pair.value);
    if (!isSeq(node)) {
      const one = this.#textOf(key, pair);
      return one === undefined ? undefined : [one];
    }
    return node.items.map((item) => {
      const scalar = this.#resolve(item);
      if (!isScalar(scalar)) throw this.#file.refusal(`expected "${key}" to be a list of words`, item);
      return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? '');
    });
  }

  #scalarOf(key: string, pair: Pair): { readonly value: unknown; readonly source?: string } | undefined {
    const node = this.#resolve(pair.value);
    if (node === null || node === undefined) return undefined;
    if (!isScalar(node)) throw this.#file.refusal(`expected "${key}" to be a single value`, pair.value);
    return node.value === null ? undefined : node;
  }

  #keyOf(pair: Pair): string {
    const key = this.#resolve(pair.key);
    if (isScalar(key)) return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    throw this.#file.refusal('expected each key to be a word', pair.key);
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#file.document) : node;
  }
}
