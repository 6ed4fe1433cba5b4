/**
 * Traffic Light Protocol 2.0 as the alliance uses it (FIRST, https://www.first.org/tlp/), from the widest to the
 * narrowest circle. The order is the rule: a reader's clearance must reach at least the marking of the record.
 */
export const tlps = ['CLEAR', 'GREEN', 'AMBER', 'AMBER_STRICT', 'RED'] as const;

export type Tlp = (typeof tlps)[number];

/** Permissible Actions Protocol (MISP taxonomy PAP, version 3): what may be *done* with a record. */
export const paps = ['CLEAR', 'GREEN', 'AMBER', 'RED'] as const;

export type Pap = (typeof paps)[number];

/** Whether readers learn who contributed a record (MISP delegation). */
export const originatorDisplays = ['NAMED', 'ALLIANCE', 'ANONYMOUS'] as const;

export type OriginatorDisplay = (typeof originatorDisplays)[number];

/** For what a caller uses what it reads. A record may be limited to some of them. */
export const purposesOfUse = [
  'FRAUD_PREVENTION',
  'COMPLIANCE',
  'INVESTIGATION',
  'LAW_ENFORCEMENT',
  'RESEARCH',
] as const;

export type PurposeOfUse = (typeof purposesOfUse)[number];

/** How narrow a marking is: 0 (CLEAR) to 4 (RED). Stored beside a record, so that the database compares numbers. */
export function tlpLevel(tlp: Tlp): number {
  return tlps.indexOf(tlp);
}

/** The marking of a stored level, the inverse of {@link tlpLevel}. Throws RangeError for a level that none has. */
export function tlpOfLevel(level: number): Tlp {
  const tlp = tlps[level];
  if (tlp === undefined) throw new RangeError(`TLP levels go from 0 to ${tlps.length - 1}, got ${level}.`);
  return tlp;
}

/**
 * Reads a marking as people and other systems write it: any case, `TLP:` in front, TLP 1.0's WHITE for CLEAR,
 * `AMBER+STRICT`. Undefined when it is none; a caller must refuse then, never assume one.
 */
export function parseTlp(text: string): Tlp | undefined {
  const word = text
    .trim()
    .toUpperCase()
    .replace(/^TLP:\s*/, '')
    .replace('+', '_')
    .replace(/^WHITE$/, 'CLEAR');
  return tlps.find((tlp) => tlp === word);
}
