import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { platform } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

/** True while a process runs under this id, whoever owns it. One that died and was not yet reaped counts as gone. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return platform() !== 'linux' || !['Z', 'X'].includes(statusFieldsOf(pid)?.[0] ?? 'X');
}

/**
 * A text that differs between two processes which had the same id, one after the other, also across a restart of the
 * machine. Undefined when no such process runs.
 */
export function startOf(pid: number): string | undefined {
  if (platform() !== 'linux') return processStatus(pid, 'lstart=');
  // Field 22 of proc_pid_stat(5): ticks since the machine started, hence the identity of that start beside it.
  const ticks = statusFieldsOf(pid)?.[19];
  return ticks && `${readText('/proc/sys/kernel/random/boot_id')?.trim() ?? ''} ${ticks}`;
}

/** Program and arguments of a process. Outside Linux one text: `ps` does not tell where an argument ends. */
export function commandLineOf(pid: number): readonly string[] | undefined {
  if (platform() === 'linux') return readText(`/proc/${pid}/cmdline`)?.split('\0');
  const line = processStatus(pid, 'command=');
  return line === undefined ? undefined : [line];
}

/** Ids of the processes that work in a folder. Empty outside Linux, where nobody tells cheaply. */
export function processesWorkingIn(folder: string): readonly number[] {
  if (platform() !== 'linux') return [];
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && workingFolderOf(entry) === folder)
    .map(Number);
}

/** Waits until a process that is not our child is gone. False when it still runs after `timeoutMs`. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await delay(20);
  }
  return true;
}

/** Sends a signal to a process that may be gone already. */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** What follows the program's name in proc_pid_stat(5). The name is in parentheses and may itself hold anything. */
function statusFieldsOf(pid: number): readonly string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function workingFolderOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // Gone meanwhile, or another user's and none of our business.
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function processStatus(pid: number, column: string): string | undefined {
  try {
    const answer = execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
    return answer === '' ? undefined : answer;
  } catch {
    return undefined; // `ps` leaves with 1 when there is no such process.
  }
}
