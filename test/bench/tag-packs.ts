import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { madeUpBitcoinAddress, madeUpEthereumAddress } from './made-up-address.js';

/** A folder of TagPacks to import. */
export interface TagPacks {
  readonly folder: string;
  readonly tags: number;
  /** Where they come from, for people. */
  readonly origin: string;
}

interface Pack {
  readonly file: string;
  readonly head: string;
  readonly tags: readonly string[];
}

/** Published packs are no part of this repository; `HUB_TEST_DATA` names the folder that holds them. */
const published = path.join(
  process.env.HUB_TEST_DATA ?? path.resolve(import.meta.dirname, '../../../shared/data'),
  'graphsense-tagpacks/packs',
);

/** Without published packs and without a limit. */
const madeUpTags = 100_000;

/**
 * Writes TagPacks with about `limit` tags into a folder: of every published pack its share, so that the mixture stays;
 * where those are absent, made-up ones of the same shape.
 */
export async function writeTagPacks(folder: string, limit = Number.POSITIVE_INFINITY): Promise<TagPacks> {
  const isPublished = existsSync(published);
  const all = isPublished ? await readPublishedPacks() : madeUpPacks(Math.min(limit, madeUpTags));
  const total = countTags(all);
  const part = Math.min(1, limit / total);
  const packs = all.map((pack) => ({
    ...pack,
    tags: pack.tags.slice(0, Math.max(1, Math.round(pack.tags.length * part))),
  }));
  for (const { file, head, tags } of packs) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), head + tags.join(''));
  }
  const tags = countTags(packs);
  const origin = isPublished
    ? `GraphSense TagPacks, ${tags.toLocaleString('en')} of ${total.toLocaleString('en')} tags`
    : `${tags.toLocaleString('en')} made-up tags (no ${published}; set HUB_TEST_DATA)`;
  return { folder, tags, origin };
}

async function readPublishedPacks(): Promise<readonly Pack[]> {
  const files: string[] = [];
  for await (const file of glob('**/*.yaml', { cwd: published })) files.push(file);
  return Promise.all(
    files.sort().map(async (file) => splitPack(file, await readFile(path.join(published, file), 'utf8'))),
  );
}

/** `tags` stands last in every published pack, and each tag begins with a hyphen in the first column. */
function splitPack(file: string, text: string): Pack {
  const [head = '', ...tags] = `${text.trimEnd()}\n`.split(/^(?=- )/m);
  return { file, head, tags };
}

/** Nearly all Bitcoin, some Ethereum with a label each, as the published ones are. */
function madeUpPacks(count: number): readonly Pack[] {
  const ethereum = Math.ceil(count / 30);
  const head = (title: string, currency: string, rest: string): string =>
    `title: ${title}\ncreator: Benchmark\ndescription: Made-up addresses\ncurrency: ${currency}\nlastmod: 2022-11-16\n${rest}tags:\n`;
  return [
    {
      file: 'bitcoin.yaml',
      head: head(
        'Reserves',
        'BTC',
        'label: reserve wallet\nconfidence: service_data\ncategory: exchange\nsource: https://exchange.example/\nis_cluster_definer: true\n',
      ),
      tags: Array.from(
        { length: count - ethereum },
        (_, number) => `- address: ${madeUpBitcoinAddress(number).value}\n`,
      ),
    },
    {
      file: 'ethereum.yaml',
      head: head('Scams', 'ETH', 'confidence: web_crawl\nabuse: scam\n'),
      tags: Array.from(
        { length: ethereum },
        (_, number) =>
          `- address: '${madeUpEthereumAddress(number).value}'\n  label: Scam ${number}\n  source: https://list.example/${number}\n`,
      ),
    },
  ];
}

function countTags(packs: readonly Pack[]): number {
  return packs.reduce((sum, { tags }) => sum + tags.length, 0);
}
