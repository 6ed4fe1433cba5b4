import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

/**
 * An address as a file has it. Text is the rule; anything else is taken too and ends in quarantine, so that an address
 * which a YAML reader took for a number is told, and its batch is not lost.
 */
export const SubmittedAddressScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'SubmittedAddress',
  description:
    'An address as text. A number is accepted, and quarantined as NOT_TEXT: it is what an unquoted address becomes.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: literalValue,
});

function literalValue(node: ValueNode): unknown {
  if (node.kind === Kind.STRING || node.kind === Kind.ENUM) return node.value;
  if (node.kind === Kind.INT || node.kind === Kind.FLOAT) return Number(node.value);
  return node.kind === Kind.BOOLEAN ? node.value : null;
}
