import { createHash } from 'node:crypto';

/** SHA-256 over a value's JSON with sorted keys: equal content, equal hash, in whatever order its fields came. */
export function hashContent(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content, sortKeys)).digest('hex');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
