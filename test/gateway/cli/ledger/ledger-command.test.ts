import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { runHubCommand } from '../../../../gateway/src/cli/hub-command.js';
import { noteSubgraph } from '../../../kit/ledger/support/note-subgraph.js';
import { queryAs } from '../../../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../../../support/running-subgraph.js';
import { createTemporaryFolder } from '../../../support/temporary-folder.js';
import { callerOf } from '../../../support/token-issuer.js';

let notes: TestSubgraph;
let folder: Awaited<ReturnType<typeof createTemporaryFolder>>;

const tencent = callerOf('tencent');
const ctma = callerOf('ctma');

/** As the superuser, whom nothing binds. */
const tamper = (statement: string): Promise<object[]> =>
  queryAs(new URL(new URL(notes.ownerUrl).pathname, notes.adminUrl).href, statement);

/** Twenty changes by one institution, and what another reads of them. */
const fill = async (prefix = 'note'): Promise<void> => {
  for (let index = 0; index < 20; index += 1) {
    const variables = { id: `${prefix}-${String(index)}`, tlp: index % 4 };
    await notes.ask(tencent, 'mutation ($id: ID!, $tlp: Int!) { addNote(id: $id, tlp: $tlp) }', variables);
    if (index === 9) await notes.ledger.sequence();
  }
  await notes.ask(ctma, '{ notes { id } }');
  await notes.ledger.sequence();
};

const run = async (args: readonly string[], caller = ctma): Promise<{ status: number; out: string; err: string }> => {
  let [out, err] = ['', ''];
  const terminal = {
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    isWatched: false,
  };
  const token = await notes.tokenFor('notes', caller);
  const status = await runHubCommand(['ledger', ...args, '--gateway', notes.url, '--key', token], terminal);
  return { status, out, err };
};

const state = (): string => path.join(folder.path, 'heads.json');
const verify = (caller = ctma): ReturnType<typeof run> => run(['verify', '--state', state()], caller);
/** What is told, without what differs from run to run. */
const told = (out: string): string =>
  out.replaceAll(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, '<id>').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');

beforeEach(async () => {
  folder = await createTemporaryFolder();
  notes = await startTestSubgraph(noteSubgraph);
  await fill();
});

afterEach(async () => {
  await notes[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

it('finds that a ledger fits, and remembers its head', async () => {
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    0,
    'notesLedger: fits. 21 entries under the head of <time>, 1 of them yours to read and as recorded.\n',
  ]);
  const [head] = Object.values(JSON.parse(await readFile(state(), 'utf8')) as Record<string, { size: number }>);
  expect(head?.size).toBe(21);
  expect(told((await verify(tencent)).out)).toContain('21 of them yours to read');
});

it('names the row that somebody changed in the database, also to those who may not read it', async () => {
  await tamper(
    `update ledger_entry set actor = 'somebody else' from ledger_leaf l where l.entry = id and l."index" = 7`,
  );
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    1,
    'notesLedger: DOES NOT FIT.\n  Entry 7 (<id>) was changed after it was recorded.\n',
  ]);
});

it.each([
  ['kind', `'X'`],
  ['at', `at + interval '1 microsecond'`],
  ['actor_member', 'null'],
  ['originator', `'x'`],
  ['originator_shown', 'not originator_shown'],
  ['record_type', `'X'`],
  ['items', `items || ' '`],
  ['purpose', `''`],
  ['details', `'{}'`],
  ['salt', `'00'`],
])('notices a change of the column %s', async (column, value) => {
  await tamper(`update ledger_entry set ${column} = ${value} from ledger_leaf l where l.entry = id and l."index" = 3`);
  expect(told((await verify()).out)).toContain('Entry 3 (<id>) was changed after it was recorded.');
});

it('names the first of the rows that somebody deleted', async () => {
  await tamper(`delete from ledger_entry using ledger_leaf l where l.entry = id and l."index" in (5, 12)`);
  const { status, out } = await run(['verify', '--state', state(), '--json']);
  const [ledger] = (JSON.parse(out) as { ledgers: { findings: { fault: string; index: number }[] }[] }).ledgers;
  expect([status, ledger?.findings.map(({ fault, index }) => [fault, index])]).toEqual([
    1,
    [
      ['ENTRY_GONE', 5],
      ['ENTRY_GONE', 12],
    ],
  ]);
});

