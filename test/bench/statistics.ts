/** Two-sided 95 % quantiles of Student's t, by degrees of freedom from 1. */
const studentT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262];
const normal = 1.96;

export interface Estimate {
  readonly mean: number;
  /** Half the width of the 95 % confidence interval; undefined with one sample, which cannot tell. */
  readonly margin: number | undefined;
  readonly samples: readonly number[];
}

export function estimate(samples: readonly number[]): Estimate {
  const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
  if (samples.length < 2) return { mean, margin: undefined, samples };
  const variance = samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (samples.length - 1);
  const margin = (studentT[samples.length - 2] ?? normal) * Math.sqrt(variance / samples.length);
  return { mean, margin, samples };
}

/** The value below which a share of the values lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('There is no percentile of nothing.');
  return value;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
