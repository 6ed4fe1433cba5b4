/** How an attestation was come by, with GraphSense's keys in upper case; UNKNOWN is what the hub assumes itself. */
const methods: ReadonlySet<string> = new Set([
  'OVERRIDE',
  'OWNERSHIP',
  'LEDGER_IMMANENT',
  'MANUAL_TRANSACTION',
  'SERVICE_API',
  'FORENSIC_INVESTIGATION',
  'AUTHORITY_DATA',
  'TRUSTED_PROVIDER',
  'SERVICE_DATA',
  'FORENSIC',
  'UNTRUSTED_TRANSACTION',
  'WEB_CRAWL',
  'HEURISTIC',
  'UNKNOWN',
]);

/** The method that a word of the confidence scale names; undefined when the scale has no such word. */
export function readMethod(word: string): string | undefined {
  const name = word.trim().toUpperCase().replaceAll('-', '_');
  return methods.has(name) ? name : undefined;
}
