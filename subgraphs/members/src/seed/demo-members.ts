import type { FirstMember } from '../persistence/first-member.repository.js';

const founded = '2018-06-26';

/**
 * The three founding institutions that the announcement of 2018 names, and demo members that are fictional and say so.
 * Contacts are placeholders below `example` (RFC 2606).
 */
export const demoMembers: readonly FirstMember[] = [
  {
    id: 'tencent-security',
    legalName: 'Tencent, security team',
    displayName: 'Tencent Security',
    aliases: ['腾讯安全'],
    kind: 'SECURITY_FIRM',
    vaspCategories: [],
    jurisdictions: ['CN'],
    website: 'https://www.tencent.com',
    joinedOn: founded,
    steward: true,
    contact: 'tencent-security@hub.example',
  },
  {
    id: 'ctma',
    legalName: 'China Technology Market Association',
    displayName: 'China Technology Market Association',
    aliases: ['CTMA'],
    kind: 'INDUSTRY_BODY',
    vaspCategories: [],
    jurisdictions: ['CN'],
    website: null,
    joinedOn: founded,
    steward: true,
    contact: 'ctma@hub.example',
  },
  {
    id: 'cbarc',
    legalName: 'China Blockchain Application Research Center',
    displayName: 'China Blockchain Application Research Center',
    aliases: ['CBARC'],
    kind: 'RESEARCH',
    vaspCategories: [],
    jurisdictions: ['CN'],
    website: null,
    joinedOn: founded,
    steward: true,
    contact: 'cbarc@hub.example',
  },
  {
    id: 'demo-exchange',
    legalName: 'Demo Exchange (fictional)',
    displayName: 'Demo Exchange (fictional)',
    aliases: [],
    kind: 'EXCHANGE',
    vaspCategories: ['exchange', 'custody'],
    jurisdictions: ['SG'],
    website: 'https://exchange.example',
    joinedOn: '2019-02-01',
    steward: false,
    contact: 'compliance@exchange.example',
  },
  {
    id: 'demo-wallet',
    legalName: 'Demo Wallet (fictional)',
    displayName: 'Demo Wallet (fictional)',
    aliases: [],
    kind: 'WALLET',
    vaspCategories: ['wallet'],
    jurisdictions: ['CH'],
    website: 'https://wallet.example',
    joinedOn: '2020-09-15',
    steward: false,
    contact: 'trust@wallet.example',
  },
  {
    id: 'demo-analytics',
    legalName: 'Demo Analytics (fictional)',
    displayName: 'Demo Analytics (fictional)',
    aliases: [],
    kind: 'ANALYTICS',
    vaspCategories: [],
    jurisdictions: ['AT'],
    website: 'https://analytics.example',
    joinedOn: '2021-05-03',
    steward: false,
    contact: 'desk@analytics.example',
  },
];

/** Members of the demo sharing group, its owner first. */
export const demoGroup = {
  id: 'xian-working-group',
  name: "Xi'an working group",
  purpose: 'Follow-up on pyramid schemes that promise returns in coins of their own.',
  members: ['tencent-security', 'ctma', 'demo-exchange'],
} as const;
