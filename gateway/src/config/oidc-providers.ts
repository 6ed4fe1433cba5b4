import { type PurposeOfUse, purposesOfUse, type Role, roles, type Tlp, tlps } from '@alliance/schema';

import { isRecord, parseJsonSetting } from './json-setting.js';
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
    new ProviderReader(entry, (field, ...rest) => complain(`[${index}]${field}`, ...rest)).read(),
  );
  const issuers = new Set(providers.map(({ issuer }) => issuer));
  if (issuers.size < providers.length) complain('', 'each issuer once', [...issuers].join(', '));
  return providers;
}

/** Reads one provider field by field; what is wrong gets a value that stands for none, and is told. */
class ProviderReader {
  readonly #record: Readonly<Record<string, unknown>>;
  readonly #complain: Complain;

  constructor(entry: unknown, complain: Complain) {
    this.#record = isRecord(entry) ? entry : {};
    this.#complain = complain;
  }

  read(): OidcProvider {
    this.#refuseUnknown();
    const issuer = this.#text('issuer');
    const jwksUri = this.#optional('jwksUri');
    this.#requireTrustworthy({ issuer, ...jwksUri });
    const granted = this.#granted();
    const { clearance } = this.#record;
    return {
      issuer,
      audience: this.#text('audience'),
      member: this.#text('member'),
      ...jwksUri,
      roles: granted.map((role) => this.#word('roles', roles, role, 'APP')),
      ...this.#optional('rolesClaim'),
      clearance: clearance === undefined ? 'GREEN' : this.#word('clearance', tlps, clearance, 'CLEAR'),
      ...this.#optional('clearanceClaim'),
      ...this.#purpose(),
    };
  }

  #refuseUnknown(): void {
    for (const field of Object.keys(this.#record)) {
      if (!known.has(field)) this.#complain(`.${field}`, `one of ${[...known].join(', ')}`, field);
    }
  }

  #requireTrustworthy(addresses: Readonly<Record<string, string>>): void {
    for (const [field, address] of Object.entries(addresses)) {
      if (address === '' || isTrustworthy(address)) continue;
      this.#complain(`.${field}`, 'an address that begins with https://', address);
    }
  }

  #granted(): readonly unknown[] {
    const { roles: granted = ['ANALYST'] } = this.#record;
    if (Array.isArray(granted)) return granted;
    this.#complain('.roles', `a list of ${roles.join(', ')}`, granted);
    return [];
  }

  #purpose(): Pick<OidcProvider, 'purpose'> {
    const { purpose } = this.#record;
    return purpose === undefined ? {} : { purpose: this.#word('purpose', purposesOfUse, purpose, 'RESEARCH') };
  }

  #text(field: string): string {
    const value = this.#record[field];
    if (typeof value === 'string' && value !== '') return value;
    this.#complain(`.${field}`, 'a text', value);
    return '';
  }

  #optional<K extends string>(field: K): Partial<Record<K, string>> {
    return field in this.#record ? ({ [field]: this.#text(field) } as Record<K, string>) : {};
  }

  #word<T extends string>(field: string, words: readonly T[], value: unknown, fallback: T): T {
    const found = words.find((each) => each === value);
    if (found === undefined) this.#complain(`.${field}`, `one of ${words.join(', ')}`, value);
    return found ?? fallback;
  }
}

/** Keys that came over plain HTTP could be anybody's; on this machine nobody stands in between. */
function isTrustworthy(address: string): boolean {
  const url = URL.parse(address);
  return (
    url?.protocol === 'https:' ||
    (url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname))
  );
}
