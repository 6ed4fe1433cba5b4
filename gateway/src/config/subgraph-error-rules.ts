import { internalExtensions } from '../errors.js';
import { isRecord, parseJsonSetting } from './json-setting.js';
import type { VariableReader } from './variable-reader.js';

/** What of a subgraph's errors callers may read; what is left out is as by default. */
export interface SubgraphErrorSettings {
  /** Members of `extensions` that pass beside `code`; `*` for all that are not internal. */
  readonly extensions?: readonly string[];
  /** Whether messages pass that the subgraph gave no code of its own. */
  readonly unexpected?: 'mask' | 'pass';
}

/** By name of the subgraph; `*` for all that are not named. */
export type SubgraphErrorSettingsByName = Readonly<Record<string, SubgraphErrorSettings>>;

const variable = 'HUB_SUBGRAPH_ERRORS';
const expectedErrorRules =
  'JSON such as {"partner":{"extensions":["field"],"unexpected":"mask"}}: by subgraph or "*", extensions that are not ' +
  `internal (${[...internalExtensions].join(', ')}), and "mask" or "pass"`;

/** Reads the setting. */
export function readSubgraphErrorRules(reader: VariableReader): SubgraphErrorSettingsByName {
  const text = reader.text(variable, '{}');
  const value = parseJsonSetting(text);
  if (isRecord(value) && Object.values(value).every(isRule)) return value as SubgraphErrorSettingsByName;
  reader.refuse(variable, expectedErrorRules, text);
  return {};
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
