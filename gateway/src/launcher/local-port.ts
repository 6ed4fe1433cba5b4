import { randomInt } from 'node:crypto';
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

/**
 * Where free ports are looked for: below those that systems give to every client and to whoever listens on port 0 (Linux
 * from 32768, others from 49152: RFC 6335, section 6). One of theirs could be gone by the time that it is used.
 */
const searched = { from: 20_000, to: 32_767 };
let nextSearched = randomInt(searched.from, searched.to + 1);

/**
 * A port that is free at this moment, another one at every call.
 *
 * @throws the system's error if none is, or if `host` is no address of this machine
 */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = searched.to - searched.from; ; tries -= 1) {
    const port = nextSearched;
    nextSearched = port === searched.to ? searched.from : port + 1;
    try {
      return await tryPort(host, port);
    } catch (error) {
      if (errorCodeOf(error) !== 'EADDRINUSE' || tries === 0) throw error;
    }
  }
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
      return port === 0 ? await findFreePort(host) : await tryPort(host, port);
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
