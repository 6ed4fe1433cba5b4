import type { BenchHub } from './bench-hub.js';
import { connectDatabase } from './database-client.js';
import { importer } from './import-run.js';
import { madeUpBitcoinAddress, madeUpEthereumAddress, mistypedBitcoinAddress } from './made-up-address.js';

/** A day's mixture of 1,000 addresses: half of them known, one in a hundred mistyped. */
export interface ScreenedAddresses {
  readonly inputs: readonly { readonly chain: string; readonly value: string }[];
  /** Of those that are addresses, by what the table is asked for. */
  readonly subjectKeys: readonly string[];
  /** The same, each with its id, as the entity path asks for them. */
  readonly addressKeys: readonly string[];
  readonly known: number;
  readonly mistyped: number;
}

const share = { knownBitcoin: 410, knownEthereum: 90, mistyped: 10, total: 1_000 } as const;

/** Numbers that no made-up TagPack uses. */
const unused = 10_000_000;

/** The same addresses for the same imported rows. Where these hold too few of a ledger, unknown ones stand in. */
export async function chooseAddresses(hub: BenchHub): Promise<ScreenedAddresses> {
  const known = [
    ...(await findKnown(hub, 'bip122:%', share.knownBitcoin)),
    ...(await findKnown(hub, 'eip155:%', share.knownEthereum)),
  ];
  const unknown = Array.from({ length: share.total - share.mistyped - known.length }, (_, index) =>
    index % 2 === 0 ? madeUpBitcoinAddress(unused + index) : madeUpEthereumAddress(unused + index),
  );
  const mistyped = Array.from({ length: share.mistyped }, (_, index) => mistypedBitcoinAddress(unused - 1 - index));
  return {
    inputs: interleave([...known, ...unknown, ...mistyped].map(({ chain, value }) => ({ chain, value }))),
    subjectKeys: [...known, ...unknown].map(({ payloadHex }) => payloadHex),
    addressKeys: [...known, ...unknown].map(({ chain, value, payloadHex }) => `${payloadHex} ${chain}:${value}`),
    known: known.length,
    mistyped: mistyped.length,
  };
}

async function findKnown(hub: BenchHub, pattern: string, limit: number) {
  await using owner = await connectDatabase(hub.databases.addressIntelligence.ownerUrl);
  const { rows } = await owner.client.query<{ subject: string; payloadHex: string }>(
    `select min(subject) as subject, subject_key as "payloadHex" from attestation
     where superseded_at is null and originator = $1 and subject like $2 and cardinality(concepts) > 0
     group by subject_key order by md5(subject_key) limit $3`,
    [importer, pattern, limit],
  );
  return rows.map(({ subject, payloadHex }) => {
    const end = subject.lastIndexOf(':');
    return { chain: subject.slice(0, end), value: subject.slice(end + 1), payloadHex };
  });
}

/** So that no ledger and no kind stands together; 7 shares no factor with 1,000. */
function interleave<T>(items: readonly T[]): readonly T[] {
  return items.map((_, index) => items[(index * 7) % items.length]).filter((item) => item !== undefined);
}
