import { createHash } from 'node:crypto';

import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const exchange = callerOf('demo-exchange');
const reader = callerOf('demo-wallet');
const value = `0x${'2'.repeat(40)}`;

/** Says the same of the address, once under its name and once without, from sources that have nothing in common. */
async function publish(originatorDisplay: 'NAMED' | 'ANONYMOUS', publisher: string): Promise<string> {
  const item = { reference: publisher, chain: 'ethereum', address: value, claimType: 'ABUSE', concepts: ['SCAM'] };
  const input = { marking: { tlp: 'GREEN', originatorDisplay }, source: { publisher, kind: 'PRESS' }, items: [item] };
  const answer = await hub.ask(
    exchange,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { id } } }',
    { input },
  );
  return answer.data!['publishAttestations'].results[0].id;
}

it('does not tell by a discount which names stand behind statements without one', async () => {
  const named = await publish('NAMED', 'first');
  const anonymous = await publish('ANONYMOUS', 'second');
  const another = await publish('ANONYMOUS', 'third');

  const reasons = `{ address(id: "eip155:1:${value}") {
    screening { reasons { attestation originator { id } discount countedInstead } } } }`;
  const shown = await hub.ask(reader, reasons);
  const shownToItself = await hub.ask(exchange, reasons);

  const originator = { id: 'demo-exchange' };
  expect(shown.data!['address'].screening.reasons).toEqual([
    { attestation: named, originator, discount: 'NONE', countedInstead: null },
    { attestation: anonymous, originator: null, discount: 'NONE', countedInstead: null },
    { attestation: another, originator: null, discount: 'UNDISCLOSED_ORIGINATOR', countedInstead: anonymous },
  ]);
  expect(shownToItself.data!['address'].screening.reasons).toEqual([
    { attestation: named, originator, discount: 'NONE', countedInstead: null },
    { attestation: anonymous, originator, discount: 'SAME_ORIGINATOR', countedInstead: named },
    { attestation: another, originator, discount: 'SAME_ORIGINATOR', countedInstead: named },
  ]);
});

it('gives a source no id that a guessed name leads to', async () => {
  const id = await publish('ANONYMOUS', 'fourth');

  const answer = await hub.ask(reader, `{ attestation(id: "${id}") { sources { id publisher } } }`);

  const [source] = answer.data!['attestation'].sources;
  const facts = { url: null, kind: 'PRESS', title: null, retrievedOn: null, licence: null, root: null };
  const guess = { originator: 'demo-exchange', tlp: 1, sharingGroup: null, publisher: 'fourth', ...facts };
  expect(source.publisher).toBe('fourth');
  expect(source.id).not.toBe(createHash('sha256').update(JSON.stringify(guess)).digest('base64url').slice(0, 22));
});
