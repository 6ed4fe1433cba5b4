import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import { errorCodeOf, LauncherError } from './launcher-error.js';

/** A port that somebody wants to listen on, and the variable by which a person chooses another. */
export interface WantedPort {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly variable: string;
}

/** A hub that was killed leaves its children a moment longer than itself: they have to notice first. */
const patienceMs = 3_000;

/** The unprivileged ports that browsers and `fetch` never call (https://fetch.spec.whatwg.org/#port-blocking). */
const blockedPorts: ReadonlySet<number> = new Set([
  1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** A port that is free at this moment. */
export function findFreePort(host = '127.0.0.1'): Promise<number> {
  return tryPort(host, 0);
}

/**
 * Makes sure that ports are free, and chooses where 0 was wanted.
 *
 * @returns the ports in the given order
 * @throws LauncherError naming, for every port that is taken, the variable to change
 */
export async function reservePorts(wanted: readonly WantedPort[], signal: AbortSignal): Promise<readonly number[]> {
  const deadline = Date.now() + patienceMs;
  const results = await Promise.all(wanted.map((each) => untilFree(each, deadline, signal)));
  const problems = results.filter((result) => typeof result === 'string');
  const twice = wanted.filter(
    ({ port }, index) => port !== 0 && wanted.findIndex((each) => each.port === port) < index,
  );
  problems.push(...twice.map(({ port, variable }) => `Port ${port} is wanted twice. Set ${variable} to another one.`));
  if (problems.length > 0) throw new LauncherError(problems.join('\n'));
  return results.map(Number);
}

async function untilFree(wanted: WantedPort, deadline: number, signal: AbortSignal): Promise<number | string> {
  const { host, port, variable } = wanted;
  if (blockedPorts.has(port))
    return `Port ${port} is one that browsers and fetch never call. Set ${variable} to another.`;
  for (;;) {
    try {
      return await tryPort(host, port);
    } catch (error) {
      const code = errorCodeOf(error);
      if (code !== 'EADDRINUSE') return `Port ${port} on ${host} cannot be used (${code}). Set ${variable} or HOST.`;
      if (Date.now() > deadline) return `Port ${port} on ${host} is taken. Set ${variable} to a free one.`;
    }
    await delay(100, undefined, { signal });
  }
}

async function tryPort(host: string, wanted: number): Promise<number> {
  const probe = createServer().listen(wanted, host);
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
