import { incidentsSubgraph } from '@alliance/incidents';

import { addClaim, report } from '../incidents/support/report.js';
import { startTestSubgraph } from '../support/running-subgraph.js';
import { callerOf } from '../support/token-issuer.js';

it('chooses no anonymous claim by itself, since that would tell that the originator of the incident made it', async () => {
  await using incidents = await startTestSubgraph(incidentsSubgraph);
  const originator = callerOf('demo-exchange');
  const incident = await report(incidents, originator, { marking: { tlp: 'GREEN' } });
  const marking = { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS' };
  const claim = { incident, fact: 'LOSS', value: '7', unit: 'USD', source: { publisher: 'a whistle-blower' } };
  await addClaim(incidents, originator, { ...claim, marking });

  const fields = 'claims { value isChosen originator { id } } chosen { loss { value } } facts { chosen { value } }';
  const answer = await incidents.ask(callerOf('demo-wallet'), `{ incident(id: "${incident}") { ${fields} } }`);

  expect(answer).toEqual({
    data: {
      incident: {
        claims: [{ value: '7', isChosen: false, originator: null }],
        chosen: { loss: null },
        facts: [{ chosen: null }],
      },
    },
  });
});
