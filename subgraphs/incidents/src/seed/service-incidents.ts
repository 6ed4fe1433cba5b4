import { bitcoin, bitcoinChain, claim, day, type SeedIncident, sources } from './seed-incident.js';

const { bridgeStudy, tagPacks } = sources;
const wired = { publisher: 'Wired', url: 'https://www.wired.com/2014/03/bitcoin-exchange/' };
const gox = { publisher: 'Wikipedia', url: 'https://en.wikipedia.org/wiki/Mt._Gox' };
const japanTimes = { publisher: 'The Japan Times', url: 'https://www.japantimes.co.jp/?post_type=news&p=1347607' };
const econoTimes = {
  publisher: 'EconoTimes',
  url: 'https://www.econotimes.com/Cryptocurrency-exchange-Coincheck-to-refund-customers-after-major-hack-1119403',
};
const coinSpeaker = {
  publisher: 'Coinspeaker',
  url: 'https://www.coinspeaker.com/2018/01/27/japanese-exchange-coincheck-says-hackers-stole-400m-nem-cryptocurrency/',
};
const coinShark = { publisher: 'The Coin Shark', url: 'https://thecoinshark.net/exchange-news/kucoin-returns' };
const cryptopolitan = {
  publisher: 'Cryptopolitan',
  url: 'https://www.cryptopolitan.com/kucoin-exchange-recovers-stolen-funds/',
};
const firstReport = {
  publisher: 'Qrypto Central',
  url: 'https://qryptocentral.com/2020/09/28/kucoin-exchange-hacked-of-over-150-million-in-cryptocurrencies/',
};
const coinDeskOnBinance = {
  publisher: 'CoinDesk',
  url: 'https://www.coindesk.com/hackers-steal-40-7-million-in-bitcoin-from-crypto-exchange-binance',
};
const techMonitor = {
  publisher: 'Tech Monitor',
  url: 'https://techmonitor.ai/technology/cybersecurity/mixin-cryptocurrency-exchange-hack-2023',
};
const ic3 = { publisher: 'FBI, Internet Crime Complaint Center', url: 'https://www.ic3.gov/PSA/2025/PSA250226' };
const blockBeat = { publisher: 'BlockBeat', url: 'https://blockbeat.net/?p=924' };

