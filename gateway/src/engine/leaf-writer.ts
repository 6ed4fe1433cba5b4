import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';

import { quote } from './json-text.js';
import type { ValueWriter } from './response-writing.js';

/** Writes leaves of a type: result coercion by the GraphQL specification (sections 3.5 and 3.9). */
export function leafWriter(type: GraphQLLeafType, depth: number, coordinate: string): ValueWriter {
  if (isEnumType(type)) return enumWriter(new Set(type.getValues().map(({ name }) => name)), depth, coordinate);
  if (!isSpecifiedScalarType(type)) return (value) => JSON.stringify(value);
  const coerced: ValueWriter = (value, writing) => {
    try {
      return JSON.stringify(type.serialize(value));
    } catch {
      return writing.wrongType(depth, `${coordinate} is ${type.name} by the schema, and came as something else.`);
    }
  };
  switch (type.name) {
    case 'String':
    case 'ID':
      return (value, writing) => {
        if (typeof value !== 'string') return coerced(value, writing);
        return writing.isPlain ? `"${value}"` : quote(value);
      };
    case 'Boolean':
      return (value, writing) => (typeof value === 'boolean' ? String(value) : coerced(value, writing));
    case 'Int':
      return (value, writing) => (isInt32(value) ? String(value) : coerced(value, writing));
    case 'Float':
      return (value, writing) =>
        typeof value === 'number' && Number.isFinite(value) ? String(value) : coerced(value, writing);
    default:
      return coerced;
  }
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

/** The message does not name the value: it may be one that the schema hides. */
function enumWriter(names: ReadonlySet<string>, depth: number, coordinate: string): ValueWriter {
  const message = `${coordinate} came with a value that its enum does not have.`;
  return (value, writing) =>
    typeof value === 'string' && names.has(value) ? `"${value}"` : writing.wrongType(depth, message);
}
