import { once } from 'node:events';
import { createServer } from 'node:net';

import { findFreePort } from '../../../gateway/src/launcher/local-port.js';

it('finds ports that systems do not give to whoever does not choose: to clients above all', async () => {
  const found = await Promise.all(Array.from({ length: 50 }, () => findFreePort()));
  // Linux gives from 32768 (ip-sysctl, ip_local_port_range), others from 49152 (RFC 6335, section 6).
  expect(found.filter((port) => port >= 32_768)).toEqual([]);
});

it('gives nobody in one process the same port twice, even if it is still free', async () => {
  const found = await Promise.all(Array.from({ length: 200 }, () => findFreePort()));
  expect(new Set(found).size).toBe(200);
});

it('passes over a port that is taken', async () => {
  const neighbour = createServer().listen((await findFreePort()) + 1, '127.0.0.1');
  await once(neighbour, 'listening');
  try {
    const { port } = neighbour.address() as { port: number };
    expect(await findFreePort()).not.toBe(port);
  } finally {
    neighbour.close();
  }
});

it('says so when the address is none of this machine', async () => {
  await expect(findFreePort('192.0.2.1')).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
});
