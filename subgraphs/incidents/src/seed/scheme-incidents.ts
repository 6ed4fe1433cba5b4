import {
  bitcoin,
  bitcoinChain,
  claim,
  day,
  ethereum,
  ethereumChain,
  type SeedIncident,
  sources,
} from './seed-incident.js';

const { tagPacks } = sources;
const coinDesk = {
  publisher: 'CoinDesk',
  url: 'https://www.coindesk.com/policy/2020/07/30/police-arrest-27-alleged-masterminds-behind-57b-plus-token-crypto-scam/',
};
const cryptoGlobe = {
  publisher: 'CryptoGlobe',
  url: 'https://cryptoglobe.com/latest/2020/07/chinese-authorities-reportedly-rarest-27-key-plustoken-executives',
};
const boxmining = { publisher: 'Boxmining', url: 'https://boxmining.com/plus-token-ponzi/' };
const forsageStudy = { publisher: 'arXiv 2105.04380', url: 'https://arxiv.org/abs/2105.04380' };
const asiaTimes = {
  publisher: 'Asia Times',
  url: 'https://asiatimes.com/2019/03/us-charges-two-more-over-onecoin-ponzi/',
};
const techSpot = {
  publisher: 'TechSpot',
  url: 'https://www.techspot.com/news/79133-onecoin-cryptocurrency-executive-arrested-multibillion-dollar-fraud.html',
};
const efe = {
  publisher: 'EFE',
  url: 'https://www.efe.com/efe/english/world/us-indicts-indian-bitconnect-founder-over-2-4-billion-cryptocurrency-fraud/50000262-4748752',
};

/** Pyramid and Ponzi schemes. */
export const schemeIncidents: readonly SeedIncident[] = [
  {
    id: 'onecoin',
    originator: 'ctma',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'OneCoin',
      summary: 'A coin without a public ledger, sold in packages through recruiters who earned commissions.',
      category: 'PYRAMID_SCHEME',
      severity: 'EXTREME',
      occurred: { from: day('2014-01-01'), fidelity: 'YEAR' },
      jurisdictions: ['BG', 'US'],
      references: [{ url: asiaTimes.url, publisher: asiaTimes.publisher }],
    },
    claims: [
      claim('LOSS', '4000000000', asiaTimes, { unit: 'USD', isChosen: true, note: 'More than 4 billion, reportedly.' }),
      claim('LOSS', '3353000000', techSpot, { unit: 'EUR', note: 'Revenue, Q4 2014 to Q3 2016.' }),
      claim('LOSS', '3800000000', techSpot, { unit: 'USD', note: 'Revenue, Q4 2014 to Q3 2016.' }),
      claim('VICTIMS', '3000000', techSpot, { note: 'About; members by its own account.' }),
    ],
  },
  {
    id: 'bitconnect',
    originator: 'cbarc',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'BitConnect',
      summary: 'A lending programme that paid earlier investors with the money of later ones.',
      category: 'PONZI',
      severity: 'EXTREME',
      occurred: { from: day('2016-02-01'), to: day('2018-01-31'), fidelity: 'MONTH' },
      jurisdictions: ['US', 'IN'],
      references: [{ url: efe.url, publisher: efe.publisher }],
    },
    claims: [
      claim('LOSS', '2400000000', efe, { unit: 'USD', asOf: '2022-02-25', note: 'Approximately, by the indictment.' }),
      claim('START', '2016-02', efe),
    ],
  },
  {
    id: 'plustoken-2019',
    originator: 'tencent-security',
    tlp: 'CLEAR',
    state: 'CLOSED',
    draft: {
      title: 'PlusToken',
      summary: 'A wallet that promised high returns and paid for recruiting, with more than 3,000 layers.',
      category: 'PONZI',
      severity: 'EXTREME',
      occurred: { from: day('2018-05-01'), to: day('2019-06-30'), fidelity: 'MONTH' },
      chains: [bitcoinChain],
      jurisdictions: ['CN', 'VU'],
      parties: [
        '3ETAVt2scYBFkBFksuNDk1i5tDLQ2c4zWR',
        '3EYsru4LUcN258sENYPu5Py3S5WnqxEcnE',
        '3HKs1g7u5a1uU4pC5HaNooYMbL1Lao4mv4',
        '33LNws16Wfs12usWBNfa1MSX3YKY6Hdayf',
      ].map((address) => ({
        address: bitcoin(address),
        role: 'COLLECTOR' as const,
        note: 'GraphSense TagPack plustoken.yaml.',
      })),
      timeline: [
        {
          at: day('2020-07-30'),
          fidelity: 'DAY',
          text: 'The arrest of 109 suspects is reported.',
          source: coinDesk.url,
        },
      ],
      references: [
        { url: boxmining.url, publisher: boxmining.publisher },
        { url: tagPacks.url, title: 'plustoken.yaml', publisher: tagPacks.publisher },
      ],
    },
    claims: [
      claim('LOSS', '40000000000', coinDesk, { unit: 'CNY', asOf: '2020-07-30', isChosen: true }),
      claim('LOSS', '5700000000', coinDesk, { unit: 'USD', rateDate: '2020-07-30' }),
      claim('LOSS', '3000000000', cryptoGlobe, { unit: 'USD', note: 'Believed earlier.' }),
      claim('VICTIMS', '2000000', coinDesk, { note: 'Over 2 million.' }),
      claim('ARRESTS', '109', coinDesk, { note: '27 leaders and 82 core members.', isChosen: true }),
      claim('ARRESTS', '6', coinDesk, { note: 'In 2019, extradited from Vanuatu.' }),
    ],
  },
  {
    id: 'forsage',
    originator: 'ctma',
    tlp: 'CLEAR',
    state: 'CONFIRMED',
    draft: {
      title: 'Forsage',
      summary: 'A pyramid scheme that runs as contracts on Ethereum.',
      category: 'PYRAMID_SCHEME',
      severity: 'HIGH',
      occurred: { from: day('2020-01-01'), fidelity: 'YEAR' },
      chains: [ethereumChain],
      domains: ['forsage.io'],
      parties: [
        { address: ethereum('0x5acc84a3e955Bdd76467d3348077d003f00fFB97'), role: 'OPERATOR', note: 'Matrix contract.' },
        { address: ethereum('0x81CA1e4DE24136EBcf34CA518af87F18FD39D45E'), role: 'OPERATOR', note: 'Owner.' },
        { address: ethereum('0x488e3a4bbbb2386ba619eed88319e807c3ddb6c2'), role: 'OPERATOR', note: 'xGold contract.' },
      ],
      references: [
        { url: forsageStudy.url, publisher: forsageStudy.publisher },
        { url: tagPacks.url, title: 'forsage.yaml', publisher: tagPacks.publisher },
      ],
    },
    claims: [],
  },
];
