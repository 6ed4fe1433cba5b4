import type { Caller } from '@alliance/schema';
import { addressIntelligenceSubgraph } from '@alliance/address-intelligence';
import { incidentsSubgraph } from '@alliance/incidents';

import { type GraphQLAnswer, startTestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

const cursorOf = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

const isRefused = {
  data: null,
  errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })],
};

it('refuses a forged cursor, and says that it is the cursor', async () => {
  await using hub = await startTestSubgraph(addressIntelligenceSubgraph);
  const after = cursorOf(['2020-01-01T00:00:00.000Z', "' or 1 = 1 --"]);
  const page = (caller: Caller, list: string): Promise<GraphQLAnswer> =>
    hub.ask(caller, `{ ${list}(after: "${after}") { totalCount } }`);

  expect(await page(publicCaller, 'attestations')).toEqual(isRefused);
  expect(await page(callerOf('ctma'), 'quarantine')).toEqual(isRefused);
});

it('refuses a year that the calendar of the database does not have', async () => {
  await using incidents = await startTestSubgraph(incidentsSubgraph);

  const answer = await incidents.ask(
    publicCaller,
    '{ incidents(filter: { occurred: { from: "0000-01-01T00:00:00Z" } }) { totalCount } }',
  );

  expect(answer).toEqual(isRefused);
});
