import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import type { SubmittedAddress } from '../domain/chain-reference.js';

/** An address as somebody submits it. */
export const AddressReferenceScalar = new GraphQLScalarType<SubmittedAddress, unknown>({
  name: 'AddressReference',
  description: 'An address: its CAIP-10 text, or an object `{ chain, value }` with the CAIP-2 id of the chain.',
  serialize: (value) => value,
  parseValue: read,
  parseLiteral: (node, variables) => {
    if (node.kind !== Kind.STRING && node.kind !== Kind.OBJECT) return read(undefined);
    return read(valueFromASTUntyped(node, variables));
  },
});

function read(value: unknown): SubmittedAddress {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && 'chain' in value && 'value' in value) {
    const { chain, value: text } = value;
    if (typeof chain === 'string' && typeof text === 'string') return { chain, value: text };
  }
  throw new TypeError('AddressReference: expected CAIP-10 text or { chain, value }.');
}
