import { readLoss } from '../../../../gateway/src/cli/import/defihacklabs/loss-text.js';

const read: Readonly<Record<string, readonly string[]>> = {
  '~$4.4K': ['4400 USD'],
  '$.2 million': ['200000 USD'],
  '$900 million': ['900000000 USD'],
  '17 BNB': ['17 BNB'],
  '12BNB': ['12 BNB'],
  '1.7eth': ['1.7 ETH'],
  '~472 Ether (~$888K)': ['472 ETH', '888000 USD'],
  '155 $ETH': ['155 ETH'],
  '~18k USD': ['18000 USD'],
  '~7.5M USD$': ['7500000 USD'],
  '~3.3Million $': ['3300000 USD'],
  '$~182K USD': ['182000 USD'],
  '153,037 ETH (~$30M)': ['153037 ETH', '30000000 USD'],
  '$70k(236 BNB)': ['70000 USD', '236 BNB'],
  '$11.2 million (27,416.46 BNB)': ['11200000 USD', '27416.46 BNB'],
  '1,048.1 ETH + 400,000 DAI (~$3.00M)': ['3000000 USD'],
  '59.5 ETH and ~72.1k USDT (~$169k)': ['169000 USD'],
  '~2,5K USDC': ['2500 USDC'],
  '100,000,000,000,000 RNBW': ['100000000000000 RNBW'],
  'around 20 million DAI.': ['20000000 DAI'],
  '>200k USD(plus a lot of STC, SRLTY, Mazi tokens)': ['200000 USD'],
  '~2000 BNB (6 BNB in this tx)': ['2000 BNB'],
  '11k BSC-USD': ['11000 BSC-USD'],
  '~309k USDs (Stablecoin)': ['309000 USDs'],
  '0.123456789123456789 ETH': ['0.123456789123456789 ETH'],
  '1.23456 k USDT': ['1234.56 USDT'],
  '5 mUSD': ['5 mUSD'],
  '0.07k USD': ['70 USD'],
};

const left = [
  'unknown',
  '',
  'Unclear',
  'All funds returned',
  '```sh',
  '140M',
  '52000',
  '318.9 k',
  '～200K',
  '$2k $USDT',
  '~$23ETH',
  '158.28 WETH and 535,706 USDT',
  '1 NFT (ID: 4689)',
  '996B (CGT token)',
  '20 million Optimism (OP) tokens returned 17 million of them',
  '~250k US$ which resulted in ~50k profit',
  '~36K USD$ (LEVUSDC) + ~69K USD$ (DEPUSDT)',
  '1,234,56 USD',
  '0,123 ETH',
  '-5 ETH',
];

describe('a loss as people write it', () => {
  it.each(Object.entries(read))('reads %j', (text, amounts) => {
    expect(readLoss(text).map(({ value, unit }) => `${value} ${unit}`)).toEqual(amounts);
  });

  it.each(left)('leaves %j alone, since it would have to guess', (text) => {
    expect(readLoss(text)).toEqual([]);
  });
});
