import { type OfacEntry, ofacEntries, tornadoCashEntries } from './ofac.table.js';
import { ofacRoot, type SeedEntry, type SeedPack, source } from './seed-pack.js';

/** Edition of the list after the withdrawal. */
export const currentEdition = '2025-03-21';

/**
 * The list from which Tornado Cash was taken between the two editions. Named apart from `ofac-sdn/ETH`, so that whoever
 * tries the import with the real editions, the older first, is not told that a newer one is concluded.
 */
export const listOfWithdrawal = 'demo/ofac-sdn/ETH';

const sdnList = source({
  publisher: 'US Treasury OFAC',
  url: ofacRoot,
  kind: 'AUTHORITY',
  title: 'Specially Designated Nationals and Blocked Persons List',
});

/** Parties of the list whom GraphSense knows as actors. */
const actors: Readonly<Record<string, string>> = {
  'LAZARUS GROUP': 'lazarusgroup',
  'TORNADO CASH': 'tornado',
  'GARANTEX EUROPE OU': 'garantex',
  CHATEX: 'chatex',
};

/** The sanctions list: what it names, and what it named until it took Tornado Cash off. */
export const ofacPacks: readonly SeedPack[] = [
  packOf('ETH', '2025-03-04', tornadoCashEntries),
  ...Object.entries(ofacEntries).map(([ticker, entries]) => packOf(ticker, currentEdition, entries)),
];

function packOf(ticker: string, version: string, entries: readonly OfacEntry[]): SeedPack {
  const list = { id: `demo/ofac-sdn/${ticker}`, version };
  return {
    id: list.id,
    originator: 'cbarc',
    source: sdnList,
    claimType: 'SANCTION',
    concepts: ['SANCTION'],
    method: 'AUTHORITY_DATA',
    list,
    // OFAC calls Bitcoin XBT.
    entries: entries.map((entry) => entryOf(ticker === 'XBT' ? 'BTC' : ticker, entry)),
  };
}

function entryOf(chain: string, entry: OfacEntry): SeedEntry {
  if (typeof entry === 'string') return [chain, entry, 'OFAC SDN list'];
  const [address, observedFrom, party] = entry;
  if (party === undefined) return [chain, address, 'OFAC SDN list', { observedFrom }];
  const actor = actors[party];
  return [chain, address, `OFAC SDN list: ${party}`, { observedFrom, ...(actor !== undefined && { actor }) }];
}
