import type { MetricValues } from '../../telemetry/metrics.js';
import type { CheckedSupergraph } from './checked-supergraph.js';
import type { GatewaySettings } from './gateway-settings.js';

/** What the process that was started says to a worker. Each is worked off before the next. */
export type WorkerOrder =
  | { readonly kind: 'open'; readonly settings: GatewaySettings; readonly supergraph: CheckedSupergraph }
  | { readonly kind: 'take'; readonly supergraph: CheckedSupergraph }
  | { readonly kind: 'tell-refusal'; readonly reason: string | null };

/** What a worker answers to `open` (`listening` or `failed`) and to `take` (`taken` or `refused`). */
export type WorkerReport =
  | { readonly kind: 'listening'; readonly url: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly reason: string };

/** What the process that was started says beside the orders, at any time: question and answer bear the same number. */
export type MetricsOrder =
  | { readonly kind: 'tell-metrics'; readonly question: number }
  | { readonly kind: 'joint-metrics'; readonly question: number; readonly text: string }
  | { readonly kind: 'no-joint-metrics'; readonly question: number; readonly reason: string };

/** What a worker says beside its reports: what it counted, and that it was asked for what all of them have. */
export type MetricsReport =
  | { readonly kind: 'metrics'; readonly question: number; readonly values: readonly MetricValues[] }
  | { readonly kind: 'joint-metrics-wanted'; readonly question: number };
