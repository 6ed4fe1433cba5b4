/** Ids that people choose and read: lower-case letters, digits and hyphens, 3 to 40 characters, a letter first. */
const identifierPattern = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

export const identifierRule = 'a short name of 3 to 40 lower-case letters, digits and hyphens, beginning with a letter';

export function isIdentifier(text: string): boolean {
  return identifierPattern.test(text);
}

/** ISO 3166-1 alpha-2 country codes, by their form and the platform's own table of regions. */
export function isCountryCode(code: string): boolean {
  if (!/^[A-Z]{2}$/.test(code)) return false;
  return regionNames.of(code) !== code && !['EU', 'UN', 'ZZ', 'QO', 'EZ', 'XA', 'XB'].includes(code);
}

const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });
