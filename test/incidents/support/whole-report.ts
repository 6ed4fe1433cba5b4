/** A report that says all that can be said. */
export const wholeReport = {
  reference: 'case-17',
  title: '  A whole report  ',
  summary: 'What happened.',
  category: 'PONZI',
  techniques: ['recruiting', 'recruiting'],
  severity: 'HIGH',
  occurred: { from: '2024-01-01T00:00:00+08:00', to: '2024-02-01T00:00:00Z', fidelity: 'MONTH' },
  detectedAt: '2024-02-03T04:05:06Z',
  chains: ['eip155:1', 'tron:0x2b6653dc'],
  jurisdictions: ['cn', 'SG'],
  parties: [
    { address: 'eip155:1:0xE0Afadad1d93704761c8550F21A53DE3468Ba599', role: 'ATTACKER', since: '2024-01-02' },
    { address: { chain: 'eip155:56', value: '0xEDA5066780DE29D00DFB54581A707EF6F52D8113' }, role: 'CASH_OUT' },
    { actor: 'Some Group', role: 'OPERATOR', note: 'claimed' },
  ],
  transactions: [{ chain: 'eip155:1', hash: `0x${'AB'.repeat(32)}`, note: 'first' }],
  domains: ['Scam.Example', 'bücher.example'],
  timeline: [
    { at: '2024-02-01T00:00:00Z', fidelity: 'DAY', text: 'ended' },
    { at: '2024-01-01T00:00:00Z', fidelity: 'DAY', text: 'begun', source: 'somebody' },
  ],
  references: [{ url: 'https://news.example/1', title: 'News', publisher: 'News' }],
  claims: [{ fact: 'VICTIMS', value: '13', source: { publisher: 'somebody', url: 'https://news.example/1' } }],
  marking: { tlp: 'WHITE', pap: 'AMBER' },
};

/** What an incident shows of it. */
export const wholeFields = `{ version reference title summary category techniques state severity occurred { from to fidelity } detectedAt chains jurisdictions
  parties { address { id } submitted actor role note since until } transactions { chain hash note } domains timeline { at fidelity text source }
  references { url title publisher } claims { fact value unit currency rateDate asOf source { publisher url retrievedOn } note isChosen tlp pap originatorDisplay version originator { id } sharingGroup { id } }
  tlp pap originatorDisplay originator { id } sharingGroup { id } withdrawal { reason } mergedInto { id } }`;
