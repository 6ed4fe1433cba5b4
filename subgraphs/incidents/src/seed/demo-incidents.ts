import { claim, day, ethereumChain, type SeedIncident } from './seed-incident.js';

/** Addresses that are plainly made up. */
const fictional = {
  collector: 'eip155:1:0x00000000000000000000000000000000dec0de01',
  cashOut: 'eip155:1:0x00000000000000000000000000000000dec0de02',
} as const;

/** Invented incidents, which say so in their titles, to show what is not public. */
export const demoIncidents: readonly SeedIncident[] = [
  {
    id: 'demo-green-phishing',
    originator: 'demo-exchange',
    tlp: 'GREEN',
    state: 'TRIAGED',
    draft: {
      title: 'Phishing of exchange customers (fictional)',
      summary: 'Fictional. Customers are led to a copy of the log-in page and asked for their second factor.',
      category: 'PHISHING',
      severity: 'MODERATE',
      occurred: { from: day('2025-01-12'), fidelity: 'DAY' },
      chains: [ethereumChain],
      domains: ['login-exchange.example'],
      parties: [{ address: fictional.collector, role: 'COLLECTOR' }],
    },
    claims: [
      claim('LOSS', '182000.00', { publisher: 'Demo Exchange (fictional)' }, { unit: 'USD', asOf: '2025-01-20' }),
      claim('VICTIMS', '41', { publisher: 'Demo Exchange (fictional)' }, { asOf: '2025-01-20' }),
    ],
  },
  {
    id: 'demo-amber-recruiters',
    originator: 'demo-exchange',
    tlp: 'AMBER',
    sharingGroup: 'xian-working-group',
    state: 'REPORTED',
    draft: {
      title: 'Recruiters of a stopped scheme collect anew (fictional)',
      summary: 'Fictional. Former recruiters promise to win back what was lost, for a fee.',
      category: 'INVESTMENT_FRAUD',
      severity: 'HIGH',
      occurred: { from: day('2025-02-03'), fidelity: 'DAY' },
      chains: [ethereumChain],
      jurisdictions: ['CN'],
      parties: [
        { address: fictional.collector, role: 'COLLECTOR' },
        { address: fictional.cashOut, role: 'CASH_OUT' },
      ],
    },
    claims: [claim('VICTIMS', '12', { publisher: 'Demo Exchange (fictional)' }, { asOf: '2025-02-10' })],
  },
];
