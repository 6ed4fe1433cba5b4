import pg from 'pg';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const author = callerOf('cbarc');
const soon = (): Date => new Date(Date.now() + 2_000);

async function publish(reference: string, releaseAt: Date, item: object = {}): Promise<unknown> {
  const statement = { chain: 'ethereum', address: `0x${'6'.repeat(40)}`, claimType: 'ABUSE', concepts: ['SCAM'] };
  const { data, errors } = await hub.ask(
    author,
    'mutation ($input: PublishAttestationsInput!) { publishAttestations(input: $input) { results { outcome version } } }',
    {
      input: {
        marking: { tlp: 'GREEN', releaseAt },
        source: { publisher: 'Press', kind: 'PRESS' },
        items: [{ reference, ...statement, ...item }],
      },
    },
  );
  return data?.publishAttestations.results[0] ?? errors?.map(({ extensions }) => extensions?.['field']);
}

/** Waits until the database's clock has passed a moment. */
async function passed(moment: Date): Promise<void> {
  const client = new pg.Client({ connectionString: hub.ownerUrl });
  await client.connect();
  await client
    .query('select pg_sleep(greatest(0, extract(epoch from $1::timestamptz - clock_timestamp())) + 0.005)', [moment])
    .finally(() => client.end());
}

it('takes the repetition of a batch whose release has passed, corrects it, and takes nothing new under it', async () => {
  const releaseAt = soon();
  expect(await publish('a', releaseAt)).toEqual({ outcome: 'ACCEPTED', version: 1 });
  await passed(releaseAt);
  expect(await publish('a', releaseAt)).toEqual({ outcome: 'UNCHANGED', version: 1 });
  expect(await publish('a', releaseAt, { label: 'x' })).toEqual({ outcome: 'UPDATED', version: 2 });
  expect(await publish('b', releaseAt)).toEqual(['input.marking.releaseAt']);
  expect(await publish('a', new Date(releaseAt.getTime() - 1))).toEqual(['input.marking.releaseAt']);
});
