import { incidentsSubgraph } from '@alliance/incidents';

import { startTestSubgraph } from '../support/running-subgraph.js';
import { publicCaller } from '../support/token-issuer.js';

it('says what is wrong with a key that holds a null character, and logs no failure of its own', async () => {
  await using incidents = await startTestSubgraph(incidentsSubgraph);
  const entities = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Member { incidents { totalCount } } } }`;

  const answer = await incidents.ask(publicCaller, entities, { keys: [{ __typename: 'Member', id: 'a\0b' }] });

  expect(answer).toEqual({
    data: { _entities: [null] },
    errors: [
      expect.objectContaining({
        message: 'Expected texts without null characters.',
        extensions: { code: 'BAD_USER_INPUT' },
      }),
    ],
  });
});
