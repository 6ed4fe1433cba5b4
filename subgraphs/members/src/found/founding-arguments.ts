import { parseArgs } from 'node:util';
import { identifierRule, isCountryCode, isIdentifier } from '../domain/identifier.js';
import { type MemberKind, memberKinds, type Verification, verifications } from '../domain/member-vocabulary.js';

/** What the founder says of the institution. */
export interface Founding {
  readonly id: string;
  readonly legalName: string;
  readonly displayName: string;
  readonly kind: MemberKind;
  readonly jurisdictions: readonly string[];
  readonly website: string | null;
  readonly contact: string | null;
  readonly verification: Verification;
  /** Whether there may be stewards already. */
  readonly another: boolean;
}

export type FoundingArguments =
  | { readonly kind: 'found'; readonly founding: Founding }
  | { readonly kind: 'help' }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly string[] };

export const foundingUsage = `Founds an institution that stewards admissions, and its first key: role ADMIN, clearance RED.
The key is printed on standard output, once; everything else goes to standard error.

  --id <name>             ${identifierRule}
  --legal-name <text>     2 to 200 characters
  --display-name <text>   2 to 100 characters
  --kind <kind>           ${inLines(memberKinds)}
  --jurisdiction <code>   ISO 3166-1 alpha-2; may be given several times
  --website <address>     http or https; may be left out
  --contact <text>        whom to reach in an incident, 3 to 200 characters; may be left out
  --verification <how>    ${verifications.join(', ')}; default ${verifications[0]}
  --another               found one although there are stewards already
  --help

It reads DATABASE_URL and DATABASE_OWNER_URL, the members' database as its two roles.
Exit status: 0 founded, 1 refused or failed, 2 wrong arguments or settings.
`;

const texts = [
  'id',
  'legal-name',
  'display-name',
  'kind',
  'jurisdiction',
  'website',
  'contact',
  'verification',
] as const;
type Text = (typeof texts)[number];
const flags = ['another', 'help'] as const;
const options = {
  ...Object.fromEntries(texts.map((name) => [name, { type: 'string' as const }])),
  ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
};

/** Reads the arguments of the program. Names all mistakes at once. */
export function readFoundingArguments(args: readonly string[]): FoundingArguments {
  const given = new GivenArguments(args);
  if (given.has('help')) return { kind: 'help' };
  const founding: Founding = {
    id: given.text('id', identifierRule, isIdentifier),
    legalName: given.text('legal-name', '2 to 200 characters', hasLength(2, 200)),
    displayName: given.text('display-name', '2 to 100 characters', hasLength(2, 100)),
    kind: given.oneOf('kind', memberKinds),
    jurisdictions: given.several('jurisdiction', 'an ISO 3166-1 alpha-2 code such as CN', isCountryCode),
    website: given.optional('website', 'an http or https address of at most 2,000 characters', isWebAddress),
    contact: given.optional('contact', '3 to 200 characters', hasLength(3, 200)),
    verification: given.oneOf('verification', verifications, 'UNVERIFIED'),
    another: given.has('another'),
  };
  return given.mistakes.length > 0 ? { kind: 'mistakes', mistakes: given.mistakes } : { kind: 'found', founding };
}

type Rule = (text: string) => boolean;

/** Reads arguments one by one and remembers what was wrong with them. */
class GivenArguments {
  readonly mistakes: string[] = [];
  readonly #values = new Map<string, string[]>();
  readonly #flags = new Set<string>();

  constructor(args: readonly string[]) {
    // Not strict: that would stop at the first mistake.
    const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
    for (const token of tokens) {
      if (token.kind === 'positional') this.mistakes.push(`Expected options only, got ${JSON.stringify(token.value)}.`);
      if (token.kind === 'option') this.#take(token.name, token.rawName, token.value);
    }
  }

  has(name: (typeof flags)[number]): boolean {
    return this.#flags.has(name);
  }

  text(name: Text, expected: string, holds: Rule): string {
    const text = this.optional(name, expected, holds);
    if (text === null && !this.#values.has(name)) this.mistakes.push(`--${name}: expected ${expected}, got nothing.`);
    return text ?? '';
  }

  optional(name: Text, expected: string, holds: Rule): string | null {
    const [text, ...more] = this.#values.get(name) ?? [];
    if (more.length > 0) this.mistakes.push(`--${name}: expected it once, got it ${more.length + 1} times.`);
    return text === undefined ? null : this.#check(name, { text, expected, holds });
  }

  several(name: Text, expected: string, holds: Rule): readonly string[] {
    const given = this.#values.get(name) ?? [];
    if (given.length === 0) this.mistakes.push(`--${name}: expected ${expected}, got nothing.`);
    return [...new Set(given.map((text) => this.#check(name, { text, expected, holds })))];
  }

  oneOf<const T extends string>(name: Text, choices: readonly [T, ...T[]], fallback?: NoInfer<T>): T {
    if (fallback !== undefined && !this.#values.has(name)) return fallback;
    const text = this.text(name, `one of ${choices.join(', ')}`, (word) => choices.some((choice) => choice === word));
    return choices.find((choice) => choice === text) ?? choices[0];
  }

  #take(name: string, rawName: string, value: string | undefined): void {
    if (flags.some((flag) => flag === name)) {
      if (value !== undefined) this.mistakes.push(`--${name}: takes no value, got ${JSON.stringify(value)}.`);
      this.#flags.add(name);
    } else if (!texts.some((text) => text === name)) {
      this.mistakes.push(`${rawName}: there is no such option; --help lists them.`);
    } else {
      this.#values.set(name, [...(this.#values.get(name) ?? []), value ?? '']);
    }
  }

  #check(name: Text, { text, expected, holds }: { text: string; expected: string; holds: Rule }): string {
    const trimmed = text.trim();
    if (!holds(trimmed)) this.mistakes.push(`--${name}: expected ${expected}, got ${JSON.stringify(text)}.`);
    return trimmed;
  }
}

function hasLength(min: number, max: number): Rule {
  return ({ length }) => length >= min && length <= max;
}

function isWebAddress(text: string): boolean {
  return text.length <= 2000 && /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

/** Five words a line, indented as the column of explanations. */
function inLines(words: readonly string[]): string {
  const lines = words.flatMap((_word, index) => (index % 5 === 0 ? [words.slice(index, index + 5).join(', ')] : []));
  return lines.join(`,\n${' '.repeat(26)}`);
}
