import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';

import type { JsonOutput } from './json-output.js';
import type { ValueWriter } from './response-writing.js';

const [isTrue, isFalse] = [Buffer.from('true'), Buffer.from('false')];

/** Writes leaves of a type: result coercion by the GraphQL specification (sections 3.5 and 3.9). */
export function leafWriter(type: GraphQLLeafType, depth: number, coordinate: string): ValueWriter {
  if (isEnumType(type)) {
    const names = type.getValues().map(({ name }) => name);
    return enumWriter(new Map(names.map((name) => [name, Buffer.from(JSON.stringify(name))])), depth, coordinate);
  }
  if (!isSpecifiedScalarType(type)) return customWriter(depth, `${coordinate} came with a value that JSON cannot say.`);
  const coerced: ValueWriter = (value, writing) => {
    try {
      writeJson(type.serialize(value), writing.output);
      return true;
    } catch {
      return writing.wrongType(depth, `${coordinate} is ${type.name} by the schema, and came as something else.`);
    }
  };
  const write = plainWriters[type.name];
  return write ? (value, writing) => write(value, writing.output) || coerced(value, writing) : coerced;
}

/** Write values that come as they go out; false for those that have to be coerced first. */
const plainWriters: Readonly<Record<string, (value: unknown, output: JsonOutput) => boolean>> = {
  String: writeString,
  ID: writeString,
  Boolean: (value, output) => {
    if (typeof value !== 'boolean') return false;
    output.raw(value ? isTrue : isFalse);
    return true;
  },
  Int: (value, output) => {
    if (typeof value !== 'number' || (value | 0) !== value) return false;
    output.integer(value);
    return true;
  },
  Float: (value, output) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return false;
    output.text(String(value));
    return true;
  },
};

function writeString(value: unknown, output: JsonOutput): boolean {
  if (typeof value !== 'string') return false;
  output.string(value);
  return true;
}

function writeJson(value: unknown, output: JsonOutput): void {
  if (typeof value === 'string') output.string(value);
  else output.text(JSON.stringify(value));
}

/**
 * What a scalar of the supergraph looks like, only its subgraphs know. A number beyond the range of JavaScript would
 * become null without a word; and what is nested too deeply to be written costs its own field only.
 */
function customWriter(depth: number, message: string): ValueWriter {
  return (value, writing) => {
    if (value === Infinity || value === -Infinity) return writing.wrongType(depth, message);
    try {
      writeJson(value, writing.output);
      return true;
    } catch {
      return writing.wrongType(depth, message);
    }
  };
}

/** The message does not name the value: it may be one that the schema hides. */
function enumWriter(names: ReadonlyMap<unknown, Uint8Array>, depth: number, coordinate: string): ValueWriter {
  const message = `${coordinate} came with a value that its enum does not have.`;
  return (value, writing) => {
    const name = names.get(value);
    if (!name) return writing.wrongType(depth, message);
    writing.output.raw(name);
    return true;
  };
}
