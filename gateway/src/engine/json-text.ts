/** What cannot stand in a JSON string as it is: quote, backslash, control characters, halves of surrogate pairs. */
// eslint-disable-next-line no-control-regex -- the range is what JSON forbids
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/;

/** A string as JSON text. */
export function quote(text: string): string {
  return needsEscape.test(text) ? JSON.stringify(text) : `"${text}"`;
}
