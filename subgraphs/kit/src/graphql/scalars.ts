import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDate, GraphQLDateTimeISO } from 'graphql-scalars';

/** A day, `YYYY-MM-DD` (RFC 3339, full-date), carried as text so that no time zone moves it. */
export const DateScalar = new GraphQLScalarType({
  name: 'Date',
  description: 'A day, `YYYY-MM-DD` (RFC 3339 full-date).',
  serialize: (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : String(value)),
  parseValue: dayOf,
  parseLiteral: (node) => dayOf(node.kind === Kind.STRING ? node.value : undefined),
});

/** A moment with its offset (RFC 3339, date-time). */
export const DateTimeScalar = new GraphQLScalarType({
  ...GraphQLDateTimeISO.toConfig(),
  name: 'DateTime',
  description: 'A moment, ISO 8601 with offset (RFC 3339 date-time).',
});

/** An exact decimal number as text, since a JSON number would round it. */
export const DecimalScalar = new GraphQLScalarType({
  name: 'Decimal',
  description: 'An exact decimal number as text, such as `"86000000.00"`.',
  serialize: String,
  parseValue: decimalOf,
  parseLiteral: (node) => decimalOf('value' in node ? node.value : undefined),
});

function dayOf(value: unknown): string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    throw new TypeError(`Date: expected a day such as "2018-04-15", got ${JSON.stringify(value)}.`);
  }
  const parsed: unknown = GraphQLDate.parseValue(value);
  if (!(parsed instanceof Date)) throw new TypeError(`Date: expected a day of the calendar, got "${value}".`);
  return value;
}

function decimalOf(value: unknown): string {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^-?\d{1,60}(\.\d{1,30})?$/.test(text)) {
    throw new TypeError(
      `Decimal: expected a decimal number as text, such as "86000000.00", got ${JSON.stringify(value)}.`,
    );
  }
  return text;
}
