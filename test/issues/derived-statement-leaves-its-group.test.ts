import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { type GraphQLAnswer, startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const author = callerOf('demo-exchange', { groups: ['first-circle', 'second-circle'] });
const reader = callerOf('ctma', { groups: ['first-circle', 'second-circle'] });

type Answer = GraphQLAnswer<{ publishAttestations: { results: { id: string; outcome: string }[] } }>;

function publish(caller: Caller, reference: string, more: object): Promise<Answer> {
  const { derivedFrom, ...marking } = { tlp: 'AMBER', derivedFrom: [], ...more } as Record<string, unknown>;
  const address = `0x${'5'.repeat(40)}`;
  const item = { reference, chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], derivedFrom };
  return hub.ask(
    caller,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id outcome } } }',
    { input: { marking, source: { publisher: 'Press', kind: 'PRESS' }, items: [item] } },
  );
}

it('keeps what follows from a statement of somebody else within the group to which it was made', async () => {
  const stated = await publish(author, 'origin', { sharingGroup: 'first-circle' });
  const derivedFrom = stated.data?.publishAttestations.results.map(({ id }) => id);

  const elsewhere = await publish(reader, 'elsewhere', { sharingGroup: 'second-circle', derivedFrom });
  const within = await publish(reader, 'within', { sharingGroup: 'first-circle', derivedFrom });
  const alone = await publish(reader, 'alone', { derivedFrom });
  const byItself = await publish(author, 'by itself', { sharingGroup: 'second-circle', derivedFrom });

  expect(elsewhere).toMatchObject({
    data: null,
    errors: [{ extensions: { code: 'BAD_USER_INPUT', field: 'input.marking.sharingGroup' } }],
  });
  const accepted = { data: { publishAttestations: { results: [{ outcome: 'ACCEPTED' }] } } };
  expect([within, alone, byItself]).toMatchObject([accepted, accepted, accepted]);
});
