import { badInput } from '@alliance/schema';

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
/** Two-letter codes that the platform's table knows and ISO 3166-1 does not assign to a country. */
const noCountries = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'XK', 'ZZ', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA']);

/** Reads an ISO 3166-1 alpha-2 country code. Throws BAD_USER_INPUT for anything else. */
export function readCountryCode(field: string, value: string): string {
  const code = value.trim().toUpperCase();
  if (!/^[A-Z]{2}$/.test(code) || regionNames.of(code) === code || noCountries.has(code)) {
    throw badInput(field, 'an ISO 3166-1 alpha-2 country code such as "CN"', value);
  }
  return code;
}
