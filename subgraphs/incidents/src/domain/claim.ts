import { badInput } from '@alliance/schema';
import { isDecimal } from './decimal.js';
import { isPartialDate, partialDateRule } from './partial-date.js';
import { maxLength, readOptionalText, readOptionalUrl, readText } from './text-rule.js';

/** What is claimed about an incident. Each fact may be claimed by several sources, with different values. */
export const claimFacts = ['LOSS', 'VICTIMS', 'ARRESTS', 'RECOVERED', 'START', 'END', 'ATTRIBUTION'] as const;

export type ClaimFact = (typeof claimFacts)[number];

/** How a fact's values compare with one another: as amounts, as counts, as times, or not at all. */
export type FactKind = 'money' | 'count' | 'time' | 'text';

const kinds: Readonly<Record<ClaimFact, FactKind>> = {
  LOSS: 'money',
  RECOVERED: 'money',
  VICTIMS: 'count',
  ARRESTS: 'count',
  START: 'time',
  END: 'time',
  ATTRIBUTION: 'text',
};

export function factKind(fact: ClaimFact): FactKind {
  return kinds[fact];
}

/** Unit of counts when none is stated. */
export const defaultCountUnit = 'persons';

/** A claim as somebody brings it. */
export interface ClaimDraft {
  readonly fact: ClaimFact;
  readonly value: string;
  readonly unit?: string | null;
  readonly rateDate?: string | null;
  readonly asOf?: string | null;
  readonly source: { readonly publisher: string; readonly url?: string | null; readonly retrievedOn?: string | null };
  readonly note?: string | null;
}

/** A claim that keeps the rules. */
export interface ClaimContent {
  readonly fact: ClaimFact;
  readonly value: string;
  /** Currency or token of money, what is counted otherwise; null for times and attributions. */
  readonly unit: string | null;
  /** Day of the exchange rate by which money was converted; null when it was not. */
  readonly rateDate: string | null;
  /** Day for which the value is stated. */
  readonly asOf: string | null;
  readonly publisher: string;
  readonly url: string | null;
  readonly retrievedOn: string | null;
  readonly note: string | null;
}

/** Reads a claim. Throws BAD_USER_INPUT naming the field that breaks a rule. */
export function readClaim(field: string, draft: ClaimDraft): ClaimContent {
  const { fact, source } = draft;
  const kind = factKind(fact);
  if (kind !== 'money' && draft.rateDate) {
    throw badInput(`${field}.rateDate`, 'no date of rate, since only money is converted', draft.rateDate);
  }
  return {
    fact,
    value: readValue(`${field}.value`, fact, draft.value),
    unit: readUnit(`${field}.unit`, fact, draft.unit),
    rateDate: draft.rateDate ?? null,
    asOf: draft.asOf ?? null,
    publisher: readText(`${field}.source.publisher`, source.publisher, maxLength.publisher),
    url: readOptionalUrl(`${field}.source.url`, source.url),
    retrievedOn: source.retrievedOn ?? null,
    note: readOptionalText(`${field}.note`, draft.note, maxLength.note),
  };
}

function readValue(field: string, fact: ClaimFact, value: string): string {
  const text = readText(field, value, maxLength.claimText);
  switch (factKind(fact)) {
    case 'money':
      if (isDecimal(text) && !text.startsWith('-')) return text;
      throw badInput(field, `a decimal number such as "86000000.00" for ${fact}`, value);
    case 'count':
      if (/^\d{1,15}$/.test(text)) return text;
      throw badInput(field, `a whole number such as "13000" for ${fact}; say "almost" in the note`, value);
    case 'time':
      if (isPartialDate(text)) return text;
      throw badInput(field, `${partialDateRule} for ${fact}`, value);
    case 'text':
      return text;
  }
}

function readUnit(field: string, fact: ClaimFact, value: string | null | undefined): string | null {
  const unit = readOptionalText(field, value, maxLength.unit);
  switch (factKind(fact)) {
    case 'money':
      if (unit === null) throw badInput(field, `a currency or token such as "CNY" or "ETH" for ${fact}`, value);
      return unit;
    case 'count':
      return unit ?? defaultCountUnit;
    case 'time':
    case 'text':
      if (unit !== null) throw badInput(field, `no unit for ${fact}`, value);
      return null;
  }
}
