import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';
import { evm, publishingTo, scam, screeningBy } from './support/publishing.js';

let hub: TestSubgraph;

beforeAll(async () => {
  hub = await startTestSubgraph(addressIntelligenceSubgraph);
});

afterAll(() => hub[Symbol.asyncDispose]());

const cbarc = callerOf('cbarc', { groups: ['circle'] });
const ctma = callerOf('ctma', { groups: ['circle'] });
const outsider = callerOf('demo-wallet');

const publish = publishingTo(() => hub);
const screen = screeningBy(() => hub);

describe('screening', () => {
  it('answers each address in order, says why one is none, and never fails as a whole', async () => {
    const answers = await screen(publicCaller, 'nonsense', evm('0'), '', `eip155:1:${evm('f')}`);
    expect(
      answers.map(({ submitted, address, refused }: any) => [submitted, address?.id ?? null, refused?.reason ?? null]),
    ).toEqual([
      ['nonsense', null, expect.any(String)],
      [evm('0'), `eip155:1:${evm('0')}`, null],
      ['', null, 'EMPTY'],
      [`eip155:1:${evm('f')}`, `eip155:1:${evm('f')}`, null],
    ]);
    expect(answers[1]!.screening).toMatchObject({ band: 'UNKNOWN', score: 0, knownGood: [{ id: 'evm-precompiles' }] });
  });

  it('counts copies of one source once, and independent sources together', async () => {
    const address = `0x${'ab'.repeat(20)}`;
    const root = { publisher: 'Tracker', kind: 'COMMUNITY', url: 'https://tracker.example/list' };
    await publish(cbarc, [scam('root', address, { source: root })]);
    await publish(ctma, [
      scam('copy', address, {
        source: {
          publisher: 'Copycat',
          kind: 'COMMUNITY',
          url: 'https://copy.example',
          root: 'http://www.tracker.example/list/',
        },
      }),
    ]);
    const [copied] = await screen(outsider, address);
    expect(copied.screening).toMatchObject({ score: 0.4, band: 'MEDIUM' });
    expect(copied.screening.reasons.map(({ discount }: any) => discount)).toEqual(['NONE', 'SAME_ROOT_SOURCE']);
    await publish(outsider, [scam('own', address, { source: { publisher: 'Own observation', kind: 'MEMBER_OWN' } })]);
    const [independent] = await screen(outsider, address);
    expect(independent.screening).toMatchObject({ score: 0.6, band: 'HIGH', riskTypes: ['OWNERSHIP'] });
  });

  it('never accuses a known-good address above MEDIUM', async () => {
    const weth = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
    await publish(cbarc, [scam('weth', weth, { concepts: ['RANSOMWARE'], method: 'OWNERSHIP' })]);
    const [result] = await screen(outsider, weth);
    expect(result.screening).toMatchObject({
      band: 'MEDIUM',
      score: 1,
      knownGood: [{ id: 'infrastructure-contracts' }],
    });
    expect(result.screening.bandOverride).toMatch(/known-good/);
  });

  it('refuses more than 1,000 addresses at once', async () => {
    const answer = await hub.ask(
      publicCaller,
      `query ($a: [AddressInput!]!) { screenAddresses(addresses: $a) { submitted } }`,
      {
        a: Array.from({ length: 1001 }, () => ({ value: evm('1') })),
      },
    );
    expect(answer.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'addresses' });
  });

  it('costs one statement for any number of addresses', async () => {
    hub.statements.length = 0;
    const many = Array.from({ length: 200 }, (_, index) => `0x${index.toString(16).padStart(40, 'c')}`);
    expect(await screen(outsider, ...many)).toHaveLength(200);
    expect(hub.statements.filter((sql) => sql.includes('from attestation'))).toHaveLength(1);
  });
});
