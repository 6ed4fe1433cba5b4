import type { GraphQLSchema } from 'graphql';
import type { OperationEngine } from './operation-engine.js';

interface Generation {
  readonly number: number;
  readonly engine: OperationEngine;
}

/**
 * The engine that serves, and those before it on which requests still run. A request that began under one generation
 * may meet a younger one, never an older; so an engine is closed once no request is left that began under it or before.
 */
export class EngineGenerations {
  readonly #bySchema = new WeakMap<GraphQLSchema, OperationEngine>();
  readonly #retired: Generation[] = [];
  /** Requests in flight, by the generation under which they began. */
  readonly #inFlight = new Map<number, number>();
  #current: Generation | undefined;

  get current(): OperationEngine | undefined {
    return this.#current?.engine;
  }

  /** Makes an engine known, so that a request that already has its schema finds it, before it is the current one. */
  announce(engine: OperationEngine): void {
    this.#bySchema.set(engine.schema, engine);
  }

  /** Makes an engine the current one and retires the one before. */
  async advance(engine: OperationEngine): Promise<void> {
    this.announce(engine);
    if (this.#current) this.#retired.push(this.#current);
    this.#current = { number: (this.#current?.number ?? 0) + 1, engine };
    await this.#closeUnused();
  }

  engineFor(schema: GraphQLSchema): OperationEngine {
    const engine = this.#bySchema.get(schema);
    if (!engine) throw new Error('The operation was prepared for a schema that no engine serves.');
    return engine;
  }

  /** Runs a request; no engine that it may meet is closed before it ends. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    const number = this.#current?.number ?? 0;
    this.#inFlight.set(number, (this.#inFlight.get(number) ?? 0) + 1);
    try {
      return await work();
    } finally {
      this.#release(number);
      await this.#closeUnused();
    }
  }

  /** Closes every engine, in use or not. */
  async close(): Promise<void> {
    const all = [...this.#retired.splice(0), ...(this.#current ? [this.#current] : [])];
    this.#current = undefined;
    await Promise.all(all.map(({ engine }) => engine.close()));
  }

  #release(number: number): void {
    const left = (this.#inFlight.get(number) ?? 1) - 1;
    if (left === 0) this.#inFlight.delete(number);
    else this.#inFlight.set(number, left);
  }

  async #closeUnused(): Promise<void> {
    if (this.#retired.length === 0) return;
    const oldest = Math.min(...this.#inFlight.keys());
    const unused = this.#retired.filter(({ number }) => number < oldest);
    this.#retired.splice(0, unused.length);
    await Promise.all(unused.map(({ engine }) => engine.close()));
  }
}
