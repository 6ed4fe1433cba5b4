import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const originator = callerOf('demo-exchange');
const reader = callerOf('demo-wallet');
const source = { publisher: 'A victim', kind: 'PRESS', url: 'https://victim.example/diary', title: 'My story' };

async function publish(statement: string): Promise<{ outcome: string; id: string; version: number }> {
  const address = `0x${'3'.repeat(40)}`;
  const item = { reference: 'row-7', chain: 'ethereum', address, claimType: 'ABUSE', concepts: ['SCAM'], statement };
  const answer = await hub.ask(
    originator,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { outcome id version } } }',
    { input: { marking: { tlp: 'GREEN' }, source, items: [item] } },
  );
  return answer.data!['publishAttestations'].results[0];
}

it('keeps out what was withdrawn as sensitive when the same list is imported again', async () => {
  const { id } = await publish('said by Alice');
  await hub.ask(originator, `mutation { withdrawAttestation(input: { id: "${id}", reason: SENSITIVE }) { id } }`);

  expect(await publish('said by Alice')).toEqual({ outcome: 'UNCHANGED', id, version: 2 });

  const tombstone = `{ attestation(id: "${id}") { state subject statement sources { publisher url title } } }`;
  expect(await hub.ask(reader, tombstone)).toEqual({
    data: { attestation: { state: 'WITHDRAWN', subject: null, statement: null, sources: [] } },
  });

  expect(await publish('said by a witness')).toEqual({ outcome: 'UPDATED', id, version: 3 });
});
