import { internalExtensions } from '../errors.js';

/** What of a subgraph's errors callers may read; what is left out is as by default. */
export interface SubgraphErrorSettings {
  /** Members of `extensions` that pass beside `code`; `*` for all that are not internal. */
  readonly extensions?: readonly string[];
  /** Whether messages pass that the subgraph gave no code of its own. */
  readonly unexpected?: 'mask' | 'pass';
}

/** By name of the subgraph; `*` for all that are not named. */
export type SubgraphErrorSettingsByName = Readonly<Record<string, SubgraphErrorSettings>>;

export const expectedErrorRules =
  'JSON such as {"partner":{"extensions":["field"],"unexpected":"mask"}}: by subgraph or "*", extensions that are not ' +
  `internal (${[...internalExtensions].join(', ')}), and "mask" or "pass"`;

/** Reads the setting. Undefined when it is none. */
export function parseSubgraphErrorRules(text: string): SubgraphErrorSettingsByName | undefined {
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  return Object.values(value).every(isRule) ? (value as SubgraphErrorSettingsByName) : undefined;
}

function isRule(rule: unknown): boolean {
  if (!isRecord(rule)) return false;
  const { extensions, unexpected, ...others } = rule;
  return (
    Object.keys(others).length === 0 &&
    (extensions === undefined || (Array.isArray(extensions) && extensions.every(isExtension))) &&
    (unexpected === undefined || unexpected === 'mask' || unexpected === 'pass')
  );
}

function isExtension(name: unknown): boolean {
  return typeof name === 'string' && name !== '' && !internalExtensions.has(name);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Not JSON: the caller reports what was expected.
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
