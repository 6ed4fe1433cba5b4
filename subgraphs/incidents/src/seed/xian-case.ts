import { claim, day, type SeedIncident } from './seed-incident.js';

const germanReport = { publisher: 'the German report this project starts from' };
const investing = {
  publisher: 'investing.com',
  url: 'https://www.investing.com/news/cryptocurrency-news/chinese-police-stop-13m-blockchain-pyramid-scheme-1403053',
};
const ccn = {
  publisher: 'ccn',
  url: 'https://www.ccn.com/chinese-police-arrest-founders-of-alleged-13-million-blockchain-pyramid-scheme/',
};
const eightBtc = {
  publisher: '8btc',
  url: 'https://news.8btc.com/china-is-outraged-over-an-86-million-cny-crypto-pyramid-scheme',
};

/** The case from which the alliance starts: one scheme, and as many figures as there are outlets. */
export const xianCase: SeedIncident = {
  id: 'xian-dbtc',
  originator: 'tencent-security',
  tlp: 'CLEAR',
  state: 'CLOSED',
  draft: {
    title: `Xi'an scheme: DBTC platform, "Da Tang Coin"`,
    summary: `A pyramid scheme that posed as a blockchain platform. It opened on 28 March 2018 and was stopped by the police of Xi'an on 15 April, after about 18 days. Outlets report different numbers of arrests, victims and sums.`,
    category: 'PYRAMID_SCHEME',
    techniques: ['recruitment commissions', 'self-issued coin with a price set by its operators', 'hired figurehead'],
    severity: 'HIGH',
    occurred: { from: day('2018-03-28'), to: day('2018-04-15'), fidelity: 'DAY' },
    detectedAt: day('2018-04-05'),
    jurisdictions: ['CN'],
    timeline: [
      { at: day('2018-03-28'), fidelity: 'DAY', text: 'The platform opens.', source: ccn.url },
      { at: day('2018-04-05'), fidelity: 'DAY', text: 'The police begin to investigate.', source: eightBtc.url },
      {
        at: day('2018-04-15'),
        fidelity: 'DAY',
        text: 'The scheme is stopped, suspects are arrested.',
        source: ccn.url,
      },
    ],
    references: [
      {
        url: 'https://www.digitalcoinnews.com/a-blockchain-security-alliance-is-made-between-the-chinese-government-and-tencent/',
        title: 'The alliance, and the case as its example',
        publisher: 'digitalcoinnews',
      },
      { url: investing.url, publisher: investing.publisher },
      { url: ccn.url, publisher: ccn.publisher },
      { url: eightBtc.url, publisher: eightBtc.publisher },
    ],
  },
  claims: [
    claim('ARRESTS', '4', germanReport),
    claim('ARRESTS', '9', investing, { asOf: '2018-04-19', isChosen: true }),
    claim('ARRESTS', '9', ccn),
    claim('ARRESTS', '10', eightBtc, { note: 'A head and nine helpers.' }),
    claim('LOSS', '86000000', eightBtc, { unit: 'CNY', note: 'Over 86 million.', isChosen: true }),
    claim('LOSS', '86000000', investing, { unit: 'CNY', asOf: '2018-04-19' }),
    claim('LOSS', '80000000', ccn, { unit: 'CNY' }),
    claim('LOSS', '11150000', germanReport, { unit: 'EUR' }),
    claim('LOSS', '13000000', investing, { unit: 'USD', asOf: '2018-04-19' }),
    claim('LOSS', '13000000', ccn, { unit: 'USD' }),
    claim('LOSS', '13700000', eightBtc, { unit: 'USD' }),
    claim('VICTIMS', '13000', germanReport, { note: '13,000+' }),
    claim('VICTIMS', '13000', ccn, { note: '"Almost 13,000".' }),
    claim('VICTIMS', '13000', eightBtc, { note: 'Spread over 31 cities.', isChosen: true }),
    claim('START', '2018-03-28', ccn, { isChosen: true }),
    claim('START', '2018-03-28', investing),
    claim('END', '2018-04-15', ccn, { isChosen: true }),
    claim('END', '2018-04-17', eightBtc, { note: 'The arrests are dated to the evening of 17 April.' }),
  ],
};