/** Thefts from exchanges and other custodial services. */
export const serviceIncidents: readonly SeedIncident[] = [
  {
    id: 'mt-gox-2014',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Collapse of Mt. Gox, 2014',
      category: 'SERVICE_HACK',
      severity: 'EXTREME',
      occurred: { from: day('2011-01-01'), to: day('2014-02-28'), fidelity: 'MONTH' },
      detectedAt: day('2014-02-28'),
      chains: [bitcoinChain],
      jurisdictions: ['JP'],
      references: [{ url: wired.url, title: 'The inside story of Mt. Gox', publisher: wired.publisher }],
    },
    claims: [
      claim('LOSS', '850000', gox, { unit: 'BTC', isChosen: true, note: '750,000 of customers, 100,000 of its own.' }),
      claim('LOSS', '460000000', wired, { unit: 'USD', asOf: '2014-03-03' }),
      claim('RECOVERED', '200000', gox, { unit: 'BTC', note: 'Found in an old wallet in March 2014.' }),
    ],
  },
  {
    id: 'coincheck-2018',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Theft of NEM from Coincheck, 2018',
      category: 'SERVICE_HACK',
      techniques: ['theft from an online wallet'],
      severity: 'EXTREME',
      occurred: { from: day('2018-01-26'), fidelity: 'DAY' },
      detectedAt: day('2018-01-26'),
      jurisdictions: ['JP'],
      references: [{ url: japanTimes.url, publisher: japanTimes.publisher }],
    },
    claims: [
      claim('LOSS', '58000000000', japanTimes, { unit: 'JPY', asOf: '2018-01-26', isChosen: true }),
      claim('LOSS', '532000000', japanTimes, { unit: 'USD', rateDate: '2018-01-26' }),
      claim('LOSS', '533000000', coinSpeaker, { unit: 'USD', note: 'At the time of the theft.' }),
      claim('LOSS', '523000000', econoTimes, { unit: 'XEM' }),
      claim('LOSS', '500000000', coinSpeaker, { unit: 'XEM' }),
      claim('VICTIMS', '260000', econoTimes, { note: 'About, holders of the token.' }),
    ],
  },
  {
    id: 'binance-2019',
    originator: 'ctma',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Theft from Binance, 2019',
      category: 'SERVICE_HACK',
      severity: 'HIGH',
      occurred: { from: day('2019-05-07'), fidelity: 'DAY' },
      chains: [bitcoinChain],
      parties: [
        '14QZ2wB8b8ZQNgb978Lwptdc8Vhv5aZQM2',
        '17Bmh2aNne8sR9kRwMwDzWHAYeZaZPRm28',
        '19GwykQiTA8PRD2vWJmRF8xiMdJw7SZZhU',
        '1BsRYrL6FWjnX76nyvQUQXcv8QL2oZpJ6x',
      ].map((address) => ({
        address: bitcoin(address),
        role: 'COLLECTOR' as const,
        note: 'GraphSense TagPack binance_hack.yaml.',
      })),
      references: [{ url: tagPacks.url, title: 'binance_hack.yaml', publisher: tagPacks.publisher }],
    },
    claims: [claim('LOSS', '40700000', coinDeskOnBinance, { unit: 'USD' })],
  },
  {
    id: 'kucoin-2020',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Theft from KuCoin, 2020',
      category: 'SERVICE_HACK',
      techniques: ['theft of the keys of online wallets'],
      severity: 'EXTREME',
      occurred: { from: new Date('2020-09-25T18:51:00Z'), fidelity: 'MINUTE' },
      transactions: [
        {
          chain: 'eip155:1',
          hash: '0x4b738df5d7f12e3fa1cbe83b8165c542da461ef0c9255fc1a3f275259a92623b',
          note: 'The first that raised an alarm.',
        },
      ],
      chains: ['eip155:1', bitcoinChain],
    },
    claims: [
      claim('LOSS', '281000000', coinShark, { unit: 'USD', isChosen: true }),
      claim('LOSS', '150000000', firstReport, { unit: 'USD', asOf: '2020-09-28', note: 'First estimate.' }),
      claim('RECOVERED', '204000000', coinShark, { unit: 'USD' }),
      claim('RECOVERED', '239450000', cryptopolitan, { unit: 'USD', isChosen: true, note: '84 %.' }),
    ],
  },
  {
    id: 'mixin-2023',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'Theft from Mixin Network, 2023',
      category: 'SERVICE_HACK',
      techniques: ['attack on the data base at a cloud provider'],
      severity: 'EXTREME',
      occurred: { from: day('2023-09-23'), fidelity: 'DAY' },
      jurisdictions: ['HK'],
    },
    claims: [
      claim('LOSS', '200000000', techMonitor, { unit: 'USD', note: 'About, after initial verification.' }),
      claim('LOSS', '200000000', bridgeStudy, { unit: 'USD' }),
    ],
  },
  {
    id: 'bybit-2025',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CONTAINED',
    draft: {
      title: 'Theft from Bybit, 2025',
      summary: 'A routine transfer from a cold wallet was manipulated.',
      category: 'SERVICE_HACK',
      severity: 'EXTREME',
      occurred: { from: day('2025-02-21'), fidelity: 'DAY' },
      chains: ['eip155:1'],
      jurisdictions: ['AE'],
      parties: [{ actor: 'TraderTraitor', role: 'ATTACKER', note: 'By attribution of an authority; see the claims.' }],
    },
    claims: [
      claim('LOSS', '1500000000', ic3, { unit: 'USD', asOf: '2025-02-26', isChosen: true, note: 'Approximately.' }),
      claim('LOSS', '1400000000', blockBeat, { unit: 'USD', note: 'Over 1.4 billion.' }),
      claim('LOSS', '401347', blockBeat, { unit: 'ETH', note: 'Beside staked ether.' }),
      claim('ATTRIBUTION', 'North Korea, activity known as TraderTraitor', ic3, { asOf: '2025-02-26' }),
    ],
  },
];
