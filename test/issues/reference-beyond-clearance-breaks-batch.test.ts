import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { type GraphQLAnswer, startTestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

it('says whose a reference is that a colleague used beyond the clearance of the caller', async () => {
  await using hub = await startTestSubgraph(addressIntelligenceSubgraph);
  const publish = (clearance: 'GREEN' | 'RED', tlp: string): Promise<GraphQLAnswer> => {
    const address = `0x${'4'.repeat(40)}`;
    const items = [{ reference: 'case-7', chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'] }];
    return hub.ask(
      callerOf('demo-exchange', { clearance }),
      'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { accepted } }',
      { input: { marking: { tlp }, source: { publisher: 'Press', kind: 'PRESS' }, items } },
    );
  };
  await publish('RED', 'RED');

  expect(await publish('GREEN', 'GREEN')).toEqual({
    data: null,
    errors: [
      expect.objectContaining({
        message: 'input.items: a reference belongs to a statement of your institution beyond your clearance.',
        extensions: { code: 'CONFLICT', field: 'input.items' },
      }),
    ],
  });
});
