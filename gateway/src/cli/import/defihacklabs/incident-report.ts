import type { ClaimInput, IncidentInput, PartyInput, PartyRole } from '../incident-input.js';
import { readLoss } from './loss-text.js';
import type { UpstreamAddresses, UpstreamIncident, UpstreamMention } from './upstream-record.js';

const upstream = 'https://github.com/SunWeb3Sec/DeFiHackLabs/blob/main';

/** CAIP-2 ids of the names by which the upstream tests fork a chain. */
const chainOfFork: Readonly<Record<string, string>> = {
  mainnet: 'eip155:1',
  bsc: 'eip155:56',
  polygon: 'eip155:137',
  arbitrum: 'eip155:42161',
  optimism: 'eip155:10',
  base: 'eip155:8453',
  avalanche: 'eip155:43114',
  gnosis: 'eip155:100',
  fantom: 'eip155:250',
  linea: 'eip155:59144',
  blast: 'eip155:81457',
  mantle: 'eip155:5000',
};

/** A technique is a short word in the hub; a longer type stays in the summary. */
const maxTechniqueLength = 100;

/** An incident as the hub takes it. What has no place there stands in the summary, word for word. */
export function reportOf(incident: UpstreamIncident, addresses: readonly UpstreamAddresses[]): IncidentInput {
  const { date, name, type, poc, references } = incident;
  const losses = [
    { text: incident.lost, file: incident.sourceFile },
    ...addresses.map((record) => ({ text: record.lost, file: record.poc })),
  ].filter((loss): loss is Loss => loss.text !== undefined);
  const { placed: parties, unplaced } = placeParties(addresses);
  const { placed: transactions, unplaced: looseTransactions } = placeTransactions(addresses);
  const chains = [...parties.map(({ address }) => address.chain), ...transactions.map(({ chain }) => chain)];
  const forks = addresses.flatMap(({ fork }) => chainOfFork[fork ?? ''] ?? []);
  const urls = references.filter((reference) => /^https?:\/\/\S+$/.test(reference));
  return {
    reference: `defihacklabs/${poc[0] ?? `${date}/${name}`}`.slice(0, 200),
    title: name.slice(0, 200),
    summary: summaryOf([
      type.length > maxTechniqueLength ? `Type: ${type}.` : undefined,
      ...losses.filter(({ text }) => readLoss(text).length === 0).map(({ text }) => `Loss as stated: ${text}.`),
      ...unplaced.map(({ role, text }) => `${role} without a readable chain or address: ${text}.`),
      ...looseTransactions.map((text) => `Transaction without a readable chain or hash: ${text}.`),
      ...references.filter((reference) => !urls.includes(reference)).map((reference) => `Reference: ${reference}.`),
    ]),
    category: categoryOf(type),
    techniques: type !== '' && type.length <= maxTechniqueLength ? [type] : [],
    occurred: { from: `${date}T00:00:00Z`, fidelity: 'DAY' },
    chains: [...new Set([...chains, ...forks])],
    claims: claimsOf(losses),
    parties,
    transactions,
    references: [...new Set(urls)].map((url) => ({ url })),
  };
}

interface Loss {
  readonly text: string;
  readonly file: string | undefined;
}

/** Each amount once; the first one is what the incident shows. */
function claimsOf(losses: readonly Loss[]): readonly ClaimInput[] {
  const claims = new Map<string, ClaimInput>();
  for (const { text, file } of losses) {
    for (const { value, unit } of readLoss(text)) {
      const key = `${value} ${unit}`;
      if (claims.has(key)) continue;
      const url = file === undefined ? undefined : `${upstream}/${file}`;
      const source = { publisher: 'DeFiHackLabs', url };
      claims.set(key, { fact: 'LOSS', value, unit, source, note: `As stated: ${text}`, isChosen: claims.size === 0 });
    }
  }
  return [...claims.values()];
}

interface Unplaced {
  readonly role: PartyRole;
  readonly text: string;
}

function placeParties(addresses: readonly UpstreamAddresses[]): {
  readonly placed: readonly PartyInput[];
  readonly unplaced: readonly Unplaced[];
} {
  const placed = new Map<string, PartyInput>();
  const unplaced: Unplaced[] = [];
  for (const record of addresses) {
    for (const { role, mentions } of rolesOf(record)) {
      for (const mention of mentions) {
        const chain = chainOf(mention, record);
        if (chain === undefined || !/^0x[0-9a-fA-F]{40}$/.test(mention.text)) {
          unplaced.push({ role, text: mention.text });
          continue;
        }
        const key = `${role} ${chain} ${mention.text.toLowerCase()}`;
        if (!placed.has(key)) placed.set(key, { address: { chain, value: mention.text }, role });
      }
    }
  }
  return { placed: [...placed.values()], unplaced };
}

function rolesOf(record: UpstreamAddresses): readonly { role: PartyRole; mentions: readonly UpstreamMention[] }[] {
  return [
    { role: 'ATTACKER', mentions: record.attackers },
    { role: 'ATTACK_CONTRACT', mentions: record.attackContracts },
    { role: 'VULNERABLE_CONTRACT', mentions: record.vulnerableContracts },
  ];
}

function placeTransactions(addresses: readonly UpstreamAddresses[]): {
  readonly placed: IncidentInput['transactions'];
  readonly unplaced: readonly string[];
} {
  const placed = new Map<string, IncidentInput['transactions'][number]>();
  const unplaced: string[] = [];
  for (const record of addresses) {
    for (const mention of record.transactions) {
      const chain = chainOf(mention, record);
      const isHash = /^0x[0-9a-fA-F]{64}$/.test(mention.text);
      if (chain === undefined || !isHash) unplaced.push(mention.text);
      else placed.set(`${chain} ${mention.text.toLowerCase()}`, { chain, hash: mention.text });
    }
  }
  return { placed: [...placed.values()], unplaced };
}

function chainOf(mention: UpstreamMention, record: UpstreamAddresses): string | undefined {
  return mention.chain ?? chainOfFork[record.fork ?? ''];
}

/** The collection is one of exploited contracts; three kinds stand out by the words of their type. */
function categoryOf(type: string): string {
  if (/\brug/i.test(type)) return 'RUG_PULL';
  if (/private key|lost keys/i.test(type)) return 'KEY_COMPROMISE';
  return /\bbridges?\b/i.test(type) ? 'BRIDGE_EXPLOIT' : 'CONTRACT_EXPLOIT';
}

function summaryOf(sentences: readonly (string | undefined)[]): string | undefined {
  const text = [...new Set(sentences)].filter((sentence) => sentence !== undefined).join(' ');
  return text === '' ? undefined : text;
}
