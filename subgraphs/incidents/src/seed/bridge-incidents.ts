import {
  bnbChain,
  claim,
  day,
  ethereum,
  ethereumChain,
  polygonChain,
  type SeedIncident,
  sources,
} from './seed-incident.js';

const { bridgeStudy, deFiHackLabs, tagPacks } = sources;
const roninAlert = {
  publisher: 'Ronin Network',
  url: 'https://roninblockchain.substack.com/p/community-alert-ronin-validators',
};
const fbiOnRonin = {
  publisher: 'FBI',
  url: 'https://www.fbi.gov/news/press-releases/fbi-statement-on-attribution-of-malicious-cyber-activity-posed-by-the-democratic-peoples-republic-of-korea',
};

/** Thefts from bridges between chains. Addresses and transactions as the sources publish them. */
export const bridgeIncidents: readonly SeedIncident[] = [
  {
    id: 'poly-network-2021',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Poly Network bridge exploit, 2021',
      category: 'BRIDGE_EXPLOIT',
      techniques: ['bypass of a modifier through a cross-chain message'],
      severity: 'EXTREME',
      occurred: { from: day('2021-08-10'), fidelity: 'DAY' },
      chains: [ethereumChain, bnbChain, polygonChain],
      transactions: [
        { chain: ethereumChain, hash: '0xb1f70464bd95b774c6ce60fc706eb5f9e35cb5f06e6cfe7c17dcda46ffd59581' },
        { chain: ethereumChain, hash: '0x5a8b2152ec7d5538030b53347ac82e263c58fe7455695543055a2356f3ad4998' },
        { chain: bnbChain, hash: '0xd59223a8cd2406cfd0563b16e06482b9a3efecfd896d590a3dba1042697de11a' },
        { chain: polygonChain, hash: '0x1d260d040f67eb2f3e474418bf85cc50b70101ca2473109fa1bf1e54525a3e01' },
      ],
      references: [
        { url: 'https://rekt.news/polynetwork-rekt/', publisher: 'rekt' },
        {
          url: 'https://slowmist.medium.com/the-root-cause-of-poly-network-being-hacked-ec2ee1b0c68f',
          publisher: 'SlowMist',
        },
      ],
    },
    claims: [
      claim('LOSS', '611000000', bridgeStudy, { unit: 'USD', isChosen: true }),
      claim('LOSS', '611000000', deFiHackLabs, { unit: 'USD' }),
      claim('START', '2021-08-10', bridgeStudy, { isChosen: true }),
      claim('START', '2021-08-11', deFiHackLabs),
    ],
  },
  {
    id: 'wormhole-2022',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Wormhole bridge exploit, 2022',
      category: 'BRIDGE_EXPLOIT',
      severity: 'EXTREME',
      occurred: { from: day('2022-02-02'), fidelity: 'DAY' },
      chains: [ethereumChain, 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'],
      transactions: [
        { chain: ethereumChain, hash: '0x4d5201dd4a377f20e61fb8f42e6f929ec16bcec918f0584e39241d15b254a80f' },
        { chain: ethereumChain, hash: '0x24c7d855a0a931561e412d809e2596c3fd861cc7385566fd1cb528f9e93e5f14' },
        { chain: ethereumChain, hash: '0xd31b155e259a403ebe69831fae0ec2b4bd33dfa090c43b605a57d5c72c4fbbc7' },
      ],
    },
    claims: [claim('LOSS', '326000000', bridgeStudy, { unit: 'USD' }), claim('START', '2022-02-03', bridgeStudy)],
  },
  {
    id: 'ronin-2022',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Ronin bridge key compromise, 2022',
      summary:
        'Validator keys were taken over, and two transactions emptied the bridge. It was noticed six days later.',
      category: 'KEY_COMPROMISE',
      techniques: ['compromise of validator keys'],
      severity: 'EXTREME',
      occurred: { from: day('2022-03-23'), fidelity: 'DAY' },
      detectedAt: day('2022-03-29'),
      chains: [ethereumChain],
      parties: [
        {
          address: ethereum('0x098B716B8Aaf21512996dC57EB0615e2383E2f96'),
          role: 'ATTACKER',
          note: 'Original address.',
        },
        { address: ethereum('0x29fC9B71492ec63696Cf9cd56e9832A42B0dCED0'), role: 'LAUNDERING_HOP' },
        { address: ethereum('0x7E3167771BF23AC10930803589d1424903b36584'), role: 'LAUNDERING_HOP' },
        { address: ethereum('0x4Fe666ECC5263F5dBb34ADB8bc1c8cbB9bbCD1Cc'), role: 'LAUNDERING_HOP' },
        { actor: 'Lazarus Group', role: 'ATTACKER', note: 'By attribution of an authority; see the claims.' },
      ],
      transactions: [
        { chain: ethereumChain, hash: '0xc28fad5e8d5e0ce6a2eaf67b6687be5d58113e16be590824d6cfa1a94467d0b7' },
        { chain: ethereumChain, hash: '0xed2c72ef1a552ddaec6dd1f5cddf0b59a8f37f82bdda5257d9c7c37db7bb9b08' },
      ],
      timeline: [
        { at: day('2022-03-23'), fidelity: 'DAY', text: 'Two withdrawals empty the bridge.', source: roninAlert.url },
        { at: day('2022-03-29'), fidelity: 'DAY', text: 'The theft is announced.', source: roninAlert.url },
        { at: day('2022-04-14'), fidelity: 'DAY', text: 'An authority names the attacker.', source: fbiOnRonin.url },
      ],
      references: [
        { url: roninAlert.url, publisher: roninAlert.publisher },
        { url: tagPacks.url, title: 'ronin_bridge.yaml, lazarus.yaml', publisher: tagPacks.publisher },
      ],
    },
    claims: [
      claim('LOSS', '624000000', bridgeStudy, { unit: 'USD', isChosen: true }),
      claim('LOSS', '173600', roninAlert, { unit: 'ETH' }),
      claim('LOSS', '25500000', roninAlert, { unit: 'USDC' }),
      claim('START', '2022-03-23', roninAlert, { isChosen: true }),
      claim('START', '2022-03-29', deFiHackLabs, { note: 'The day of the announcement.' }),
      claim('START', '2022-03-01', bridgeStudy, { note: 'Dated to the month.' }),
      claim('ATTRIBUTION', 'Lazarus Group (APT38)', fbiOnRonin, { asOf: '2022-04-14' }),
    ],
  },
  {
    id: 'harmony-horizon-2022',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Harmony Horizon bridge key compromise, 2022',
      category: 'KEY_COMPROMISE',
      techniques: ['compromise of private keys of a multi-signature wallet'],
      severity: 'EXTREME',
      occurred: { from: day('2022-06-24'), fidelity: 'DAY' },
      chains: [ethereumChain, bnbChain],
      transactions: [
        { chain: ethereumChain, hash: '0x27981c7289c372e601c9475e5b5466310be18ed10b59d1ac840145f6e7804c97' },
        { chain: bnbChain, hash: '0x4ed7941394725e49e7423e56553901c4ce841792c70e87adeee282cd78500668' },
      ],
    },
    claims: [
      claim('LOSS', '100000000', bridgeStudy, { unit: 'USD' }),
      claim('LOSS', '100000000', deFiHackLabs, { unit: 'USD' }),
    ],
  },
  {
    id: 'nomad-2022',
    originator: 'ctma',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Nomad bridge exploit, 2022',
      summary: 'A message root of zero was taken for a proven one, so that many could copy one withdrawal.',
      category: 'BRIDGE_EXPLOIT',
      techniques: ['incorrect check of the acceptable Merkle root'],
      severity: 'EXTREME',
      occurred: { from: day('2022-08-01'), to: day('2022-08-02'), fidelity: 'DAY' },
      chains: [ethereumChain],
      references: [
        {
          url: 'https://blog.coinbase.com/nomad-bridge-incident-analysis-899b425b0f34',
          publisher: 'Coinbase',
          title: 'Nomad Bridge incident analysis',
        },
      ],
    },
    claims: [
      claim('LOSS', '190000000', bridgeStudy, { unit: 'USD', isChosen: true }),
      claim('LOSS', '152000000', deFiHackLabs, { unit: 'USD', note: 'About, in several ERC-20 tokens.' }),
    ],
  },
  {
    id: 'bnb-bridge-2022',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'BNB bridge exploit, 2022',
      category: 'BRIDGE_EXPLOIT',
      severity: 'EXTREME',
      occurred: { from: day('2022-10-06'), to: day('2022-10-07'), fidelity: 'DAY' },
      chains: [bnbChain],
      transactions: [
        { chain: bnbChain, hash: '0xebf83628ba893d35b496121fb8201666b8e09f3cbadf0e269162baa72efe3b8b' },
        { chain: bnbChain, hash: '0x049ba44ab978687b26f8d45d48b446f5db30ae9c47d77dce6ec11124cb5758ff' },
      ],
    },
    claims: [claim('LOSS', '566000000', bridgeStudy, { unit: 'USD' }), claim('START', '2022-10-07', bridgeStudy)],
  },
];
