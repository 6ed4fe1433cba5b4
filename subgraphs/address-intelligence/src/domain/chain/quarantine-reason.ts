/**
 * Why an address cannot enter the graph. Codes are permanent: a retired one stays listed and is never reused.
 * What is refused goes to quarantine under one of these codes, never silently away (DOMAIN 4.3, invariant 10).
 */
export const quarantineReasons = {
  EMPTY: 'Nothing is left after trimming.',
  NOT_TEXT: 'The value is not text, e.g. an unquoted YAML address that was read as an integer; its digits are lost.',
  TOO_LONG: 'Longer than any address of any ledger.',
  CONTROL_CHARACTER: 'Holds a control or text-direction character.',
  LOOKALIKE_CHARACTER: 'Holds a letter or digit of another alphabet or width that can pass for an ASCII one.',
  INNER_WHITESPACE: 'Holds white space between other characters: several values, or a value with a remark.',
  UNKNOWN_CHAIN: 'The stated chain word is in no table.',
  UNDETERMINED_CHAIN: 'The stated word names a token or a service, and the form does not decide the ledger.',
  AMBIGUOUS_CHAIN: 'No chain is stated, and the form is in use on several ledgers.',
  TESTNET_ADDRESS: 'Valid, but of a test network.',
  WRONG_CHAIN: 'Valid, but of another ledger than the stated one.',
  WRONG_CHECKSUM: 'The checksum inside the address does not hold.',
  WRONG_LENGTH: 'Too short or too long for the stated ledger.',
  WRONG_CASE: 'Upper and lower case mixed where one is required, or the case lost where it carries information.',
  WRONG_EIP55_CHECKSUM: 'Mixed-case hexadecimal whose case is not the EIP-55 checksum.',
  WRONG_BECH32_VARIANT: 'Bech32 where Bech32m is required, or the reverse (BIP-350).',
  TRANSACTION_HASH: '32 bytes in hexadecimal: a transaction hash or a key, not an address.',
  PRIVATE_KEY: 'A private key or seed. It is not repeated anywhere; treat it as disclosed.',
  EXTENDED_KEY: 'An extended key (xpub and kin): a whole wallet, not an address.',
  NAME_NOT_ADDRESS: 'A name (ENS and kin): what it resolves to changes with time.',
  UNSUPPORTED_FORMAT: 'A known notation that the hub does not take, e.g. ICAP.',
  MALFORMED: 'No form of the stated ledger, and nothing better known about it.',
} as const;

export type QuarantineReason = keyof typeof quarantineReasons;

/** An answer, not an error: the input cannot be read. */
export interface Refusal {
  readonly ok: false;
  readonly reason: QuarantineReason;
  /** Says what was expected and what came. Never repeats the value: it may be a key. */
  readonly message: string;
  /** CAIP-10 ids, or other spellings, that the author may have meant. */
  readonly suggestions?: readonly string[];
}

export function refuse(reason: QuarantineReason, message: string, suggestions: readonly string[] = []): Refusal {
  return suggestions.length > 0 ? { ok: false, reason, message, suggestions } : { ok: false, reason, message };
}
