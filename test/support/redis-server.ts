import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

import { findFreePort } from '../../gateway/src/launcher/local-port.js';

/** A real Redis on the loopback interface, with a password, keeping nothing. Whoever starts it disposes of it. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string;
  /** Takes connections and answers nothing, until `wake`. */
  hang(): void;
  wake(): void;
  /** Ends it as a power failure would. */
  kill(): Promise<void>;
}

/** Why tests that need a Redis are skipped here, for their titles; undefined where it is installed. */
export const whyNoRedis =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : ' (skipped: no redis-server on this machine)';

const password = 'only-for-tests';

/** @param at - default: a free port */
export async function startRedisServer(at?: number): Promise<RedisServer & { readonly port: number }> {
  const port = at ?? (await findFreePort());
  const child = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  child.stdin.end(`port ${port}\nbind 127.0.0.1\nrequirepass ${password}\nsave ""\nappendonly no\n`);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  while (!said.includes('Ready to accept connections')) {
    const ended = await Promise.race([once(child.stdout, 'data').then(() => false), exited.then(() => true)]);
    if (ended) throw new Error(`Redis did not start:\n${said}`);
  }
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  return {
    port,
    url: `redis://default:${password}@127.0.0.1:${port}`,
    hang: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    kill,
    [Symbol.asyncDispose]: kill,
  };
}
