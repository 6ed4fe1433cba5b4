import { incidentsSubgraph } from '@alliance/incidents';

import { leastReport, report } from '../incidents/support/report.js';
import { startTestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

const owner = callerOf('tencent-security');

const changeTwice = `mutation ($id: ID!) {
  first: updateIncident(input: { id: $id, expectedVersion: 1, title: "Twice" }) { history { totalCount nodes { version } } }
  second: withdrawIncident(input: { id: $id, reason: SENSITIVE }) { history { totalCount nodes { version content { title } } } }
}`;

it('reads anew after each change what was read after the one before', async () => {
  await using incidents = await startTestSubgraph(incidentsSubgraph);
  const id = await report(incidents, owner, leastReport);
  const { data, errors } = await incidents.ask(owner, changeTwice, { id });
  const later = await incidents.ask(
    owner,
    `query ($id: ID!) { incident(id: $id) { history { totalCount nodes { version content { title } } } } }`,
    { id },
  );
  expect(errors).toBeUndefined();
  expect(data?.['second']).toEqual(later.data?.['incident']);
});
