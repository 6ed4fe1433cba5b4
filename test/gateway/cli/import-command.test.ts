import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { runHub, startHubProcess } from './fixtures/hub-process.js';
import { type StubRequest, startStubHub } from './fixtures/stub-hub.js';

const withKey = { HUB_KEY: 'good-key' };

function packOf(addresses: readonly string[], more = ''): string {
  const tags = addresses.map((address) => `- address: ${address}\n${more}`).join('');
  return `title: A pack\ncreator: A crew\ncurrency: BTC\nlabel: x\nsource: https://example.org\nabuse: scam\ntags:\n${tags}`;
}

async function folderWith(files: Readonly<Record<string, string>>): ReturnType<typeof createTemporaryFolder> {
  const folder = await createTemporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder.path, name)), { recursive: true });
    await writeFile(path.join(folder.path, name), text);
  }
  return folder;
}

interface Report {
  readonly read: number;
  readonly accepted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly quarantined: Readonly<Record<string, number>>;
  readonly [more: string]: unknown;
}

function reportIn(out: string): Report {
  return { ...(JSON.parse(out) as Report), seconds: 0 };
}

/** Every item that was read is in exactly one of the parts. */
function expectSum({ read, accepted, updated, unchanged, quarantined }: Report): void {
  const parts = [accepted, updated, unchanged, ...Object.values(quarantined)];
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(read);
}

