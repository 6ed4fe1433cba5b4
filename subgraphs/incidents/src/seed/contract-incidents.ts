import { claim, day, ethereum, ethereumChain, type SeedIncident, sources } from './seed-incident.js';

const { deFiHackLabs } = sources;
const theDao = { publisher: 'Wikipedia', url: 'https://en.wikipedia.org/wiki/The_DAO' };
const coinpaprika = {
  publisher: 'Coinpaprika',
  url: 'https://coinpaprika.com/ar/news/euler-finance-recovers-stolen-funds',
};
const simpleSwap = { publisher: 'SimpleSwap', url: 'https://simpleswap.io/blog/euler-finance-saga' };

/** Exploits of contracts. */
export const contractIncidents: readonly SeedIncident[] = [
  {
    id: 'the-dao-2016',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'The DAO, 2016',
      category: 'CONTRACT_EXPLOIT',
      techniques: ['re-entrancy'],
      severity: 'EXTREME',
      occurred: { from: day('2016-06-17'), fidelity: 'DAY' },
      chains: [ethereumChain],
      parties: [{ address: ethereum('0xBB9bc244D798123fDe783fCc1C72d3Bb8C189413'), role: 'VULNERABLE_CONTRACT' }],
      references: [{ url: theDao.url, publisher: theDao.publisher }],
    },
    claims: [claim('LOSS', '3600000', theDao, { unit: 'ETH' }), claim('START', '2016-06-17', theDao)],
  },
  {
    id: 'parity-multisig-2017-07',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Parity multi-signature wallets, July 2017: theft',
      category: 'CONTRACT_EXPLOIT',
      techniques: ['delegatecall to an unprotected initWallet'],
      severity: 'EXTREME',
      occurred: { from: day('2017-07-19'), fidelity: 'DAY' },
      chains: [ethereumChain],
      parties: [
        { address: ethereum('0xB3764761E297D6f121e79C32A65829Cd1dDb4D32'), role: 'ATTACKER' },
        { address: ethereum('0xBEc591De75b8699A3Ba52F073428822d0Bfc0D7e'), role: 'VULNERABLE_CONTRACT' },
      ],
      transactions: [
        { chain: ethereumChain, hash: '0x9dbf0326a03a2a3719c27be4fa69aacc9857fd231a8d9dcaede4bb083def75ec' },
        { chain: ethereumChain, hash: '0xeef10fc5170f669b86c4cd0444882a96087221325f8bf2f55d6188633aa7be7c' },
      ],
      references: [
        {
          url: 'https://www.openzeppelin.com/news/on-the-parity-wallet-multisig-hack-405a8c12e8f7',
          publisher: 'OpenZeppelin',
          title: 'On the Parity wallet multisig hack',
        },
      ],
    },
    claims: [
      claim('LOSS', '153037', deFiHackLabs, { unit: 'ETH', isChosen: true }),
      claim('LOSS', '30000000', deFiHackLabs, { unit: 'USD', note: 'About.' }),
    ],
  },
  {
    id: 'parity-multisig-2017-11',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Parity multi-signature wallets, November 2017: funds frozen',
      summary: 'The library behind the wallets was taken over and destroyed; nobody can move what the wallets hold.',
      category: 'CONTRACT_EXPLOIT',
      techniques: ['self-destruction of an unprotected library'],
      severity: 'EXTREME',
      occurred: { from: day('2017-11-06'), fidelity: 'DAY' },
      chains: [ethereumChain],
      transactions: [
        { chain: ethereumChain, hash: '0x05f71e1b2cb4f03e547739db15d080fd30c989eda04d37ce6264c5686e0722c9' },
        { chain: ethereumChain, hash: '0x47f7cff7a5e671884629c93b368cb18f58a993f4b19c2a53a8662e3f1482f690' },
      ],
      references: [
        { url: 'https://elementus.io/blog/which-icos-are-affected-by-the-parity-wallet-bug/', publisher: 'Elementus' },
      ],
    },
    claims: [claim('LOSS', '514000', deFiHackLabs, { unit: 'ETH' })],
  },
  {
    id: 'euler-2023',
    originator: 'ctma',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Euler Finance, 2023',
      category: 'CONTRACT_EXPLOIT',
      techniques: ['flash loan', 'donation to reserves without a check of health'],
      severity: 'EXTREME',
      occurred: { from: day('2023-03-13'), fidelity: 'DAY' },
      chains: [ethereumChain],
    },
    claims: [
      claim('LOSS', '196000000', coinpaprika, { unit: 'USD', isChosen: true }),
      claim('LOSS', '200000000', deFiHackLabs, { unit: 'USD', note: 'About.' }),
      claim('RECOVERED', '177700000', simpleSwap, { unit: 'USD', note: 'Returned by the attacker.' }),
    ],
  },
];
