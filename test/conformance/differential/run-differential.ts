import fc from 'fast-check';
import { validate } from 'graphql';
import type { Answer, Asked } from './answer.js';
import { differencesFromOurs, differencesFromReference, haveEqualPaths } from './judge.js';
import { nameFault } from './known-faults.js';
import { nameLimit } from './known-limits.js';
import { randomOperation } from './random-operation.js';
import { shrinkOperation } from './shrink-operation.js';
import type { Answers, RunningWorld } from './world.js';

/** What many operations came to. */
export interface Tally {
  readonly operations: number;
  /** Operations for which the stock gateway reported errors at the very same paths as we. */
  readonly equalPaths: number;
  /** How often each known fault of the stock gateway accounted for a difference. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often a known limit of ours did. */
  readonly limits: Readonly<Record<string, number>>;
  /** Differences that nothing accounts for, told so that they can be repeated. */
  readonly findings: readonly string[];
}

/** Findings that are told; with more, something is so wrong that more of them say nothing. */
const maxFindings = 5;
const bounds = { depth: 4, size: 25 };

/** Puts random operations to all three, and compares what they answer. */
export async function runDifferential(world: RunningWorld, operations: number, seed: number): Promise<Tally> {
  const tally = {
    operations: 0,
    equalPaths: 0,
    faults: {} as Record<string, number>,
    limits: {} as Record<string, number>,
    findings: [] as string[],
  };
  const property = fc.asyncProperty(fc.gen(), async (draw) => {
    const asked = randomOperation(world.schema, (limit) => draw(fc.nat, limit - 1), bounds);
    fc.pre(validate(world.schema, asked.document).length === 0);
    if (tally.findings.length >= maxFindings) return;
    const answers = await world.ask(asked);
    tally.operations += 1;
    if (haveEqualPaths(answers.ours, answers.oracle)) tally.equalPaths += 1;
    const { unexplained, fault, limit } = judge(asked, answers);
    if (limit !== undefined) tally.limits[limit] = (tally.limits[limit] ?? 0) + 1;
    if (fault !== undefined) tally.faults[fault] = (tally.faults[fault] ?? 0) + 1;
    if (unexplained.length > 0) tally.findings.push(await tell(world, asked, { seed, unexplained }));
  });
  await fc.assert(property, { numRuns: operations, seed, endOnFailure: true });
  return tally;
}

export interface Verdict {
  readonly unexplained: readonly string[];
  readonly fault?: string;
  readonly limit?: string;
}

/** What is wrong with the answers, as sentences; or which known fault of the oracle makes the difference. */
export function judge(asked: Asked, { schema, ours, oracle, reference }: Answers): Verdict {
  const ownFaults = differencesFromReference(ours, reference);
  const limit = nameLimit({ ours, reference });
  if (ownFaults.length > 0 && limit !== undefined) return { unexplained: [], limit };
  if (ownFaults.length > 0) return { unexplained: ownFaults.map((each) => `We against the reference: ${each}`) };
  const differences = differencesFromOurs(oracle, ours, reference);
  if (differences.length === 0) return { unexplained: [] };
  const agreesWith = (answer: Answer) => differencesFromOurs(oracle, answer, reference).length === 0;
  const fault = nameFault({ asked, schema, ours, oracle, agreesWith });
  return fault !== undefined
    ? { unexplained: [], fault }
    : { unexplained: differences.map((each) => `The oracle against us: ${each}`) };
}

/** The smallest operation with the same kind of difference, and what everybody says to it. */
async function tell(
  world: RunningWorld,
  asked: Asked,
  { seed, unexplained }: { readonly seed: number; readonly unexplained: readonly string[] },
): Promise<string> {
  const whose = async (each: Asked) => judge(each, await world.ask(each)).unexplained[0]?.slice(0, 10);
  const kind = await whose(asked);
  if (kind === undefined) {
    const variables = JSON.stringify(asked.variables);
    return [`Seed ${seed}, not when asked again:`, asked.source, `variables ${variables}`, ...unexplained, ''].join(
      '\n',
    );
  }
  const smallest = await shrinkOperation(world.schema, asked, async (each) => (await whose(each)) === kind);
  const answers = await world.ask(smallest);
  const { failures, ...reference } = answers.reference;
  return [
    `Seed ${seed}${smallest.operationName === undefined ? '' : `, operation ${smallest.operationName}`}:`,
    smallest.source,
    `variables ${JSON.stringify(smallest.variables)}`,
    ...judge(smallest, answers).unexplained.slice(0, 5),
    `ours      ${JSON.stringify(answers.ours)}`,
    `oracle    ${JSON.stringify(answers.oracle)}`,
    `reference ${JSON.stringify(reference)}`,
    `failures  ${[...failures].join(' ')}`,
    '',
  ].join('\n');
}