describe('hub import', () => {
  it('sends packs in batches, and changes nothing the second time', async () => {
    await using hub = await startStubHub();
    const numbers = Array.from({ length: 25 }, (_, index) => `1abc${index}`);
    await using folder = await folderWith({
      'a.yaml': packOf([...numbers, '1abc3', "'1with blank'", '0xff']),
      'deeper/b.yaml': packOf(['1b', '1c'], '  category: juggling\n'),
    });
    const args = [
      'import',
      'tagpack',
      folder.path,
      '--gateway',
      hub.url,
      '--tlp',
      'white',
      '--batch',
      '10',
      '--in-flight',
      '1',
      '--json',
    ];
    const first = await runHub(args, withKey);
    expect(first).toMatchObject({ status: 0, err: '' });
    expect(reportIn(first.out)).toEqual({
      read: 30,
      accepted: 27,
      updated: 0,
      unchanged: 1,
      quarantined: { INNER_WHITESPACE: 1, NOT_TEXT: 1 },
      withdrawn: 0,
      lists: [],
      refusedFiles: [],
      findings: [],
      notes: { 'b.yaml: the hub has no concept "juggling"; it stands in the statement instead': 2 },
      retries: 0,
      seconds: 0,
      interrupted: false,
    });
    expect(hub.requests.map(({ operation, variables }) => [operation, itemsOf(variables).length])).toEqual([
      ['ImportConcepts', 0],
      ['Import', 10],
      ['Import', 10],
      ['Import', 8],
      ['Import', 2],
    ]);
    expect(hub.requests[1]?.variables).toMatchObject({
      input: { marking: { tlp: 'CLEAR' }, source: { publisher: 'A crew' } },
    });

    const second = reportIn((await runHub(args, withKey)).out);
    expect(second).toMatchObject({ read: 30, accepted: 0, updated: 0, unchanged: 28, quarantined: { NOT_TEXT: 1 } });
    expectSum(second);
  });

  it('refuses a malformed file with its line, and goes on with the others', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({
      'a.yaml': packOf(['1a']),
      'b.yaml': packOf(['1b']).replace('label: x', 'lable: x'),
      'c.yaml': packOf(['1c']),
    });
    const ended = await runHub(
      ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'GREEN', '--json'],
      withKey,
    );
    expect(ended.status).toBe(1);
    expect(reportIn(ended.out)).toMatchObject({
      read: 2,
      accepted: 2,
      refusedFiles: [
        { file: path.join(folder.path, 'b.yaml'), line: 4, column: 1, reason: 'unknown key "lable" in the head' },
      ],
    });
    expect([...hub.attestations.values()].map(({ address }) => address)).toEqual(['1a', '1c']);
  });

  it('ends the sanctions that the next version of a list drops', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({
      '2025-03-04/sanctioned_addresses_ETH.txt': '0xaa\n0xbb\n0xcc\n',
      '2025-03-04/sanctioned_addresses_ETH.json': '["0xaa", "0xbb", "0xcc"]',
      '2025-03-04/sanctioned_addresses_XBT.txt': '1abc\n',
      '2025-03-21/sanctioned_addresses_ETH.txt': '0xaa\n',
      '2025-03-21/sanctioned_addresses_XBT.txt': '1abc\n',
    });
    const ended = await runHub(
      ['import', 'ofac', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'],
      withKey,
    );
    expect(ended.status).toBe(0);
    expect(reportIn(ended.out)).toMatchObject({
      read: 6,
      accepted: 4,
      unchanged: 2,
      withdrawn: 2,
      lists: [
        { list: 'ofac-sdn/ETH', version: '2025-03-04', withdrawn: 0 },
        { list: 'ofac-sdn/XBT', version: '2025-03-04', withdrawn: 0 },
        { list: 'ofac-sdn/ETH', version: '2025-03-21', withdrawn: 2 },
        { list: 'ofac-sdn/XBT', version: '2025-03-21', withdrawn: 0 },
      ],
    });
    expect([...hub.attestations.values()].map(({ chain, address }) => [chain, address])).toEqual([
      ['ETH', '0xaa'],
      ['BTC', '1abc'],
    ]);
  });

  it('does not let an old edition of a list bring back what has ended', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({
      '2025-03-04/a_ETH.txt': '0xaa\n0xbb\n',
      '2025-03-21/a_ETH.txt': '0xaa\n',
    });
    const args = ['import', 'ofac', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'];
    expect((await runHub(args, withKey)).status).toBe(0);
    const again = await runHub(args, withKey);
    expect(again.status).toBe(1);
    const report = reportIn(again.out);
    expect(report).toMatchObject({
      read: 3,
      accepted: 0,
      unchanged: 1,
      quarantined: { LIST_OUT_OF_DATE: 2 },
      withdrawn: 0,
      lists: [{ list: 'ofac-sdn/ETH', version: '2025-03-21', withdrawn: 0 }],
      findings: [
        'ofac-sdn/ETH: not concluded, since the hub refused entries of version 2025-03-04',
        'the hub refused 2 items outright; they are in no quarantine',
      ],
    });
    expectSum(report);
    expect([...hub.attestations.values()].map(({ address }) => address)).toEqual(['0xaa']);
  });

  it('tries again when a subgraph does not answer for a moment', async () => {
    const fault = { message: 'No connection.', extensions: { code: 'SUBGRAPH_UNREACHABLE' } };
    await using hub = await startStubHub(({ number }) =>
      number === 2 ? { status: 200, body: { data: { publishAttestations: null }, errors: [fault] } } : undefined,
    );
    await using folder = await folderWith({ 'a.yaml': packOf(['1a']) });
    const ended = await runHub(
      ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'],
      withKey,
    );
    expect([ended.status, reportIn(ended.out)]).toMatchObject([0, { accepted: 1, retries: 1 }]);
  });

  it('counts actors of other members as refused', async () => {
    await using hub = await startStubHub();
    const pack = 'title: t\ncreator: c\nactors:\n- {id: a, label: Foreign one}\n- {id: b, label: Own one}\n';
    await using folder = await folderWith({ 'actors.yaml': pack });
    const ended = await runHub(
      ['import', 'actorpack', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'],
      withKey,
    );
    expect([ended.status, reportIn(ended.out)]).toMatchObject([
      1,
      { read: 2, accepted: 1, quarantined: { ACTOR_OF_ANOTHER_MEMBER: 1 } },
    ]);
  });

  it('tries again when the hub is busy, and says so', async () => {
    await using hub = await startStubHub(({ number }) =>
      number === 2 || number === 3 ? { status: 503, headers: { 'retry-after': '0' } } : undefined,
    );
    await using folder = await folderWith({ 'a.yaml': packOf(['1a']) });
    const ended = await runHub(
      ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'],
      withKey,
    );
    expect(ended.status).toBe(0);
    expect(reportIn(ended.out)).toMatchObject({ read: 1, accepted: 1, retries: 2 });
    expect(hub.requests).toHaveLength(4);
  });

  it('gives up on a hub that stays busy, and reports what had arrived', async () => {
    await using hub = await startStubHub(({ number }) =>
      number > 2
        ? { status: 503, headers: { 'retry-after': '0' }, body: { errors: [{ message: 'Down for repair.' }] } }
        : undefined,
    );
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '1b', '1c']) });
    const ended = await runHub(
      [
        'import',
        'tagpack',
        folder.path,
        '--gateway',
        hub.url,
        '--tlp',
        'CLEAR',
        '--json',
        '--batch',
        '1',
        '--in-flight',
        '1',
        '--attempts',
        '3',
      ],
      withKey,
    );
    expect(ended.status).toBe(1);
    expect(reportIn(ended.out)).toMatchObject({
      read: 1,
      accepted: 1,
      error: {
        code: 'HUB_UNREACHABLE',
        message: `Gave up on the hub at ${hub.url}/graphql after 3 attempts: it answered 503 (Down for repair.).`,
      },
    });
  });

  it('says when nobody listens', async () => {
    const gone = await startStubHub();
    const { url } = gone;
    await gone[Symbol.asyncDispose]();
    await using folder = await folderWith({ 'a.yaml': packOf(['1a']) });
    const ended = await runHub([
      'import',
      'tagpack',
      folder.path,
      '--gateway',
      url,
      '--tlp',
      'CLEAR',
      '--attempts',
      '2',
    ]);
    expect(ended.status).toBe(1);
    expect(ended.out).toContain('nobody listens there (connection refused). (HUB_UNREACHABLE)');
  });

  it('finishes what is under way when interrupted, and goes on from there when run again', async () => {
    const held = Promise.withResolvers<undefined>();
    const atSecondBatch = Promise.withResolvers<undefined>();
    let isHolding = true;
    await using hub = await startStubHub(async ({ number }: StubRequest) => {
      if (number !== 3 || !isHolding) return undefined;
      isHolding = false;
      atSecondBatch.resolve(undefined);
      return held.promise;
    });
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '1b', '1c', '1d', '1e', '1f']) });
    const args = [
      'import',
      'tagpack',
      folder.path,
      '--gateway',
      hub.url,
      '--tlp',
      'CLEAR',
      '--json',
      '--batch',
      '2',
      '--in-flight',
      '1',
    ];
    await using importing = startHubProcess(args, withKey);
    await atSecondBatch.promise;
    importing.interrupt();
    await importing.untilSaid('Stopping after the requests under way');
    held.resolve(undefined);
    const ended = await importing.ended();
    expect(ended.status).toBe(130);
    const report = reportIn(ended.out);
    expect(report).toMatchObject({ read: 4, accepted: 4, interrupted: true });
    expectSum(report);

    const again = await runHub(args, withKey);
    expect(again.status).toBe(0);
    expect(reportIn(again.out)).toMatchObject({ read: 6, accepted: 2, unchanged: 4, interrupted: false });
  });

  it('leaves at once when interrupted twice', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const never = Promise.withResolvers<undefined>();
    await using hub = await startStubHub(({ number }) => {
      if (number !== 2) return undefined;
      arrived.resolve(undefined);
      return never.promise;
    });
    await using folder = await folderWith({ 'a.yaml': packOf(['1a']) });
    const args = ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'];
    await using importing = startHubProcess(args, withKey);
    await arrived.promise;
    importing.interrupt();
    await importing.untilSaid('Stopping after the requests under way');
    importing.interrupt();
    const ended = await importing.ended();
    expect([ended.status, reportIn(ended.out)]).toMatchObject([130, { read: 0, interrupted: true }]);
    never.resolve(undefined);
  });

  it('sends smaller batches to a hub that finds them too large', async () => {
    const error = { message: 'Too large.', extensions: { code: 'REQUEST_BODY_TOO_LARGE' } };
    await using hub = await startStubHub(({ variables }) =>
      itemsOf(variables).length > 2 ? { status: 413, body: { errors: [error] } } : undefined,
    );
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '1b', '1c', '1d', '1e']) });
    const args = ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'];
    const ended = await runHub(args, withKey);
    expect([ended.status, reportIn(ended.out)]).toMatchObject([0, { read: 5, accepted: 5 }]);
    expect([...hub.attestations.values()].map(({ address }) => address)).toEqual(['1a', '1b', '1c', '1d', '1e']);
  });

  it('does not let one item that the hub cannot read cost the others', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({ 'a.csv': '1a,FORENSIC\n1b,FORENSIC\n1c,HEURISTIC\n1d,FORENSIC\n' });
    const ended = await runHub(
      [
        'import',
        'csv',
        folder.path,
        '--gateway',
        hub.url,
        '--tlp',
        'CLEAR',
        '--json',
        '--map',
        'address=1',
        '--map',
        'method=2',
        '--map',
        'claimType==ABUSE',
      ],
      withKey,
    );
    expect(ended.status).toBe(1);
    const report = reportIn(ended.out);
    expect(report).toMatchObject({
      read: 4,
      accepted: 3,
      quarantined: { BAD_USER_INPUT: 1 },
      findings: ['the hub refused 1 items outright; they are in no quarantine'],
    });
    expectSum(report);
  });

  it('breaks off at once when the marking is refused', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '1b', '1c']) });
    const ended = await runHub(
      ['import', 'tagpack', folder.path, '--gateway', hub.url, '--tlp', 'RED', '--json'],
      withKey,
    );
    expect(ended.status).toBe(1);
    expect(reportIn(ended.out)).toMatchObject({
      read: 0,
      error: { code: 'BAD_USER_INPUT', message: 'marking.tlp: expected another one.' },
    });
    expect(hub.requests).toHaveLength(2);
  });

  it('breaks off when the key is not accepted', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({ 'a.yaml': packOf(['1a']) });
    const ended = await runHub([
      'import',
      'tagpack',
      folder.path,
      '--gateway',
      hub.url,
      '--tlp',
      'CLEAR',
      '--json',
      '--key',
      'bad-key',
    ]);
    expect(ended.status).toBe(1);
    expect(reportIn(ended.out)).toMatchObject({ read: 0, error: { code: 'UNAUTHENTICATED' } });
    expect(hub.requests).toHaveLength(1);
  });

  it('reports incidents and actors, with the same idempotence', async () => {
    await using hub = await startStubHub();
    const incident = { date: '20170719', name: 'A heist', type: 'Bridge', lost_raw: '$5', poc: ['p1'], references: [] };
    await using folder = await folderWith({
      'incidents.jsonl': `${JSON.stringify(incident)}\n`,
      'incident-addresses.jsonl': `${JSON.stringify({ poc: 'p1', fork: 'bsc' })}\n`,
      'actors.yaml': 'title: t\ncreator: c\nactors:\n- id: 01\n  label: One\n  uri: one.example\n  categories: []\n',
    });
    const hubArgs = [folder.path, '--gateway', hub.url, '--tlp', 'CLEAR', '--json'];
    for (const expected of [
      { accepted: 1, unchanged: 0 },
      { accepted: 0, unchanged: 1 },
    ]) {
      for (const format of ['defihacklabs', 'actorpack']) {
        const ended = await runHub(['import', format, ...hubArgs], withKey);
        expect([ended.status, reportIn(ended.out)]).toMatchObject([0, { read: 1, ...expected }]);
      }
    }
    expect(hub.incidents.get('defihacklabs/p1')).toMatchObject({ title: 'A heist', marking: { tlp: 'CLEAR' } });
  });

  it('sends nothing in a dry run, and tells people what it would send', async () => {
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '0xff']), 'b.yaml': 'title: [' });
    const ended = await runHub([
      'import',
      'tagpack',
      folder.path,
      '--tlp',
      'CLEAR',
      '--dry-run',
      '--gateway',
      'http://127.0.0.1:1',
    ]);
    expect({
      ...ended,
      out: ended.out.replace(/in [\d.]+ s.*/, 'in … s').replaceAll(folder.path, '…'),
    }).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "Done.
      read          2 in … s
      would send    2 (dry run: nothing was sent)
      refused file  …/b.yaml:1:9: Flow sequence in block collection must be sufficiently indented and end with a ]
      note          concepts were not checked against those the hub knows
      ",
        "status": 1,
      }
    `);
  });

  it('tells people where to look at what it left in the hub', async () => {
    await using hub = await startStubHub();
    await using folder = await folderWith({ 'a.yaml': packOf(['1a', '0xff']) });
    const ended = await runHub(['import', 'tagpack', folder.path, '--tlp', 'CLEAR', '--gateway', hub.url], withKey);
    const out = ended.out
      .replace(/in [\d.]+ s.*/, 'in … s')
      .replaceAll(folder.path, '…')
      .replaceAll(hub.url, 'http://hub');
    expect({ ...ended, out }).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "Done.
      read          2 in … s
      accepted      1
      updated       0
      unchanged     0
      quarantined   1 NOT_TEXT
                      …/a.yaml:9 not text

      See them at http://hub with
        { me { member { attestations(first: 50) { totalCount nodes { id version label address { id } } } } } }
      and what was quarantined with
        { quarantine(first: 50) { totalCount nodes { reference reason message } } }
      ",
        "status": 0,
      }
    `);
  });
});

function itemsOf(variables: StubRequest['variables']): readonly unknown[] {
  return (variables['input'] as { items?: readonly unknown[] } | undefined)?.items ?? [];
}
