/** What is contributed to the tested hub: every field of every input stated, and a word in every text. */

export const chain = 'eip155:1';

/** Account number n on Ethereum. */
export const account = (n: number): string => `0x${n.toString(16).padStart(4, '0').repeat(10)}`;
export const accountId = (n: number): string => `${chain}:${account(n)}`;

export interface Words {
  /** Stands in every text. */
  readonly word: string;
  readonly marking: object;
}

export const incidentInput = ({ word, marking }: Words, subject: number) => ({
  ...incidentDetails(word, subject),
  reference: `${word}-reference`,
  state: 'TRIAGED',
  claims: claimFacts.map((fact, index) => claimInput({ word, fact, marking }, index)),
  marking,
});

export const incidentDetails = (word: string, subject: number) => ({
  title: `${word} title`,
  summary: `${word} summary`,
  category: 'RUG_PULL',
  techniques: [`${word} technique`],
  severity: 'EXTREME',
  occurred: { from: '2018-03-28T00:00:00.000Z', to: '2018-04-15T00:00:00.000Z', fidelity: 'DAY' },
  detectedAt: '2018-04-15T00:00:00.000Z',
  chains: [chain],
  jurisdictions: ['LI'],
  parties: [
    {
      address: accountId(subject),
      actor: `${word} actor`,
      role: 'COLLECTOR',
      note: `${word} party`,
      since: '2018-03-28',
      until: '2018-04-15',
    },
  ],
  transactions: [{ chain, hash: `0x${'ab'.repeat(32)}`, note: `${word} transaction` }],
  domains: [`${word}.example`],
  timeline: [{ at: '2018-04-01T00:00:00.000Z', fidelity: 'DAY', text: `${word} happened`, source: `${word} paper` }],
  references: [{ url: `https://${word}.example/`, title: `${word} report`, publisher: `${word} press` }],
});

const claimFacts = ['LOSS', 'VICTIMS', 'ARRESTS', 'RECOVERED', 'START', 'END', 'ATTRIBUTION'] as const;
const claimValues: Readonly<Record<(typeof claimFacts)[number], string>> = {
  LOSS: '86000000.5',
  VICTIMS: '13001',
  ARRESTS: '9',
  RECOVERED: '1200.25',
  START: '2018-03-28',
  END: '2018-04-15',
  ATTRIBUTION: '',
};

export function claimInput({ word, fact, marking }: Words & { readonly fact: (typeof claimFacts)[number] }, index = 0) {
  const isMoney = fact === 'LOSS' || fact === 'RECOVERED';
  const isCount = fact === 'VICTIMS' || fact === 'ARRESTS';
  return {
    fact,
    value: fact === 'ATTRIBUTION' ? `${word} did it` : claimValues[fact],
    ...(isMoney && { unit: 'CNY', rateDate: '2018-04-16' }),
    ...(isCount && { unit: 'persons' }),
    asOf: '2018-04-16',
    source: { publisher: `${word} daily`, url: `https://${word}.example/${String(index)}`, retrievedOn: '2018-04-17' },
    note: `${word} note`,
    marking,
    isChosen: true,
  };
}

/** What is known of it so long ago that its age in days does not change while it is tested. */
const longAgo = (days: number): string => new Date(Date.now() - (days + 0.5) * 86_400_000).toISOString();

export const sourceInput = (word: string, kind = 'PRESS') => ({
  publisher: `${word} desk`,
  url: `https://${word}.example/source`,
  kind,
  title: `${word} source`,
  retrievedOn: '2018-04-17',
  licence: `${word} licence`,
  root: `https://${word}.example/root`,
});

export const attestationInput = (word: string, reference = word) => ({
  reference: `${reference}-reference`,
  claimType: 'ABUSE',
  concepts: ['PONZI_SCHEME', 'MENTION'],
  label: `${word} label`,
  statement: `${word} statement`,
  actor: `${word}-actor`,
  method: 'FORENSIC',
  reliability: 'B',
  observedFrom: longAgo(20),
  observedTo: longAgo(10),
  validUntil: '2099-01-01T00:00:00.000Z',
  evidence: [{ kind: 'DOCUMENT', uri: `https://${word}.example/evidence`, sha256: 'ab'.repeat(32) }],
  derivedFrom: [],
});
