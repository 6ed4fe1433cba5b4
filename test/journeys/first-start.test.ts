import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { jest } from '@jest/globals';

import { type RunningHub, startHub } from '../support/running-hub.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';

const data = process.env.HUB_TEST_DATA ?? path.resolve('../shared/data');
const editions = path.join(data, 'ofac-sdn-addresses');

jest.setTimeout(180_000);

let folder: Awaited<ReturnType<typeof createTemporaryFolder>>;
let hub: RunningHub;

beforeAll(async () => {
  folder = await createTemporaryFolder();
  hub = await startHub(folder.path);
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** The first query of the README and the answer printed there. */
async function readmesFirstQuery(): Promise<{ query: string; answer: unknown }> {
  const readme = await readFile('README.md', 'utf8');
  const body = /-d @- <<'EOF'\n(.*?)\nEOF/s.exec(readme)?.[1] ?? '';
  const answer = /```json\n(.*?)\n```/s.exec(readme)?.[1] ?? '';
  return { query: (JSON.parse(body) as { query: string }).query, answer: JSON.parse(answer) };
}

it("answers the README's first query as the README says, across all three subgraphs", async () => {
  const { query, answer } = await readmesFirstQuery();
  expect(await hub.ask(query, { key: await hub.keyOf('demo-exchange', 'app') })).toEqual(answer);
});

it('gives the public what is CLEAR, and nobody by a key that is none', async () => {
  const anonymous = await hub.ask(`{ me { id } incidents { totalCount } sharingGroups { totalCount } }`);
  expect(anonymous).toEqual({ data: { me: null, incidents: { totalCount: 21 }, sharingGroups: { totalCount: 0 } } });
  const refused = await hub.ask(`{ me { id } }`, { key: 'ahk_aaaaaaaaaaaa_' + 'x'.repeat(43) });
  expect(refused.errors[0].extensions.code).toBe('UNAUTHENTICATED');
});

(existsSync(editions) ? describe : describe.skip)(
  `the sanctions lists of March 2025${existsSync(editions) ? '' : ' (skipped: the public data is absent)'}`,
  () => {
    const importEdition = async (edition: string): Promise<any> => {
      const args = [
        'gateway/dist/cli/main.js',
        'import',
        'ofac',
        path.join(editions, edition),
        '--tlp',
        'CLEAR',
        '--json',
      ];
      const flags = ['--gateway', hub.gateway.replace('/graphql', ''), '--key', await hub.keyOf('cbarc', 'analyst')];
      const { stdout } = await promisify(execFile)(process.execPath, [...args, ...flags]);
      return JSON.parse(stdout);
    };

    it('end the 90 entries that the later edition no longer names, and screening says so', async () => {
      const first = await importEdition('2025-03-04');
      expect(first).toMatchObject({ read: 714, accepted: 712, updated: 0, unchanged: 0, withdrawn: 0 });
      const second = await importEdition('2025-03-21');
      expect(second).toMatchObject({ read: 624, accepted: 0, updated: 0, unchanged: 622, withdrawn: 90 });
      expect(await importEdition('2025-03-21')).toMatchObject({ read: 624, accepted: 0, unchanged: 622, withdrawn: 0 });

      const lines = async (edition: string): Promise<string[]> =>
        (await readFile(path.join(editions, edition, 'sanctioned_addresses_ETH.txt'), 'utf8')).trim().split('\n');
      const still = new Set(await lines('2025-03-21'));
      const gone = (await lines('2025-03-04')).filter((address) => !still.has(address));
      expect(gone).toHaveLength(90);
      const query = `query ($a: [AddressInput!]!) { screenAddresses(addresses: $a) { screening { band ended { list endedOn } } } }`;
      const { data: answer } = await hub.ask(query, {
        variables: { a: gone.map((value) => ({ chain: 'ethereum', value })) },
      });
      for (const { screening } of answer.screenAddresses) {
        expect(screening.ended).toContainEqual({ list: 'ofac-sdn/ETH', endedOn: '2025-03-21' });
        expect(screening.band).not.toBe('SEVERE');
      }
    });
  },
);

it('loses nothing that it acknowledged when a subgraph and then everything is killed', async () => {
  const key = await hub.keyOf('ctma', 'analyst');
  const acknowledged = new Set<string>();
  const publish = async (batch: number): Promise<void> => {
    const items = Array.from({ length: 50 }, (_, index) => ({
      reference: `kill-${String(batch)}-${String(index)}`,
      address: `0x${(batch * 1000 + index).toString(16).padStart(40, 'd')}`,
      chain: 'ethereum',
      claimType: 'ABUSE',
      concepts: ['SCAM'],
    }));
    const mutation = `mutation ($i: PublishAttestationsInput!) { publishAttestations(input: $i) { results { id } } }`;
    const input = { marking: { tlp: 'GREEN' }, source: { publisher: 'Test', kind: 'MEMBER_OWN' }, items };
    const answer = await hub.ask(mutation, { key, variables: { i: input } }).catch(() => undefined);
    for (const { id } of answer?.data?.publishAttestations?.results ?? []) acknowledged.add(id);
  };
  await publish(0);
  const [victim] = await hub.pidsOf('address-intelligence/dist/main.js');
  const running = Promise.all([1, 2, 3, 4].map(publish));
  process.kill(victim!, 'SIGKILL');
  await running;
  await untilItAnswers(hub);
  await publish(9);
  expect(acknowledged.size).toBeGreaterThanOrEqual(100);
  await hub.kill();
  hub = await startHub(folder.path);

  const query = `query ($after: String) { attestations(first: 500, after: $after, filter: { originator: "ctma", concept: SCAM }) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
  const there = new Set<string>();
  for (let after: string | null = null, more = true; more;) {
    const { data: answer }: any = await hub.ask(query, { key, variables: { after } });
    for (const { id } of answer.attestations.nodes) there.add(id);
    ({ hasNextPage: more, endCursor: after } = answer.attestations.pageInfo);
  }
  expect([...acknowledged].filter((id) => !there.has(id))).toEqual([]);
});

it('stops by the signal it got, and leaves no process behind', async () => {
  const pids = [...(await hub.pidsOf('dist/main.js')), ...(await hub.pidsOf('postgres'))];
  expect(pids.length).toBeGreaterThanOrEqual(4);
  expect(await hub.stop()).toBe('SIGINT');
  expect(pids.filter((pid) => existsSync(`/proc/${String(pid)}`))).toEqual([]);
  hub = await startHub(folder.path);
});

/** The gateway goes on without the fallen subgraph; it is back when its fields are. */
async function untilItAnswers(running: RunningHub): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { errors } = await running.ask(`{ chains { id } }`);
    if (errors === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The killed subgraph did not come back.');
}
