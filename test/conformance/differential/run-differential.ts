import fc from 'fast-check';
import { validate } from 'graphql';
import type { Asked } from './answer.js';
import type { AilingSubgraph } from './ailments.js';
import { judgeAiling } from './judge-ailing.js';
import { differencesFromOurs, differencesFromReference, haveEqualPaths, type Verdict } from './judge.js';
import { type Ask, nameFaults } from './known-faults.js';
import { nameLimits } from './known-limits.js';
import { randomOperation } from './random-operation.js';
import { shrinkOperation } from './shrink-operation.js';
import { type Answers, type RunningWorld, startWorld, type World } from './world.js';

/** What many operations came to. */
export interface Tally {
  readonly world: string;
  readonly seed: number;
  readonly operations: number;
  /** Operations for which the stock gateway reported errors at the very same paths as we. */
  readonly equalPaths: number;
  /** How often each known fault of the stock gateway accounted for a difference, alone or with others. */
  readonly faults: Readonly<Record<string, number>>;
  /** How often a known limit of ours did. */
  readonly limits: Readonly<Record<string, number>>;
  /** Operations with a difference that nothing accounts for. */
  readonly unexplained: number;
  /** The first of them, told so that they can be repeated. */
  readonly findings: readonly string[];
}

/** Findings that are told; with more, something is so wrong that more of them say nothing. */
const maxFindings = 12;
/** Operations over the same data, before the world begins anew with others. */
const sliceLength = 250;
const bounds = { depth: 4, size: 25 };

/** A world that operations are put to, and who decides on the answers. */
export interface Trial {
  readonly name: string;
  start(seed: string): Promise<RunningWorld>;
  judge(asked: Asked, answers: Answers, ask: Ask): Promise<Verdict>;
}

/** All subgraphs are well, as far as the world lets them. */
export function trialOf(world: World): Trial {
  return { name: world.name, start: (seed) => startWorld(world, seed), judge };
}

/** One subgraph ails, and nothing else goes wrong. */
export function ailingTrialOf(world: World, ailing: AilingSubgraph): Trial {
  const mishaps = { nulls: world.mishaps.nulls, failures: 0, failuresOfNonNull: 0, unknown: {}, failing: {} };
  return {
    name: `${world.name} where ${ailing.subgraph} ${ailing.ailment}`,
    start: (seed) => startWorld({ ...world, mishaps }, seed, ailing),
    judge: (_, answers) => Promise.resolve(judgeAiling(answers, ailing)),
  };
}

/** Puts random operations to all three, and compares what they answer. */
export async function runDifferential(trial: Trial, operations: number, seed: number): Promise<Tally> {
  const tally = {
    world: trial.name,
    seed,
    operations: 0,
    equalPaths: 0,
    faults: {} as Record<string, number>,
    limits: {} as Record<string, number>,
    unexplained: 0,
    findings: [] as string[],
  };
  for (let slice = 0; tally.operations < operations; slice++) {
    const dataSeed = `${seed}.${slice}`;
    await using running = await trial.start(dataSeed);
    const property = fc.asyncProperty(fc.gen(), async (draw) => {
      const asked = randomOperation(running.schema, (limit) => draw(fc.nat, limit - 1), bounds);
      fc.pre(validate(running.schema, asked.document).length === 0);
      const answers = await running.ask(asked);
      tally.operations += 1;
      if (haveEqualPaths(answers.ours, answers.oracle)) tally.equalPaths += 1;
      const { unexplained, fault, limit } = await trial.judge(asked, answers, running.ask);
      count(tally.limits, limit);
      count(tally.faults, fault);
      if (unexplained.length === 0) return;
      tally.unexplained += 1;
      if (tally.findings.length < maxFindings)
        tally.findings.push(await tell({ trial, running }, asked, { dataSeed, unexplained }));
    });
    const numRuns = Math.min(sliceLength, operations - tally.operations);
    await fc.assert(property, { numRuns, seed: seed + slice, endOnFailure: true });
  }
  return tally;
}

/** Counts each of several names, which `; ` divides. */
function count(counts: Record<string, number>, names: string | undefined): void {
  for (const name of names?.split('; ') ?? []) counts[name] = (counts[name] ?? 0) + 1;
}

/** What is wrong with the answers, as sentences; or which known faults of the oracle make the difference. */
export async function judge(asked: Asked, answers: Answers, ask: Ask): Promise<Verdict> {
  const { ours, oracle, reference } = answers;
  const ownFaults = differencesFromReference(ours, reference);
  const limit = ownFaults.length > 0 ? nameLimits(answers) : undefined;
  if (limit !== undefined) return { unexplained: [], limit };
  if (ownFaults.length > 0) return { unexplained: ownFaults.map((each) => `We against the reference: ${each}`) };
  const differences = differencesFromOurs(oracle, ours, reference);
  if (differences.length === 0) return { unexplained: [] };
  const fault = await nameFaults(asked, answers, ask);
  if (fault !== undefined) return { unexplained: [], fault };
  return { unexplained: differences.map((each) => `The oracle against us: ${each}`) };
}

/** The smallest operation with the same kind of difference, and what everybody says to it. */
async function tell(
  { trial, running }: { readonly trial: Trial; readonly running: RunningWorld },
  asked: Asked,
  { dataSeed, unexplained }: { readonly dataSeed: string; readonly unexplained: readonly string[] },
): Promise<string> {
  const whose = async (each: Asked) =>
    (await trial.judge(each, await running.ask(each), running.ask)).unexplained[0]?.slice(0, 10);
  const kind = await whose(asked);
  if (kind === undefined) {
    const variables = JSON.stringify(asked.variables);
    return [`Data ${dataSeed}, not when asked again:`, asked.source, `variables ${variables}`, ...unexplained, ''].join(
      '\n',
    );
  }
  const smallest = await shrinkOperation(running.schema, asked, async (each) => (await whose(each)) === kind);
  const answers = await running.ask(smallest);
  const { failures, executed: _, ...reference } = answers.reference;
  return [
    `Data ${dataSeed}${smallest.operationName === undefined ? '' : `, operation ${smallest.operationName}`}:`,
    smallest.source,
    `variables ${JSON.stringify(smallest.variables)}`,
    ...(await trial.judge(smallest, answers, running.ask)).unexplained.slice(0, 5),
    `ours      ${JSON.stringify(answers.ours)}`,
    `oracle    ${JSON.stringify(answers.oracle)}`,
    `reference ${JSON.stringify(reference)}`,
    `failures  ${[...failures].join(' ')}`,
    '',
  ].join('\n');
}
