import { isTagField, type Tag, type TagFields, type TagPack } from './tag-pack.js';

type Plain = string | boolean;

/** Head fields that are read and dropped here; the full parser looks at their values. */
const droppedHeadKeys: ReadonlySet<string> = new Set(['description', 'owner']);

/**
 * Reads the plain block style that nearly every TagPack is written in: one `key: value` a line, no nesting but the list
 * of tags. Returns undefined at the first line that is anything else (lists, multi-line or escaped text, numbers,
 * unknown or repeated keys, …); the full parser then reads the file from its start, and explains what is wrong with it.
 * Reads about thirty times as fast as the full parser; a test holds the two against each other.
 */
export function parseSimpleTagPack(text: string): TagPack | undefined {
  // Line breaks other than \n, tabs, and what YAML 1.2 (5.1) does not take as printable, are left to the full parser.
  if (/[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/.test(text)) return undefined;
  const lines = new LineReader(text);
  const head = readHead(lines);
  if (!head) return undefined;
  const tags = readTags(lines);
  const { title, creator } = head;
  if (!tags || typeof title !== 'string' || typeof creator !== 'string') return undefined;
  return { head: { ...head.fields, title, creator }, tags };
}

/** Walks a text line by line; blank lines and whole-line comments are skipped. */
class LineReader {
  line = '';
  number = 0;
  readonly #text: string;
  #next = 0;

  constructor(text: string) {
    this.#text = text;
  }

  advance(): boolean {
    while (this.#next < this.#text.length) {
      const end = this.#text.indexOf('\n', this.#next);
      const stop = end === -1 ? this.#text.length : end;
      this.line = this.#text.slice(this.#next, stop);
      this.#next = stop + 1;
      this.number += 1;
      if (!/^ *(#.*)?$/.test(this.line)) return true;
    }
    return false;
  }
}

interface SimpleHead {
  readonly fields: TagFields;
  title?: string;
  creator?: string;
}

/** Reads up to and including the line `tags:`. */
function readHead(lines: LineReader): SimpleHead | undefined {
  const head: SimpleHead = { fields: {} };
  const seen = new Set<string>();
  while (lines.advance()) {
    if (/^tags: *$/.test(lines.line)) return head;
    const colon = lines.line.indexOf(':');
    const key = lines.line.slice(0, colon);
    const value = readPlain(lines.line, colon);
    if (value === undefined || seen.has(key)) return undefined;
    seen.add(key);
    if (!setHeadField(head, key, value)) return undefined;
  }
  return undefined;
}

function setHeadField(head: SimpleHead, key: string, value: Plain): boolean {
  if (key === 'is_public') return typeof value === 'boolean';
  if (isTagField(key)) return setTagField(head.fields, key, value);
  if (typeof value !== 'string') return false;
  if (key === 'title' || key === 'creator') head[key] = value;
  return key === 'title' || key === 'creator' || droppedHeadKeys.has(key);
}

function readTags(lines: LineReader): Tag[] | undefined {
  const tags: Tag[] = [];
  let fields: TagFields = {};
  let indent = -1;
  while (lines.advance()) {
    const { line } = lines;
    const dash = /^ *- (?! )/.exec(line)?.[0].length ?? -1;
    if (dash > 0) {
      // The first tag sets the depth for all of them.
      if (indent === -1) indent = dash;
      if (dash !== indent) return undefined;
      fields = {};
      tags.push({ fields, line: lines.number });
    } else if (indent === -1 || !startsAt(line, indent)) return undefined;
    if (!readTagField(fields, line, indent)) return undefined;
  }
  return tags.length > 0 ? tags : undefined;
}

function readTagField(fields: TagFields, line: string, indent: number): boolean {
  const colon = line.indexOf(':', indent);
  const key = line.slice(indent, colon);
  if (!isTagField(key) || fields[key] !== undefined) return false;
  const value = readPlain(line, colon);
  return value !== undefined && setTagField(fields, key, value);
}

function setTagField(fields: TagFields, key: keyof TagFields, value: Plain): boolean {
  if (key === 'concepts') return false;
  if (key === 'is_cluster_definer') {
    if (typeof value !== 'boolean') return false;
    fields[key] = value;
    return true;
  }
  if (typeof value !== 'string') return false;
  fields[key] = value;
  return true;
}

function startsAt(line: string, indent: number): boolean {
  for (let index = 0; index < indent; index += 1) if (line.charCodeAt(index) !== 0x20) return false;
  return line.charCodeAt(indent) !== 0x20;
}

/** The scalar behind the colon at `colon`, when it is one that needs no YAML to read. */
function readPlain(line: string, colon: number): Plain | undefined {
  if (colon < 1 || line.charCodeAt(colon + 1) !== 0x20) return undefined;
  const value = withoutBlanksAround(line, colon + 2);
  const quote = value.charCodeAt(0);
  if (quote === 0x27 || quote === 0x22) return readQuoted(value, quote === 0x27 ? "'" : '"');
  // Plain text begins with a letter or a digit here, and holds nothing that could end it.
  if (!/^[A-Za-z0-9\u0100-\ud7ff]/.test(value) || /: |:$| #/.test(value)) return undefined;
  if (value === 'true' || value === 'false') return value === 'true';
  return mayBeOtherThanText(value) ? undefined : value;
}

/** YAML trims blanks only; `trim()` would also take other white space, which belongs to the value. */
function withoutBlanksAround(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && line.charCodeAt(start) === 0x20) start += 1;
  while (end > start && line.charCodeAt(end - 1) === 0x20) end -= 1;
  return line.slice(start, end);
}

function readQuoted(value: string, quote: string): string | undefined {
  const end = value.length - 1;
  if (end < 1 || value.indexOf(quote, 1) !== end) return undefined;
  const inner = value.slice(1, end);
  return quote === '"' && inner.includes('\\') ? undefined : inner;
}

/**
 * Whether some version of YAML could read a number, a truth value, null or a date here. All of these but the dates, which
 * both parsers keep as written, go to the full parser.
 */
function mayBeOtherThanText(value: string): boolean {
  const first = value.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) {
    if (/^\d{4}-\d\d-\d\d$/.test(value)) return false;
    return /^[\d_.,:]+$|^0[xXoObB][\da-fA-F_]*$|^[\d_.]+[eE][-+]?\d*$/.test(value);
  }
  return value.length < 6 && /^(true|false|null|yes|no|on|off|y|n)$/i.test(value);
}
