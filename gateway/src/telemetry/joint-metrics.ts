import { AggregatorRegistry } from 'prom-client';
import type { MetricValues } from './metrics.js';

/**
 * The metrics of several processes as one text: counters and histograms are added up, gauges by what they say of
 * themselves (`aggregator`).
 */
export function renderTogether(processes: readonly (readonly MetricValues[])[]): Promise<string> {
  return joined(processes).metrics();
}

/** The counts of several processes as those of one. Gauges tell of a moment, and are left out. */
export async function addCounts(processes: readonly (readonly MetricValues[])[]): Promise<readonly MetricValues[]> {
  const counts = processes.map((values) => values.filter(({ type }) => type !== 'gauge'));
  return (await joined(counts).getMetricsAsJSON()) as unknown as MetricValues[];
}

function joined(processes: readonly (readonly MetricValues[])[]) {
  return AggregatorRegistry.aggregate(processes.map((values) => [...values]));
}
