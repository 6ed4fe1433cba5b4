import cluster from 'node:cluster';
import process from 'node:process';

import { WorkerProcess } from '../../../gateway/src/cli/gateway/worker-process.js';

describe('WorkerProcess', () => {
  it('ends as its process ends when something could not be told to it before', async () => {
    const worker = new WorkerProcess(() => Promise.resolve(''));
    process.kill(worker.pid, 'SIGKILL');
    // As when the connection to it broke, and its end is not known yet.
    Object.values(cluster.workers ?? {})
      .find((each) => each?.process.pid === worker.pid)
      ?.process.disconnect();
    worker.tellRefusal('The file is not a supergraph.');
    const metrics = worker.tellMetrics(60_000);
    expect(await worker.ended).toBe('SIGKILL');
    expect(await metrics).toBeUndefined();
  });
});
