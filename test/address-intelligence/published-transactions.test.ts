import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const analyst = callerOf('cbarc');
const hash = 'e3'.repeat(32);

const publish = `mutation ($input: PublishAttestationsInput!) {
  publishAttestations(input: $input) { results { reference outcome subject reason } }
}`;

function theft(reference: string, chain: string | null, transaction: string): object {
  return { reference, chain, transaction, claimType: 'EVENT', concepts: ['SCAM'] };
}

it('publishes statements about transactions under whatever word a list calls the chain with', async () => {
  const items = [
    theft('id', 'eip155:1', `0x${hash}`),
    theft('ticker', 'ETH', `0x${hash.toUpperCase()}`),
    theft('bitcoin', 'BTC', hash),
    theft('token', 'USDT', `0x${hash}`),
    theft('nothing', null, hash),
    theft('form', 'ETH', '0x12'),
  ];
  const source = { publisher: 'Example Press', kind: 'PRESS', url: 'https://press.example/report' };
  const answer = await hub.ask(analyst, publish, { input: { marking: { tlp: 'GREEN' }, source, items } });

  const accepted = (reference: string, subject: string): object => ({
    reference,
    outcome: 'ACCEPTED',
    subject,
    reason: null,
  });
  const quarantined = (reference: string, reason: string): object => ({
    reference,
    outcome: 'QUARANTINED',
    subject: null,
    reason,
  });
  expect(answer).toEqual({
    data: {
      publishAttestations: {
        results: [
          accepted('id', `eip155:1:0x${hash}`),
          accepted('ticker', `eip155:1:0x${hash}`),
          accepted('bitcoin', `bip122:000000000019d6689c085ae165831e93:${hash}`),
          quarantined('token', 'UNDETERMINED_CHAIN'),
          quarantined('nothing', 'UNKNOWN_CHAIN'),
          quarantined('form', 'MALFORMED'),
        ],
      },
    },
  });
  const { data } = await hub.ask(analyst, `{ quarantine { nodes { reference chain submitted } } }`);
  expect(data!.quarantine.nodes).toContainEqual({ reference: 'token', chain: 'USDT', submitted: `0x${hash}` });
});