it('says so when the last ten rows are gone from the log', async () => {
  await tamper(`with gone as (delete from ledger_leaf where "index" >= 11 returning entry)
    delete from ledger_entry where id in (select entry from gone)`);
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    1,
    'notesLedger: DOES NOT FIT.\n  The signed head of <time> promises 21 entries, the log has 11: it ends before place 11.\n',
  ]);
});

it('says so by the head that it remembers when the signed heads are gone, too', async () => {
  await verify();
  await tamper(`with gone as (delete from ledger_leaf where "index" >= 10 returning entry)
    delete from ledger_entry where id in (select entry from gone)`);
  await tamper(`delete from ledger_node where ("index" + 1) * (2 ^ level) > 10`);
  await tamper('delete from ledger_head where size > 10');
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    1,
    'notesLedger: DOES NOT FIT.\n  The head of <time> that you remember promises 21 entries, the newest one has 10.\n',
  ]);
  // The evidence is kept, though the log goes on as if nothing had happened.
  await fill('again');
  expect(told((await verify()).out)).toContain('that you remember promised over 21 entries.');
});

it('finds a history that was written anew with all its hashes, and says from where on', async () => {
  await tamper(`update ledger_entry set actor = 'x' from ledger_leaf l where l.entry = id and l."index" = 14`);
  await tamper(
    `update ledger_leaf l set hash = ledger_leaf_hash(e) from ledger_entry e where e.id = l.entry and l."index" = 14`,
  );
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    1,
    'notesLedger: DOES NOT FIT.\n  In the log the places 10 to 20 are not what the head of <time> promised over 21 entries.\n',
  ]);
});

it('notices that another key signs', async () => {
  await verify();
  const heads = await readFile(state(), 'utf8');
  await notes[Symbol.asyncDispose]();
  notes = await startTestSubgraph(noteSubgraph);
  await fill();
  const [place] = [`${new URL(notes.url).origin} notesLedger`];
  await writeFile(state(), JSON.stringify({ [place]: Object.values(JSON.parse(heads) as object)[0] }));
  expect((await verify()).out).toMatch(
    /signed by the key \S+, the head that you remember by \S+\. Ask whoever keeps it/,
  );
});

it('notices a ledger that the hub shows no more', async () => {
  await verify();
  const heads = JSON.parse(await readFile(state(), 'utf8')) as Record<string, object>;
  const { origin } = new URL(notes.url);
  await writeFile(state(), JSON.stringify({ ...heads, [`${origin} casesLedger`]: Object.values(heads)[0] }));
  const { status, out } = await verify();
  expect([status, told(out)]).toEqual([
    1,
    expect.stringMatching(/notesLedger: fits[^]*casesLedger: DOES NOT FIT.\n {2}The ledger shows no signed head.\n$/),
  ]);
});

it('checks a copy without asking anybody, and names the line that was changed in it', async () => {
  const file = path.join(folder.path, 'copy.jsonl');
  expect(await run(['export', file], tencent)).toEqual({
    status: 0,
    out: 'notesLedger: 21 places, 21 entries to read.\n',
    err: '',
  });
  await notes.database.close();
  const offline = ['verify', '--state', state(), '--copy', file];
  expect((await run(offline)).status).toBe(0);
  const copy = await readFile(file, 'utf8');
  await writeFile(file, copy.replace('"note-4"', '"note-5"'));
  const { status, out } = await run(offline);
  expect([status, told(out)]).toEqual([
    1,
    'notesLedger: DOES NOT FIT.\n  Entry 4 (<id>) does not say what was recorded.\n',
  ]);
});

it('refuses a copy, a state and a file to write that are none', async () => {
  const file = path.join(folder.path, 'nonsense');
  await writeFile(file, 'nonsense\n');
  expect((await run(['verify', '--state', state(), '--copy', file])).status).toBe(2);
  expect(await run(['verify', '--state', file])).toMatchObject({
    status: 1,
    err: expect.stringContaining('does not hold'),
  });
  expect(await run(['export', file])).toMatchObject({ status: 2, err: expect.stringContaining('cannot be written') });
});
