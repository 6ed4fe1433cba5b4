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
