import type { VariableReader } from './variable-reader.js';

/** Reads where Redis or Valkey is, with its password; undefined where there is none. */
export function readRedisAddress(reader: VariableReader): string | undefined {
  const text = reader.optional('REDIS_URL');
  if (text === undefined || isRedisAddress(text)) return text;
  const expected = 'redis:// or rediss://, [user:password@]host[:port] and [/number of a database]';
  reader.refuse('REDIS_URL', expected, text, 'secret');
  return undefined;
}

function isRedisAddress(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || url.hostname === '') return false;
  try {
    decodeURIComponent(url.username + url.password);
  } catch {
    // A per cent sign that stands for itself has to be written %25.
    return false;
  }
  return /^\/?\d{0,5}$/.test(url.pathname);
}
