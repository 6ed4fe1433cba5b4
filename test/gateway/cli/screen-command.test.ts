import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { runHub } from './fixtures/hub-process.js';
import { startStubHub } from './fixtures/stub-hub.js';

const withKey = { HUB_KEY: 'good-key' };

describe('hub screen', () => {
  it('sets out band, score and reasons, and ends with 1 when something is HIGH or SEVERE', async () => {
    await using hub = await startStubHub();
    const ended = await runHub(
      ['screen', 'LOW-1', 'MEDIUM-burn', 'SEVERE-ended', '--gateway', hub.url, '--chain', 'ETH'],
      withKey,
    );
    expect(ended).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "BAND    SCORE  ADDRESS            REASONS
      LOW     0.00   test:LOW-1         nothing known
      MEDIUM  0.70   test:MEDIUM-burn   SCAM 0.70 "a �[31mlabel": FORENSIC (50), 3 days old, by acme
                                        SCAM 0.70: FORENSIC (50), 3 days old, by somebody undisclosed, SAME_SOURCE
                                        known good (burn addresses): nobody has the key
      SEVERE  0.70   test:SEVERE-ended  Listed by an authority.
                                        SCAM 0.70 "a �[31mlabel": FORENSIC (50), 3 days old, by acme
                                        SCAM 0.70: FORENSIC (50), 3 days old, by somebody undisclosed, SAME_SOURCE
                                        Taken off its list on 2025-03-21.
      ",
        "status": 1,
      }
    `);
    expect(hub.requests[0]?.variables).toEqual({
      addresses: ['LOW-1', 'MEDIUM-burn', 'SEVERE-ended'].map((value) => ({ chain: 'ETH', value })),
    });
  });

  it('ends with 0 when nothing is worse than MEDIUM', async () => {
    await using hub = await startStubHub();
    const ended = await runHub(['screen', 'LOW-1', 'MEDIUM-2', '--gateway', hub.url], withKey);
    expect(ended.status).toBe(0);
  });

  it('ends with 1 when an address could not be screened, and says why', async () => {
    await using hub = await startStubHub();
    const ended = await runHub(['screen', 'bad', '--gateway', hub.url], withKey);
    expect(ended).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "BAND     SCORE  ADDRESS  REASONS
      REFUSED         bad      MALFORMED: no form of any ledger
      ",
        "status": 1,
      }
    `);
  });

  it('takes addresses from a file, a thousand a request, and answers in JSON in their order', async () => {
    await using hub = await startStubHub();
    await using folder = await createTemporaryFolder();
    const values = Array.from({ length: 1_500 }, (_, index) => `LOW-${index}`);
    const file = path.join(folder.path, 'addresses.txt');
    await writeFile(file, `${values.join('\r\n')}\n\n`);
    const ended = await runHub(['screen', 'LOW-first', '--file', file, '--gateway', hub.url, '--json'], withKey);
    const { results } = JSON.parse(ended.out) as { results: { submitted: string }[] };
    expect(results.map(({ submitted }) => submitted)).toEqual(['LOW-first', ...values]);
    expect(hub.requests.map(({ variables }) => (variables['addresses'] as unknown[]).length)).toEqual([1_000, 501]);
    expect(ended.status).toBe(0);
  });

  it('says as JSON when the key is not accepted', async () => {
    await using hub = await startStubHub();
    const ended = await runHub(['screen', 'LOW-1', '--gateway', hub.url, '--json']);
    expect([ended.status, JSON.parse(ended.out)]).toEqual([
      1,
      { error: { code: 'UNAUTHENTICATED', message: 'The hub does not accept the key: No such key.' } },
    ]);
  });

  it.each([[[]], [['--file', '/no/such']]])('calls %j wrong usage', async (args) => {
    expect((await runHub(['screen', ...args])).status).toBe(2);
  });
});
