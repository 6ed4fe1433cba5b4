import { type SeedPack, source } from './seed-pack.js';

const chain = 'eip155:1';

/** Addresses that are plainly made up; the first two are parties of the invented incidents. */
const fictional = {
  collector: '0x00000000000000000000000000000000dec0de01',
  cashOut: '0x00000000000000000000000000000000dec0de02',
  lookAlike: '0x00000000000000000000000000000000dec0de03',
} as const;

/** What the fictional members say. It is invented, and every label says so. */
export const demoPacks: readonly SeedPack[] = [
  {
    id: 'demo-deny-list',
    originator: 'demo-exchange',
    marking: { tlp: 'GREEN' },
    source: source({ publisher: 'Demo Exchange (fictional)', kind: 'MEMBER_OWN', title: 'Deny list' }),
    claimType: 'MENTION',
    concepts: ['MENTION'],
    method: 'SERVICE_DATA',
    statement: 'Fictional. Deposits from this address are held back for review.',
    entries: [[chain, '0x098B716B8Aaf21512996dC57EB0615e2383E2f96', 'Demo: on the deny list of Demo Exchange']],
  },
  {
    id: 'demo-customer-reports',
    originator: 'demo-exchange',
    marking: { tlp: 'GREEN' },
    source: source({ publisher: 'Demo Exchange (fictional)', kind: 'MEMBER_OWN', title: 'Reports of customers' }),
    claimType: 'ABUSE',
    concepts: ['PHISHING'],
    method: 'SERVICE_DATA',
    observedTo: '2025-01-20',
    statement: 'Fictional. Customers were led to a copy of the log-in page and sent their coins here.',
    entries: [[chain, fictional.collector, 'Demo: collects from a copied log-in page', { observedFrom: '2025-01-12' }]],
  },
  {
    id: 'demo-recruiters',
    originator: 'demo-exchange',
    marking: { tlp: 'AMBER', sharingGroup: 'xian-working-group' },
    source: source({ publisher: 'Demo Exchange (fictional)', kind: 'MEMBER_OWN', title: 'Case file' }),
    claimType: 'ABUSE',
    concepts: ['PYRAMID_SCHEME'],
    method: 'FORENSIC_INVESTIGATION',
    statement: 'Fictional. Former recruiters of a stopped scheme cash out here.',
    entries: [
      [chain, fictional.cashOut, 'Demo: cash-out of former recruiters', { observedFrom: '2025-02-03' }],
      [chain, fictional.collector, 'Demo: collects for former recruiters', { observedFrom: '2025-02-03' }],
    ],
  },
  {
    id: 'demo-clusters',
    originator: 'demo-analytics',
    marking: { tlp: 'GREEN', originatorDisplay: 'ANONYMOUS' },
    source: source({ publisher: 'A member of the alliance (fictional)', kind: 'VENDOR', title: 'Clusters' }),
    claimType: 'STRUCTURAL',
    concepts: ['PHISHING'],
    method: 'HEURISTIC',
    statement: 'Fictional. Spent together with addresses of a phishing kit.',
    entries: [[chain, fictional.collector, 'Demo: in one cluster with a phishing kit', { observedFrom: '2025-01-15' }]],
  },
  {
    id: 'demo-poisoning',
    originator: 'demo-wallet',
    source: source({ publisher: 'Demo Wallet (fictional)', kind: 'MEMBER_OWN', title: 'Warnings' }),
    claimType: 'ABUSE',
    concepts: ['ADDRESS_POISONING'],
    method: 'SERVICE_DATA',
    statement: 'Fictional. Looks like an address to which the user has paid before.',
    entries: [[chain, fictional.lookAlike, 'Demo: look-alike address', { observedFrom: '2025-03-02' }]],
  },
];
