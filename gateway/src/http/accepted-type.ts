import { gatewayRefusal } from '../errors.js';

/** In what operations are answered that are no streams (GraphQL over HTTP, section 4.1). */
const offered = ['application/json', 'application/graphql-response+json'];
const charset = 'utf-8';

/**
 * Refuses a request whose client takes no answer that could be given to it. Apollo Server negotiates when it has an
 * answer, and by then a mutation has been carried out of which the client learns nothing. What passes here has to be
 * what Apollo Server finds something for.
 *
 * @throws GraphQLError NOT_ACCEPTABLE
 */
export function refuseUnacceptable(accept: string | undefined): void {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === offered[0]) return;
  const ranges = accept.split(',').flatMap((text) => readRange(text) ?? []);
  if (offered.some((type) => qualityOf(type, ranges) > 0)) return;
  throw gatewayRefusal('NOT_ACCEPTABLE', `The header "accept" takes neither ${offered.join(' nor ')}.`);
}

/** A media range (RFC 9110, 12.5.1), such as `text/*;q=0.5`. */
interface MediaRange {
  readonly type: string;
  readonly parameters: readonly (readonly [name: string, value: string])[];
  readonly quality: number;
}

function readRange(text: string): MediaRange | undefined {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(type)) return undefined;
  const pairs = rest.map((part) => {
    const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim());
    return [name, value.replace(/^"(.*)"$/, '$1')] as const;
  });
  const quality = pairs.find(([name]) => name === 'q')?.[1];
  return {
    type,
    parameters: pairs.filter(([name]) => name !== 'q'),
    quality: quality ? Number.parseFloat(quality) : 1,
  };
}

/** The range that describes a type most closely decides on it. */
function qualityOf(type: string, ranges: readonly MediaRange[]): number {
  const fitting = ranges.map((range) => ({ range, rank: rankOf(range, type) })).filter(({ rank }) => rank > 0);
  const closest = Math.max(...fitting.map(({ rank }) => rank));
  return Math.max(0, ...fitting.filter(({ rank }) => rank === closest).map(({ range }) => range.quality));
}

/** How closely a range describes a type: 0 is not at all. */
function rankOf({ type: range, parameters }: MediaRange, type: string): number {
  const isFor = (name: string, value: string) => value === '*' || (name === 'charset' && value === charset);
  if (!parameters.every(([name, value]) => isFor(name, value))) return 0;
  const ranks = new Map([
    ['*/*', 1],
    [type.replace(/\/.*/, '/*'), 2],
    [type, 3],
  ]);
  const rank = ranks.get(range) ?? 0;
  return rank > 0 && parameters.length > 0 ? rank + 0.5 : rank;
}
