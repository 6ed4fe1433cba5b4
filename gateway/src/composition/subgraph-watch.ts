import { setTimeout as wait } from 'node:timers/promises';
import type { CompositionSettings } from '../config.js';
import type { SubgraphAddress } from '../config/subgraph-address.js';
import { emit } from '../telemetry/telemetry.js';
import type { SubgraphSdlSource } from './subgraph-sdl-source.js';

export type SubgraphState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly reason: string; readonly failures: number };

/** Keeps an eye on one subgraph: asks for its schema again and again, sooner while it does not answer. */
export class SubgraphWatch {
  readonly subgraph: SubgraphAddress;
  readonly #source: SubgraphSdlSource;
  readonly #settings: CompositionSettings;
  #state: SubgraphState = { kind: 'unknown' };
  #sdl: string | undefined;

  constructor(subgraph: SubgraphAddress, source: SubgraphSdlSource, settings: CompositionSettings) {
    this.subgraph = subgraph;
    this.#source = source;
    this.#settings = settings;
  }

  get state(): SubgraphState {
    return this.#state;
  }

  /** The schema last shown, or remembered from an earlier run; undefined when it was never seen. */
  get sdl(): string | undefined {
    return this.#sdl;
  }

  remember(sdl: string): void {
    this.#sdl = sdl;
  }

  /** Asks once. Answers whether the schema is another one than before; a subgraph that is down changes nothing. */
  async check(): Promise<boolean> {
    try {
      const sdl = await this.#source.fetchSdl(this.subgraph);
      if (this.#state.kind !== 'up') emit({ kind: 'subgraph-up', subgraph: this.subgraph.name });
      this.#state = { kind: 'up' };
      const isChanged = sdl !== this.#sdl;
      this.#sdl = sdl;
      return isChanged;
    } catch (error) {
      this.#markDown(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  /** Asks until `signal` aborts, and calls `onChange` after each change. */
  async run(onChange: () => Promise<void>, signal: AbortSignal): Promise<void> {
    while (await isOver(this.#delayMs(), signal)) {
      if (await this.check()) await onChange();
    }
  }

  #markDown(reason: string): void {
    const before = this.#state;
    if (before.kind !== 'down' || before.reason !== reason) {
      emit({ kind: 'subgraph-down', subgraph: this.subgraph.name, reason });
    }
    this.#state = { kind: 'down', reason, failures: before.kind === 'down' ? before.failures + 1 : 1 };
  }

  #delayMs(): number {
    const { pollIntervalMs, retryDelayMs } = this.#settings;
    if (this.#state.kind !== 'down') return pollIntervalMs;
    return Math.min(pollIntervalMs, retryDelayMs * 1.5 ** Math.min(this.#state.failures - 1, 50));
  }
}

/** Waits; false when `signal` broke it off. Not a reason to keep the process alive. */
async function isOver(delayMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await wait(delayMs, undefined, { signal, ref: false });
    return true;
  } catch {
    // The one thing that ends this wait early is the abort.
    return false;
  }
}
