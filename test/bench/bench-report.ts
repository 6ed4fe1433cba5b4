import { availableParallelism, cpus } from 'node:os';

import type { Unit } from './bench-case.js';
import type { Measured, Sample } from './sample-process.js';
import { type Estimate, estimate } from './statistics.js';

export interface ReportedFigure extends Estimate {
  readonly name: string;
  readonly unit: Unit;
  readonly atMost?: number;
}

export interface ReportedCase {
  readonly name: string;
  readonly count: string;
  readonly figures: readonly ReportedFigure[];
}

/** What `--json` prints. */
export interface BenchReport {
  readonly samples: number;
  readonly node: string;
  readonly machine: string;
  /** What was imported; undefined when no case needed it. */
  readonly data: string | undefined;
  readonly cases: readonly ReportedCase[];
}

/** Joins the samples, figure by figure. */
export function reportOf(samples: readonly Sample[]): BenchReport {
  const [first] = samples;
  if (!first) throw new RangeError('There is no report of nothing.');
  const { arch, platform, version: node } = process;
  return {
    samples: samples.length,
    node,
    machine: `${platform} ${arch}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    data: first.data,
    cases: first.measured.map(({ name, count, figures }) => ({
      name,
      count,
      figures: figures.map((figure) => ({
        name: figure.name,
        unit: figure.unit,
        ...(figure.atMost !== undefined && { atMost: figure.atMost }),
        ...estimate(samples.map(({ measured }) => valueIn(measured, name, figure))),
      })),
    })),
  };
}

/** @throws Error when a sample lacks the figure: a mean of the others would be a mean of something else */
function valueIn(
  all: readonly Measured[],
  caseName: string,
  { name, unit }: { readonly name: string; readonly unit: Unit },
): number {
  const figures = all.filter((each) => each.name === caseName).flatMap((each) => each.figures);
  const found = figures.find((figure) => figure.name === name && figure.unit === unit);
  if (!found) throw new Error(`A sample of ${caseName} lacks "${name}".`);
  return found.value;
}

export function printReport({ samples, node, machine, data, cases }: BenchReport): string {
  const margin = samples === 1 ? 'one sample, hence no margin of error' : `${samples} fresh processes, ± 95 %`;
  const tables = cases.map(
    ({ name, count, figures }) =>
      `\n${name} · ${count}\n${figures
        .filter(isWorthALine)
        .map((figure) => `  ${lineOf(figure)}\n`)
        .join('')}`,
  );
  return `Node ${node}, ${machine}; ${margin}; every answer as expected\n${data === undefined ? '' : `Data: ${data}\n`}${tables.join('')}`;
}

/** Processes that had nothing to do with a request are left out; `--json` has them. */
function isWorthALine({ unit, mean }: ReportedFigure): boolean {
  return unit !== 'cpu ms' || mean >= 0.1;
}

function lineOf({ name, unit, mean, margin, atMost }: ReportedFigure): string {
  const spread = margin === undefined ? '' : ` ± ${rounded(margin, mean)}`;
  const bar = atMost === undefined ? '' : `   bar ${String(atMost)}: ${mean <= atMost ? 'kept' : 'MISSED'}`;
  return `${name.padEnd(44)}${rounded(mean, mean).padStart(10)} ${unit.padEnd(6)}${spread}${bar}`.trimEnd();
}

/** Three digits say all that a benchmark knows; a margin has as many decimals as its figure. */
function rounded(value: number, mean: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(mean) || 1)));
  return value.toLocaleString('en', {
    minimumFractionDigits: Math.min(decimals, 3),
    maximumFractionDigits: Math.min(decimals, 3),
  });
}
