import { unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';

/** SQLSTATE of a row that a policy refused (PostgreSQL documentation, appendix A: insufficient_privilege). */
const insufficientPrivilege = '42501';
/**
 * What PostgreSQL says to a text with a null character, which it cannot hold: as a parameter (SQLSTATE 22021,
 * character_not_in_repertoire), within a statement, which ends there for it (08P01, protocol_violation), and escaped
 * within JSON (22P05, untranslatable_character).
 */
const nullCharacterCodes: readonly unknown[] = ['22021', '08P01', '22P05'];
/**
 * What PostgreSQL says to a value that its type does not know, such as a year 0 or half of an identifier: 22003
 * (numeric_value_out_of_range), 22007 (invalid_datetime_format), 22008 (datetime_field_overflow), 22P02
 * (invalid_text_representation).
 */
const impossibleValueCodes: readonly unknown[] = ['22003', '22007', '22008', '22P02'];

/**
 * Turns whatever a resolver threw into an answer. Refusals pass; a write that a policy refused becomes FORBIDDEN, a value
 * that the database cannot hold BAD_USER_INPUT; everything else is ours: logged in full, answered without a word about
 * the inside.
 */
export function formatSubgraphError(
  formatted: GraphQLFormattedError,
  error: unknown,
  logger: Logger,
): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  if (cause instanceof GraphQLError) return formatted;
  const place = {
    ...(formatted.path && { path: formatted.path }),
    ...(formatted.locations && { locations: formatted.locations }),
  };
  if (cause instanceof Error && 'code' in cause && cause.code === insufficientPrivilege) {
    const message = 'Only the originator may write this, within its clearance and for a sharing group it belongs to.';
    return { ...place, message, extensions: { code: 'FORBIDDEN' } };
  }
  if (cause instanceof Error && 'code' in cause && nullCharacterCodes.includes(cause.code)) {
    logger.warn({ err: loggable(cause) });
    const message = 'Expected texts without null characters.';
    return { ...place, message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  if (cause instanceof Error && 'code' in cause && impossibleValueCodes.includes(cause.code)) {
    logger.warn({ err: loggable(cause) });
    const message = 'Expected values that can be: a number, a moment or a cursor is out of range or malformed.';
    return { ...place, message, extensions: { code: 'BAD_USER_INPUT' } };
  }
  logger.error({ err: loggable(cause) });
  return { ...place, message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

/** SQLSTATE: five digits and capital letters (PostgreSQL documentation, appendix A). */
const sqlState = /^[0-9A-Z]{5}$/;

/**
 * An error as it may be logged. What the database says of a value that it refuses repeats the value, and a log is read by
 * people who may not see every record: of its errors only the code, the names of table and constraint and the way
 * through our code are kept.
 */
function loggable(cause: unknown): unknown {
  if (!(cause instanceof Error && 'code' in cause && sqlState.test(String(cause.code)))) return cause;
  const { code, table, constraint, routine } = cause as unknown as Readonly<Record<string, unknown>>;
  const way = cause.stack
    ?.split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
  return { type: cause.constructor.name, code, table, constraint, routine, stack: way };
}
