/** An amount as a text states it. */
export interface Amount {
  /** Decimal without separators and without exponent. */
  readonly value: string;
  readonly unit: string;
}

/** Words before an amount that make it approximate or a bound. The whole text is kept beside the claim, so none is lost. */
const hedges = /^(?:~|≈|=?>|about\b|around\b|approximately\b|over\b|lost:|\s)+/i;

// A magnitude ends the number; in `12BNB` and `5 mUSD` the letter belongs to the token.
const amountPattern = new RegExp(
  String.raw`^(?<dollar>\$)?[~\s]*(?<number>\d[\d.,]*|\.\d+)` +
    String.raw`(?:\s*(?<magnitude>thousand|million|billion|[kmb])(?=US\$|[^a-z]|$))?\s*(?<unit>.*)$`,
  'i',
);

const zeros: Readonly<Record<string, number>> = { k: 3, thousand: 3, m: 6, million: 6, b: 9, billion: 9 };

const dollarWords: ReadonlySet<string> = new Set(['$', 'US$', 'USD', 'USD$']);

/** Words that stand where a unit would and are none. */
const noUnits: ReadonlySet<string> = new Set(['NFT', 'NFTS', 'TOKEN', 'TOKENS', 'OF', 'IN']);

/**
 * Reads a loss such as `~$4.4K`, `17 BNB` or `153,037 ETH (~$30M)`. Returns the amounts it states, each with its unit;
 * an empty list when any guess would be needed: no unit, two contradicting ones, sums of several tokens. A sum is read
 * when it states its worth in dollars behind it.
 */
export function readLoss(text: string): readonly Amount[] {
  const plain = text.normalize('NFKC').replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  const parts = /^(?<main>[^()]*)(?:\((?<aside>[^()]*)\)?)?$/.exec(plain)?.groups;
  if (!parts) return [];
  const main = readAmount(parts['main'] ?? '');
  const aside = readAmount(parts['aside'] ?? '');
  if (main) return aside && aside.unit !== main.unit ? [main, aside] : [main];
  const isSum = /\d.*(?:\+| and |,).*\d/.test(parts['main'] ?? '');
  return aside?.unit === 'USD' && isSum ? [aside] : [];
}

function readAmount(text: string): Amount | undefined {
  const groups = amountPattern.exec(text.trim().replace(hedges, ''))?.groups;
  if (!groups) return undefined;
  const number = readNumber(groups['number'] ?? '');
  const unit = readUnit(groups['dollar'] !== undefined, groups['unit'] ?? '');
  if (number === undefined || unit === undefined) return undefined;
  return { value: shiftPoint(number, zeros[groups['magnitude']?.toLowerCase() ?? ''] ?? 0), unit };
}

/** A dollar sign before the number and a token behind it contradict each other. */
function readUnit(isDollar: boolean, text: string): string | undefined {
  const word = text.trim();
  if (word === '') return isDollar ? 'USD' : undefined;
  if (dollarWords.has(word.toUpperCase())) return 'USD';
  const token = /^\$?([a-z][a-z0-9-]{1,11})(?: tokens?)?$/i.exec(word)?.[1];
  if (isDollar || token === undefined || noUnits.has(token.toUpperCase())) return undefined;
  if (/^ether$/i.test(token)) return 'ETH';
  return token === token.toLowerCase() ? token.toUpperCase() : token;
}

/** Three digits behind a comma are thousands, one, two or more than three a fraction; `0,123` could be either. */
function readNumber(text: string): string | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return text;
  if (/^\.\d+$/.test(text)) return `0${text}`;
  if (/^[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(text)) return text.replaceAll(',', '');
  if (/^\d+,(\d{1,2}|\d{4,})$/.test(text)) return text.replace(',', '.');
  return undefined;
}

/** Moves the decimal point to the right, on the text: a floating-point number would round it. */
function shiftPoint(number: string, places: number): string {
  const [whole = '', fraction = ''] = number.split('.');
  const digits = whole + fraction.slice(0, places).padEnd(places, '0');
  const rest = fraction.slice(places).replace(/0+$/, '');
  const trimmed = digits.replace(/^0+(?=\d)/, '');
  return rest === '' ? trimmed : `${trimmed}.${rest}`;
}
