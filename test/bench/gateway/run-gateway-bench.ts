import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { ours, peersIn } from './contenders.js';
import { profiled, readProfile } from './cpu-profile.js';
import { measureGateways } from './gateway-bench.js';
import type { GatewayFindings } from './gateway-report.js';
import { killSubgraph } from './killed-subgraph.js';

export interface GatewayBenchRun {
  /** Where peers are installed; undefined measures our gateway alone. */
  readonly peersFolder: string | undefined;
  readonly rounds: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onBegin: (what: string) => void;
}

/** Everything the `gateway` case has to say. Leaves no process and no file. */
export async function runGatewayBench(run: GatewayBenchRun): Promise<GatewayFindings> {
  const { peersFolder, rounds, seconds, signal, onBegin } = run;
  const peers = peersFolder === undefined ? [] : peersIn(peersFolder);
  if (peersFolder !== undefined && peers.length === 0)
    throw new Error(`No known gateway is installed in ${peersFolder}.`);
  if (peers.length === 0)
    onBegin('hub gateway alone; test/bench/README.md tells how to install peers (--peers <folder>)');
  for (const { version } of peers) onBegin(`against ${version}`);
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'hub-bench-gateway-'));
  try {
    const samples = await measureGateways({ folder, contenders: [ours, ...peers], rounds, seconds, signal, onBegin });
    onBegin('a subgraph is killed');
    const kill = await killSubgraph({ folder, seconds, signal });
    onBegin('a profile of hub gateway');
    await measureGateways({
      folder,
      contenders: [profiled(folder)],
      rounds: 1,
      seconds,
      signal,
      onBegin: () => undefined,
    });
    const profile = await readProfile(folder, seconds);
    return { samples, peers, ours: ours.name, kill, profile };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
