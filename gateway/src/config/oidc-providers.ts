import { type PurposeOfUse, purposesOfUse, type Role, roles, type Tlp, tlps } from '@alliance/schema';

import { parseJsonSetting } from './json-setting.js';
import type { VariableReader } from './variable-reader.js';

/**
 * A member's own identity provider (OpenID Connect, RFC 9068): whose access tokens the hub takes, for whom they speak,
 * and the most that they may grant.
 */
export interface OidcProvider {
  /** As it stands in `iss`, to the letter. */
  readonly issuer: string;
  /** What has to stand in `aud`. */
  readonly audience: string;
  /** The institution for which its subjects speak, by `Member.id`. */
  readonly member: string;
  /** Where its keys are (RFC 7517). Default: where its discovery document says (OpenID Connect Discovery 1.0). */
  readonly jwksUri?: string;
  /** The roles that it may grant. Default: ANALYST. */
  readonly roles: readonly Role[];
  /** The claim that names a subject's roles; only those that are in `roles` count. Default: every subject has them all. */
  readonly rolesClaim?: string;
  /** The narrowest marking that its subjects may read. Default: GREEN. */
  readonly clearance: Tlp;
  /** The claim that names a subject's clearance, at most `clearance`; without it a subject sees CLEAR alone. */
  readonly clearanceClaim?: string;
  /** Purpose of use of all its subjects. Default: none. */
  readonly purpose?: PurposeOfUse;
}

type Complain = (field: string, expected: string, came: unknown) => void;

const variable = 'HUB_OIDC_PROVIDERS';
const known = new Set('issuer audience member jwksUri roles rolesClaim clearance clearanceClaim purpose'.split(' '));

/** Reads the setting; tells every mistake by the provider's place and the field. */
export function readOidcProviders(reader: VariableReader): readonly OidcProvider[] {
  const complain: Complain = (field, ...rest) => reader.refuse(variable + field, ...rest);
  const text = reader.text(variable, '[]');
  const list = parseJsonSetting(text);
  if (!Array.isArray(list)) {
    complain('', 'a list in JSON, such as [{"issuer":"https://id.example","audience":"hub","member":"ctma"}]', text);
    return [];
  }
  const providers = list.map((entry, index) =>
    readProvider(entry, (field, ...rest) => complain(`[${index}]${field}`, ...rest)),
  );
  const issuers = new Set(providers.map(({ issuer }) => issuer));
  if (issuers.size < providers.length) complain('', 'each issuer once', [...issuers].join(', '));
  return providers;
}

function readProvider(entry: unknown, complain: Complain): OidcProvider {
  const record = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  for (const field of Object.keys(record))
    if (!known.has(field)) complain(`.${field}`, `one of ${[...known].join(', ')}`, field);
  const text = (field: string): string => {
    const value = record[field];
    if (typeof value === 'string' && value !== '') return value;
    complain(`.${field}`, 'a text', value);
    return '';
  };
  const optional = <K extends string>(field: K): Partial<Record<K, string>> =>
    field in record ? ({ [field]: text(field) } as Record<K, string>) : {};
  const word = <T extends string>(field: string, words: readonly T[], value: unknown, fallback: T): T => {
    const found = words.find((each) => each === value);
    if (found === undefined) complain(`.${field}`, `one of ${words.join(', ')}`, value);
    return found ?? fallback;
  };
  const issuer = text('issuer');
  const jwksUri = optional('jwksUri');
  for (const [field, value] of [['issuer', issuer], ...Object.entries(jwksUri)] as const) {
    if (value !== '' && !isTrustworthy(value)) complain(`.${field}`, 'an address that begins with https://', value);
  }
  const granted = 'roles' in record ? record['roles'] : ['ANALYST'];
  if (!Array.isArray(granted)) complain('.roles', `a list of ${roles.join(', ')}`, granted);
  return {
    issuer,
    audience: text('audience'),
    member: text('member'),
    ...jwksUri,
    roles: (Array.isArray(granted) ? granted : []).map((role) => word('roles', roles, role, 'APP')),
    ...optional('rolesClaim'),
    clearance: 'clearance' in record ? word('clearance', tlps, record['clearance'], 'CLEAR') : 'GREEN',
    ...optional('clearanceClaim'),
    ...('purpose' in record && { purpose: word('purpose', purposesOfUse, record['purpose'], 'RESEARCH') }),
  };
}

/** Keys that came over plain HTTP could be anybody's; on this machine nobody stands in between. */
function isTrustworthy(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
  );
}
