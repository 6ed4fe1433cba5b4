import { isDeepStrictEqual } from 'node:util';

import type pg from 'pg';

import type { BenchCase, Figure } from './bench-case.js';
import { nameViewer, screening } from './bare-screening.js';
import { connectDatabase } from './database-client.js';
import { chooseAddresses } from './screened-addresses.js';
import { median } from './statistics.js';

/** What row-level security may cost at most, as a multiple of the same question without it. */
const bar = 1.5;

const warmUps = 5;

interface Question {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The attestations of many addresses behind one `_entities` request, as `attestation.repository.ts` asks for them. */
const entityPath = `select k."key" as "owner_key", i.* from (select distinct "value" as "key" from jsonb_array_elements_text($1::jsonb)) k
  cross join lateral (
    select i.* from "attestation" i
    where i."superseded_at" is null and i."subject_key" = split_part(k."key", ' ', 1) and i."subject" = split_part(k."key", ' ', 2)
    order by i."published_at" desc, i."id" asc limit 51
  ) i order by k."key", i."published_at" desc, i."id" asc`;

/**
 * The questions of screening and of the entity path, as the subgraph's role with policies and as the tables' owner, whom
 * no policy binds. Both in a reading transaction; that of the role first names the viewer, which is part of the price.
 */
export const visibilityCase: BenchCase = {
  name: 'visibility',
  title: 'screening and the entity path with row-level security, against the same without',
  async measure(bench) {
    await bench.imported();
    const { hub, repetitions, signal } = bench;
    const { ownerUrl, appUrl } = hub.databases.addressIntelligence;
    await using owner = await connectDatabase(ownerUrl);
    await using app = await connectDatabase(appUrl);
    await owner.client.query('vacuum analyze attestation, source');
    const { subjectKeys, addressKeys, known } = await chooseAddresses(hub);
    const questions: readonly Question[] = [
      { name: 'screening', text: screening.text, values: [subjectKeys] },
      { name: 'entity path', text: entityPath, values: [JSON.stringify(addressKeys)] },
    ];
    const figures: Figure[] = [];
    const answer: object[] = [];
    for (const question of questions) {
      const pairs = await race(question, { app: app.client, owner: owner.client, repetitions, signal });
      figures.push(...figuresOf(question.name, pairs.times));
      answer.push({ question: question.name, known: pairs.known });
    }
    return {
      count: `${addressKeys.length.toLocaleString('en')} addresses a question`,
      figures,
      answer,
      expected: questions.map(({ name }) => ({ question: name, known })),
    };
  },
};

interface Times {
  readonly bound: number[];
  readonly free: number[];
}

/** The two take turns, each first as often as second, so that a busy moment of the machine meets both. */
async function race(
  question: Question,
  on: {
    readonly app: pg.Client;
    readonly owner: pg.Client;
    readonly repetitions: number;
    readonly signal: AbortSignal;
  },
): Promise<{ readonly times: Times; readonly known: number }> {
  const times: Times = { bound: [], free: [] };
  let known = 0;
  const askBound = (): Promise<readonly object[]> => ask(on.app, question, true);
  const askFree = (): Promise<readonly object[]> => ask(on.owner, question, false);
  for (let round = -warmUps; round < on.repetitions; round += 1) {
    on.signal.throwIfAborted();
    const order = round % 2 === 0 ? ([askBound, askFree] as const) : ([askFree, askBound] as const);
    const [first, second] = [await timed(order[0]), await timed(order[1])];
    const [bound, free] = round % 2 === 0 ? [first, second] : [second, first];
    // Whoever sees all that is asked for is told the same, row by row.
    if (!isDeepStrictEqual(bound.rows, free.rows)) throw new Error(`${question.name}: the two answers differ.`);
    known = countSubjects(bound.rows);
    if (round < 0) continue;
    times.bound.push(bound.ms);
    times.free.push(free.ms);
  }
  return { times, known };
}

async function ask(client: pg.Client, { text, values }: Question, isBound: boolean): Promise<readonly object[]> {
  await client.query('begin read only');
  if (isBound) await nameViewer(client);
  const { rows } = await client.query<object>(text, [...values]);
  await client.query('rollback');
  return rows;
}

async function timed(
  work: () => Promise<readonly object[]>,
): Promise<{ readonly ms: number; readonly rows: readonly object[] }> {
  const startedAt = performance.now();
  const rows = await work();
  return { ms: performance.now() - startedAt, rows };
}

function countSubjects(rows: readonly object[]): number {
  return new Set(
    rows.map((row) => ('subjectKey' in row ? row.subjectKey : (row as { subject_key: string }).subject_key)),
  ).size;
}

function figuresOf(name: string, { bound, free }: Times): readonly Figure[] {
  return [
    { name: `${name}, with policies, p50`, unit: 'ms', value: median(bound) },
    { name: `${name}, without, p50`, unit: 'ms', value: median(free) },
    { name: `${name}, fastest`, unit: '×', value: Math.min(...bound) / Math.min(...free) },
    { name: `${name}, with ÷ without, p50`, unit: '×', value: median(bound) / median(free), atMost: bar },
  ];
}
