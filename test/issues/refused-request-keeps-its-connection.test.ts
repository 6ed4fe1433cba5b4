import { membersSubgraph } from '@alliance/members';

import { startTestSubgraph } from '../support/running-subgraph.js';
import { publicCaller } from '../support/token-issuer.js';

/** Refused at once by its first field, while the second has begun to read and goes on in steps. */
const refusedHalfway = `{
  refused: members(first: 0) { totalCount }
  members { nodes { publicKeys { keyId } } totalCount }
}`;

/** More than the subgraph has connections. */
const requests = 20;

it('answers on after refusing more requests than it has connections', async () => {
  await using members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });

  for (let request = 0; request < requests; request += 1) {
    const answer = await members.ask(publicCaller, refusedHalfway);
    expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  }

  expect(await members.ask(publicCaller, '{ members { totalCount } }')).toEqual({
    data: { members: { totalCount: 6 } },
  });
});
