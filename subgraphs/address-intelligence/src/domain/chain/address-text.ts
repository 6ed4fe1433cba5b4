import { refuse, type Refusal } from './quarantine-reason.js';

/** Longest raw input that is looked at, in characters; what lies above is not even trimmed. */
const maxSubmittedLength = 2048;
/** Longest address, in characters: Zcash unified addresses stay below. */
export const maxAddressLength = 512;

export interface AddressText {
  readonly ok: true;
  /** Printable ASCII without blanks. */
  readonly text: string;
  readonly submitted: string;
  readonly warnings: readonly string[];
}

const printable = /^[\x21-\x7e]+$/;
/** Invisible characters that word processors and web pages leave in copied text; none of them has a meaning here. */
const zeroWidth = /[\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]/gu;
/** C0, C1, bidirectional overrides and isolates, but not the white space among them. */
const control = /(?![\s\u0085])\p{Cc}|[\u202a-\u202e\u2066-\u206f]/u;
const letterOrDigit = /[\p{L}\p{N}\p{M}]/u;

/**
 * Takes any value to the text of an address: white space around it and zero-width characters go, with a warning; what could
 * deceive a reader is refused. Case stays as it is, for the format is not known here.
 */
export function readAddressText(value: unknown): AddressText | Refusal {
  if (typeof value !== 'string') return refuseNonText(value);
  if (value.length > maxSubmittedLength) {
    return refuse('TOO_LONG', `Expected at most ${maxAddressLength} characters, got ${value.length}.`);
  }
  const cleaned = printable.test(value) ? { ok: true as const, text: value, warnings: [] } : clean(value);
  if (!cleaned.ok) return cleaned;
  if (cleaned.text.length > maxAddressLength) {
    return refuse('TOO_LONG', `Expected at most ${maxAddressLength} characters, got ${cleaned.text.length}.`);
  }
  return { ...cleaned, submitted: value };
}

function clean(value: string): Omit<AddressText, 'submitted'> | Refusal {
  if (control.test(value)) return refuse('CONTROL_CHARACTER', 'Holds a control or text-direction character.');
  const visible = value.replace(zeroWidth, '');
  const text = visible.replaceAll('\u0085', '\n').trim(); // U+0085 is white space to Unicode, not to JavaScript
  if (text === '') return refuse('EMPTY', 'Expected an address, got nothing but blanks.');
  const foreign = Array.from(text.replace(/\s/gu, '')).find((character) => !printable.test(character));
  if (foreign !== undefined) return refuseForeign(foreign);
  if (/\s/u.test(text)) return refuse('INNER_WHITESPACE', 'Expected one address, got white space inside the text.');
  const warnings = [];
  if (visible !== value) warnings.push('Zero-width characters were removed.');
  if (text !== visible) warnings.push('White space around the address was removed.');
  return { ok: true, text, warnings };
}

function refuseForeign(character: string): Refusal {
  const code = `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`;
  return letterOrDigit.test(character)
    ? refuse('LOOKALIKE_CHARACTER', `Expected ASCII letters and digits, got ${code}, which can pass for one.`)
    : refuse('MALFORMED', `Expected ASCII letters and digits, got ${code}.`);
}

const twoTo160 = 1n << 160n;

function refuseNonText(value: unknown): Refusal {
  if (value === null || value === undefined) return refuse('EMPTY', 'Expected an address, got nothing.');
  if (typeof value === 'number') {
    return refuse('NOT_TEXT', 'Expected text, got a number: an unquoted 0x… in YAML, whose digits are lost. Quote it.');
  }
  if (typeof value === 'bigint') {
    const hex = value >= 0n && value < twoTo160 ? [`0x${value.toString(16).padStart(40, '0')}`] : [];
    return refuse('NOT_TEXT', 'Expected text, got an integer: an unquoted 0x… in YAML. Quote it.', hex);
  }
  return refuse(
    'NOT_TEXT',
    `Expected text, got ${Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`}.`,
  );
}
