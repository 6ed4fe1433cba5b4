import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { type Contender, ours } from './contenders.js';

/** A function and the share of CPU time that was spent in itself. */
export interface ProfileEntry {
  readonly name: string;
  /** Of the time in which the process did anything, from 0 to 1. */
  readonly share: number;
}

/** The format of V8's profiles, as far as it is read. */
interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  /** In microseconds. */
  readonly timeDeltas: readonly number[];
}

const fileName = 'gateway.cpuprofile';

/** Our gateway, which leaves a profile in `folder` when it ends. */
export function profiled(folder: string): Contender {
  const flags = ['--cpu-prof', '--cpu-prof-dir', folder, '--cpu-prof-name', fileName];
  return { ...ours, args: (file, port) => [...flags, ...ours.args(file, port)] };
}

/** Where the time went in the last `seconds` in which the process was at work, the most expensive first. */
export async function readProfile(folder: string, seconds: number, count = 10): Promise<readonly ProfileEntry[]> {
  const { nodes, samples, timeDeltas } = JSON.parse(await readFile(path.join(folder, fileName), 'utf8')) as Profile;
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const spent = new Map<string, number>();
  let left = seconds * 1e6;
  for (let index = samples.length - 1; index >= 0 && left > 0; index -= 1) {
    const name = names.get(samples[index] ?? -1) ?? '';
    const delta = timeDeltas[index] ?? 0;
    if (name === '(idle)') continue;
    left -= delta;
    spent.set(name, (spent.get(name) ?? 0) + delta);
  }
  const total = [...spent.values()].reduce((sum, time) => sum + time, 0);
  const sorted = [...spent].toSorted(([, a], [, b]) => b - a).slice(0, count);
  return sorted.map(([name, time]) => ({ name, share: time / total }));
}

function nameOf({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  if (url === '') return functionName || '(anonymous)';
  const place = url.replace(/^file:\/\//, '').replace(/^.*\/(node_modules|gateway\/dist)\//, '');
  return `${functionName || '(anonymous)'} ${place}:${lineNumber + 1}`;
}
