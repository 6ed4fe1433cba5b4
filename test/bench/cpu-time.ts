import { readdirSync, readFileSync } from 'node:fs';
import { platform } from 'node:os';

/** Linux counts in these, whatever the kernel's own clock: `USER_HZ`, time(7). */
const ticksPerSecond = 100;

/** CPU seconds by the name of whoever used them. Empty where nobody tells. */
export type CpuSeconds = Readonly<Record<string, number>>;

/**
 * CPU seconds, user and system, that a process and all its descendants have used so far; those that ended and were
 * waited for are included. Undefined outside Linux, and when there is no such process.
 */
export function cpuSecondsOf(pid: number): number | undefined {
  if (platform() !== 'linux') return undefined;
  const processes = readProcesses();
  const ticksOf = (id: number): number => {
    const own = processes.get(id);
    if (!own) return 0;
    const children = [...processes].filter(([, { parent }]) => parent === id);
    return own.ticks + children.reduce((sum, [child]) => sum + ticksOf(child), 0);
  };
  return processes.has(pid) ? ticksOf(pid) / ticksPerSecond : undefined;
}

/** The processes that a process has started, and those that they have, by id. */
export function descendantsOf(pid: number): readonly number[] {
  if (platform() !== 'linux') return [];
  const processes = readProcesses();
  const below = (id: number): number[] =>
    [...processes].flatMap(([child, { parent }]) => (parent === id ? [child, ...below(child)] : []));
  return below(pid);
}

/** CPU seconds of children of this process that have ended. */
export function cpuSecondsOfEndedChildren(): number {
  const fields = platform() === 'linux' ? statusFieldsOf('self') : undefined;
  return fields ? (Number(fields[13]) + Number(fields[14])) / ticksPerSecond : 0;
}

/** CPU seconds of this process, all its threads. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What was used between two looks. */
export function cpuBetween(before: CpuSeconds, after: CpuSeconds): CpuSeconds {
  return Object.fromEntries(Object.entries(after).map(([name, seconds]) => [name, seconds - (before[name] ?? 0)]));
}

export function addCpu(a: CpuSeconds, b: CpuSeconds): CpuSeconds {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, (a[name] ?? 0) + (b[name] ?? 0)]));
}

export function totalCpu(cpu: CpuSeconds): number {
  return Object.values(cpu).reduce((sum, seconds) => sum + seconds, 0);
}

interface ProcessTimes {
  readonly parent: number;
  readonly ticks: number;
}

function readProcesses(): ReadonlyMap<number, ProcessTimes> {
  const ids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry));
  return new Map(
    ids.flatMap((id) => {
      const fields = statusFieldsOf(id);
      if (!fields) return []; // It ended between our two looks.
      const ticks = [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0);
      return [[Number(id), { parent: Number(fields[1]), ticks }] as const];
    }),
  );
}

/** What follows the program's name in proc_pid_stat(5): state, parent, …, utime, stime, cutime, cstime at 11 to 14. */
function statusFieldsOf(id: string): readonly string[] | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
