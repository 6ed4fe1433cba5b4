import { isRecord, parseJsonSetting } from './json-setting.js';
import type { VariableReader } from './variable-reader.js';

/** How a subgraph over the open internet is reached: what proves the hub to it, and it to the hub. */
export interface SubgraphChannelSettings {
  /** Whether each call is signed with the hub's key (RFC 9421). */
  readonly sign: boolean;
  /** PEM file of the authority that issued the subgraph's certificate. Default: those that the system knows. */
  readonly caFile?: string;
  /** PEM files of the hub's client certificate and its key (mutual TLS). Default: none is shown. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** By name of the subgraph; whoever is not named is called with its token alone. */
export type SubgraphChannelsByName = Readonly<Record<string, SubgraphChannelSettings>>;

/** Where the hub calls, as far as certificates are concerned. */
export interface SubgraphPlaces {
  /** By name of the subgraph. */
  readonly urls: ReadonlyMap<string, string>;
  /** Addresses of events, where they are others. */
  readonly eventUrls: ReadonlyMap<string, string>;
}

type Complain = (place: string, expected: string, came: unknown) => void;

const variable = 'HUB_SUBGRAPH_CHANNELS';
const files = ['caFile', 'certFile', 'keyFile'] as const;

/** Reads the setting; tells every mistake by subgraph and field. */
export function readSubgraphChannels(
  reader: VariableReader,
  { urls, eventUrls }: SubgraphPlaces,
): SubgraphChannelsByName {
  const complain: Complain = (place, ...rest) => reader.refuse(variable + place, ...rest);
  const names = [...urls.keys()];
  const text = reader.text(variable, '{}');
  const value = parseJsonSetting(text);
  if (!isRecord(value)) {
    complain('', 'an object in JSON, such as {"partner":{"sign":true,"caFile":"ca.pem"}}', text);
    return {};
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, settings]) => {
      if (!names.includes(name)) complain(`.${name}`, `one of the names in HUB_SUBGRAPHS (${names.join(', ')})`, name);
      const channel = readChannel(settings, (field, ...rest) => complain(`.${name}${field}`, ...rest));
      if (files.some((file) => channel[file] !== undefined)) {
        requireEncryption(urls.get(name), `https:// for "${name}" in HUB_SUBGRAPHS`, (...rest) =>
          complain(`.${name}`, ...rest),
        );
        const eventSchemes = `https:// or wss:// for "${name}" in HUB_SUBSCRIPTION_PROTOCOLS`;
        requireEncryption(eventUrls.get(name), eventSchemes, (...rest) => complain(`.${name}`, ...rest));
      }
      return [name, channel];
    }),
  );
}

/** Certificates that nobody looks at would be taken for protection. */
function requireEncryption(
  url: string | undefined,
  expected: string,
  complain: (expected: string, came: string) => void,
): void {
  if (url === undefined || /^(https|wss):/i.test(url)) return;
  complain(`an address that begins with ${expected}, since certificates protect no other`, url);
}

function readChannel(settings: unknown, complain: Complain): SubgraphChannelSettings {
  if (!isRecord(settings)) {
    complain('', 'an object with sign, caFile, certFile, keyFile', settings);
    return { sign: false };
  }
  const { sign = false, ...others } = settings;
  if (typeof sign !== 'boolean') complain('.sign', 'true or false', sign);
  for (const [field, value] of Object.entries(others)) {
    const isFile = files.some((known) => known === field);
    if (!isFile) complain(`.${field}`, `one of sign, ${files.join(', ')}`, field);
    else if (typeof value !== 'string' || value === '') complain(`.${field}`, 'the name of a PEM file', value);
  }
  const { certFile, keyFile } = others;
  if ((certFile === undefined) !== (keyFile === undefined)) complain('', 'certFile and keyFile together', settings);
  return { ...others, sign: sign === true };
}
