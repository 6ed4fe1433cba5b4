import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CompositionSettings } from '../config.js';
import type { SubgraphAddress } from '../config/subgraph-address.js';
import { emit } from '../telemetry/telemetry.js';
import type { CompositionError, SubgraphSdl, SupergraphComposer } from './composer.js';
import type { SubgraphSdlSource } from './subgraph-sdl-source.js';
import { type SubgraphState, SubgraphWatch } from './subgraph-watch.js';
import type { KeptSupergraph, SupergraphStore } from './supergraph-store.js';
import { composeTolerantly } from './tolerant-composition.js';

export interface Supergraph {
  /** Digest of the SDL: the same schemas give the same version on every gateway. */
  readonly version: string;
  readonly sdl: string;
  /** Names of the subgraphs that are part of it. */
  readonly subgraphs: readonly string[];
}

export interface CompositionStatus {
  /** What is served; undefined before the first one. */
  readonly supergraph?: Supergraph & { readonly takenAt: Date };
  /** Why what the subgraphs show now was not taken whole; empty while it was. */
  readonly errors: readonly CompositionError[];
  readonly subgraphs: readonly (SubgraphAddress & { readonly state: SubgraphState })[];
}

export interface SupergraphManagerOptions {
  readonly subgraphs: readonly SubgraphAddress[];
  readonly source: SubgraphSdlSource;
  readonly composer: SupergraphComposer;
  readonly store: SupergraphStore;
  readonly settings: CompositionSettings;
  /** Serves a new supergraph. When it throws, the one before stays. */
  readonly take: (supergraph: Supergraph) => Promise<void>;
}

/** How long those that answered at the start wait for those that have not yet, in milliseconds. */
const patienceMs = 1_000;

/** Keeps the supergraph in step with what the subgraphs show; the last good one stays when anything fails. */
export class SupergraphManager {
  readonly #options: SupergraphManagerOptions;
  readonly #watches: readonly SubgraphWatch[];
  readonly #stopping = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  /** One composition after another, in the order of the changes. */
  #turn: Promise<void> = Promise.resolve();
  #kept: KeptSupergraph | undefined;
  #good: readonly SubgraphSdl[] = [];
  #tried = '';
  #serving: CompositionStatus['supergraph'];
  #errors: readonly CompositionError[] = [];

  constructor(options: SupergraphManagerOptions) {
    const { subgraphs, source, settings } = options;
    this.#options = options;
    this.#watches = subgraphs.map((subgraph) => new SubgraphWatch(subgraph, source, settings));
  }

  get status(): CompositionStatus {
    const subgraphs = this.#watches.map(({ subgraph, state }) => ({ ...subgraph, state }));
    return { ...(this.#serving && { supergraph: this.#serving }), errors: this.#errors, subgraphs };
  }

  /**
   * Serves what is remembered, then asks every subgraph once; from then on keeps watch until {@link stop}. Subgraphs
   * that are down do not make it fail.
   */
  async start(): Promise<void> {
    await this.#recall();
    if (this.#watches.every(({ sdl }) => sdl !== undefined)) await this.#recompose();
    const { signal } = this.#stopping;
    const checks = Promise.all(this.#watches.map((watch) => watch.check()));
    await Promise.race([checks, wait(patienceMs, undefined, { signal, ref: false }).catch(() => undefined)]);
    await this.#recompose();
    await checks;
    await this.#recompose();
    this.#running = Promise.all(this.#watches.map((watch) => watch.run(() => this.#recompose(), signal)));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
    await this.#turn;
  }

  async #recall(): Promise<void> {
    try {
      this.#kept = await this.#options.store.read();
    } catch (error) {
      // An unreadable memory is no reason not to start: the subgraphs are asked anyway.
      emit({ kind: 'supergraph-not-kept', error });
    }
    for (const watch of this.#watches) {
      const sdl = this.#kept?.subgraphSdls.get(watch.subgraph.name);
      if (sdl !== undefined) watch.remember(sdl);
    }
    this.#good = this.#latest();
  }

  #recompose(): Promise<void> {
    this.#turn = this.#turn.then(() => this.#recomposeImpl());
    return this.#turn;
  }

  async #recomposeImpl(): Promise<void> {
    const latest = this.#latest();
    const fingerprint = JSON.stringify(latest);
    if (latest.length === 0 || fingerprint === this.#tried) return;
    this.#tried = fingerprint;
    const startedAt = performance.now();
    const { errors, joined } = composeTolerantly(this.#options.composer, latest, this.#good);
    this.#errors = errors;
    if (joined) await this.#take(joined);
    else if (!this.#serving) await this.#takeKept();
    this.#report(performance.now() - startedAt);
  }

  async #take(joined: { supergraphSdl: string; subgraphs: readonly SubgraphSdl[] }): Promise<void> {
    const { supergraphSdl, subgraphs } = joined;
    if (!(await this.#serve(supergraphSdl, namesOf(subgraphs)))) return;
    this.#good = subgraphs;
    const subgraphSdls = new Map(subgraphs.map(({ name, sdl }) => [name, sdl]));
    try {
      await this.#options.store.keep({ supergraphSdl, subgraphSdls });
    } catch (error) {
      emit({ kind: 'supergraph-not-kept', error });
    }
  }

  /** The remembered supergraph as it was: for when its parts no longer compose, say after an update of the composer. */
  async #takeKept(): Promise<void> {
    if (this.#kept) await this.#serve(this.#kept.supergraphSdl, [...this.#kept.subgraphSdls.keys()]);
  }

  async #serve(sdl: string, subgraphs: readonly string[]): Promise<boolean> {
    if (this.#serving?.sdl === sdl) return true;
    const supergraph = { version: versionOf(sdl), sdl, subgraphs };
    try {
      await this.#options.take(supergraph);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#errors = [...this.#errors, { message: `The engine refuses supergraph ${supergraph.version}: ${message}` }];
      return false;
    }
    this.#serving = { ...supergraph, takenAt: new Date() };
    emit({ kind: 'supergraph-taken', version: supergraph.version, subgraphs });
    return true;
  }

  #report(durationMs: number): void {
    const errors = this.#errors.map(({ message }) => message);
    if (errors.length === 0) emit({ kind: 'composition-succeeded', durationMs });
    else emit({ kind: 'composition-failed', errors, serving: this.#serving?.version });
  }

  #latest(): readonly SubgraphSdl[] {
    return this.#watches.flatMap(({ subgraph, sdl }) => (sdl === undefined ? [] : [{ ...subgraph, sdl }]));
  }
}

function namesOf(subgraphs: readonly SubgraphSdl[]): readonly string[] {
  return subgraphs.map(({ name }) => name).toSorted();
}

function versionOf(sdl: string): string {
  return createHash('sha256').update(sdl).digest('hex').slice(0, 12);
}
