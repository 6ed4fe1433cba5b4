import { Kind, type OperationDefinitionNode, parse } from 'graphql';
import { EndingFields } from '../../../gateway/src/planner/ending-fields.js';
import { JoinFacts } from '../../../gateway/src/planner/join-facts.js';
import { compose } from '../../support/federation.js';
import { federationLink } from '../../support/subgraph-server.js';

const supergraph = compose(
  [
    {
      name: 'goods',
      typeDefs: `${federationLink}
        type Query { goods: [Good!]! cheapest: Good }
        type Good @key(fields: "id") { id: ID! weight: Int similar: Good }
      `,
    },
    {
      name: 'post',
      typeDefs: `${federationLink}
        type Good @key(fields: "id") { id: ID! weight: Int @external postage: Int @requires(fields: "weight") }
      `,
    },
  ],
  (name) => `http://${name}.example`,
);
const facts = new JoinFacts(parse(supergraph));

function operation(source: string): OperationDefinitionNode {
  const [node] = parse(source).definitions;
  if (node?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Not an operation: ${source}`);
  return node;
}

describe('what ended the planner', () => {
  it('is recognised in other operations, in whatever words, and nowhere else', () => {
    const endings = new EndingFields(facts);
    expect(endings.areIn(operation('{ goods { postage } }'))).toBe(false);
    endings.suspect(operation('{ goods { postage } }'));
    const known = [
      '{ goods { postage } }',
      '{ g: goods { id ... on Good { p: postage } } }',
      '{ cheapest { id } ... { goods { postage } } }',
      '{ cheapest { postage } }',
      '{ goods { similar { postage } } }',
      '{ goods { weight } }',
    ];
    expect(known.map((source) => endings.areIn(operation(source)))).toEqual([true, true, true, false, false, false]);
  });

  it('is not what has been planned before', () => {
    const endings = new EndingFields(facts);
    const proven = () =>
      ['{ cheapest { id } }', '{ cheapest { postage } }', '{ cheapest { postage } goods { postage } }'].map((source) =>
        endings.areProven(operation(source)),
      );
    expect(proven()).toEqual([true, false, false]);
    endings.clear(operation('{ cheapest { postage } }'));
    expect(proven()).toEqual([true, true, false]);
    endings.suspect(operation('{ cheapest { postage } goods { postage } }'));
    expect(endings.areIn(operation('{ cheapest { postage } }'))).toBe(false);
    expect(endings.areIn(operation('{ goods { postage } }'))).toBe(true);
  });
});
