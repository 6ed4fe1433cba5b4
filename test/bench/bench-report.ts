import { availableParallelism, cpus } from 'node:os';

import type { Unit } from './bench-case.js';
import type { Measured } from './sample-process.js';
import { type Estimate, estimate } from './statistics.js';

export interface ReportedFigure extends Estimate {
  readonly name: string;
  readonly unit: Unit;
}

export interface ReportedCase {
  readonly name: string;
  readonly count: string;
  readonly data: string;
  readonly figures: readonly ReportedFigure[];
}

/** What `--json` prints. */
export interface BenchReport {
  readonly samples: number;
  readonly node: string;
  readonly machine: string;
  readonly cases: readonly ReportedCase[];
}

/** Joins the samples, figure by figure. */
export function reportOf(samples: readonly (readonly Measured[])[]): BenchReport {
  const [first = []] = samples;
  const { arch, platform, version: node } = process;
  return {
    samples: samples.length,
    node,
    machine: `${platform} ${arch}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    cases: first.map(({ name, count, data, figures }) => ({
      name,
      count,
      data,
      figures: figures.map((figure) => ({
        name: figure.name,
        unit: figure.unit,
        ...estimate(samples.flatMap((sample) => valuesOf(sample, name, figure))),
      })),
    })),
  };
}

function valuesOf(
  sample: readonly Measured[],
  caseName: string,
  { name, unit }: { readonly name: string; readonly unit: Unit },
): readonly number[] {
  const measured = sample.filter((each) => each.name === caseName).flatMap(({ figures }) => figures);
  return measured.filter((figure) => figure.name === name && figure.unit === unit).map(({ value }) => value);
}

export function printReport({ samples, node, machine, cases }: BenchReport): string {
  const margin = samples === 1 ? 'one sample, hence no margin of error' : `${samples} fresh processes, ± 95 %`;
  const tables = cases.map(
    ({ name, count, data, figures }) =>
      `\n${name} · ${count} · ${data}\n${figures.map((figure) => `  ${lineOf(figure)}\n`).join('')}`,
  );
  return `Node ${node}, ${machine}; ${margin}; every answer as expected\n${tables.join('')}`;
}

function lineOf({ name, unit, mean, margin }: ReportedFigure): string {
  const spread = margin === undefined ? '' : ` ± ${rounded(margin, mean)}`;
  return `${name.padEnd(44)}${rounded(mean, mean).padStart(10)} ${unit.padEnd(6)}${spread}`;
}

/** Three digits say all that a benchmark knows; a margin has as many decimals as its figure. */
function rounded(value: number, mean: number): string {
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(mean) || 1)));
  return value.toLocaleString('en', {
    minimumFractionDigits: Math.min(decimals, 3),
    maximumFractionDigits: Math.min(decimals, 3),
  });
}
