import path from 'node:path';

import { guildComposer } from '../../../gateway/src/composition/composer.js';
import { type Core, PinnedProcess } from './pinned-process.js';
import { type SubgraphName, subgraphSdl } from './shop-subgraphs.js';
import type { HostOrder, HostReport } from './subgraph-host.js';

export const typescriptArgs: readonly string[] = [
  '--disable-warning=ExperimentalWarning',
  '--import',
  path.join(import.meta.dirname, '../../support/typescript-resolution.ts'),
];

/** Some subgraphs of the benchmark in a process of their own. Who opens it disposes of it. */
export class ShopServer implements AsyncDisposable {
  readonly #process: PinnedProcess;
  readonly #signal: AbortSignal;
  readonly ports: Readonly<Partial<Record<SubgraphName, number>>>;

  private constructor(host: PinnedProcess, ports: ShopServer['ports'], signal: AbortSignal) {
    this.#process = host;
    this.ports = ports;
    this.#signal = signal;
  }

  /** @param ports - of each subgraph it is to serve; 0 takes a free one */
  static async open(ports: ShopServer['ports'], core: Core, signal: AbortSignal): Promise<ShopServer> {
    const args = [...typescriptArgs, path.join(import.meta.dirname, 'subgraph-host.ts'), JSON.stringify({ ports })];
    const host = new PinnedProcess({ args, core });
    try {
      const report = await host.message<HostReport>(signal);
      if (report.kind !== 'listening') throw new Error('The subgraphs do not listen.');
      return new ShopServer(host, report.ports, signal);
    } catch (error) {
      await host.end('SIGKILL');
      throw error;
    }
  }

  /** How long each answer is held back, in milliseconds. */
  async delay(milliseconds: number): Promise<void> {
    await this.#ask({ kind: 'delay', milliseconds });
  }

  /** Calls since it was opened. */
  async calls(): Promise<number> {
    const report = await this.#ask({ kind: 'count' });
    return report.kind === 'counted' ? report.calls : 0;
  }

  /** Without a word to anyone, as a machine that fails. */
  kill(): Promise<void> {
    return this.#process.end('SIGKILL');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#process.end('SIGKILL');
  }

  #ask(order: HostOrder): Promise<HostReport> {
    if (this.#process.hasEnded) throw this.#process.failure();
    const report = this.#process.message<HostReport>(this.#signal);
    this.#process.child.send(order);
    return report;
  }
}

/** The supergraph that every gateway is given. */
export function composeShop(ports: Readonly<Partial<Record<SubgraphName, number>>>): string {
  const result = guildComposer.compose(
    Object.entries(ports).map(([name, port]) => ({
      name,
      url: `http://127.0.0.1:${port}/graphql`,
      sdl: subgraphSdl[name as SubgraphName],
    })),
  );
  if (!result.ok) throw new Error(result.errors.map(({ message }) => message).join('\n'));
  return result.supergraphSdl;
}
