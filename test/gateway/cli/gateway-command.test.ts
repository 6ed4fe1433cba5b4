import { once } from 'node:events';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { compose } from '../../support/federation.js';
import { federationLink, startSubgraphServer, type SubgraphServer } from '../../support/subgraph-server.js';
import { createTemporaryFolder } from '../../support/temporary-folder.js';
import { send } from '../../support/test-gateway.js';
import { runGatewayCommand, startSupergraphGateway, type SupergraphGateway } from './fixtures/supergraph-gateway.js';

const products = {
  name: 'products',
  typeDefs: `${federationLink}
    type Query { top: Product }
    type Product @key(fields: "id") { id: ID! name: String size: Int }`,
  resolvers: { Query: { top: () => ({ id: 'p1', name: 'Lamp', size: 7 }) } },
};
/** As the supergraph knew it before its owner added the size. */
const early = { ...products, typeDefs: products.typeDefs.replace('size: Int', '') };
const stock = {
  name: 'stock',
  typeDefs: `${federationLink}
    type Product @key(fields: "id") { id: ID! inStock: Int }`,
  resolvers: { Product: { __resolveReference: ({ id }: { id: string }) => ({ id, inStock: id === 'p1' ? 3 : 0 }) } },
};
const both = '{ top { name inStock } }';
const lamp = { data: { top: { name: 'Lamp', inStock: 3 } } };

describe('hub gateway', () => {
  it('answers across the subgraphs of the file, and passes on the authorization and no other header', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file);
    expect(await gateway.ask(both, 'Bearer partner')).toEqual(lamp);
    expect(await gateway.ask(both)).toEqual(lamp);
    const seen = shop.subgraphs.calls.map(({ subgraph, headers }) => [subgraph, headers.authorization]);
    expect(seen).toEqual([
      ['products', 'Bearer partner'],
      ['stock', 'Bearer partner'],
      ['products', undefined],
      ['stock', undefined],
    ]);
    expect(Object.keys(shop.subgraphs.calls[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
    ]);
  });

  it('never answers one caller with what another was answered, however many ask the same at once', async () => {
    await using shop = await openShop();
    shop.subgraphs.intercept(({ subgraph, headers }, response) => {
      const who = headers.authorization ?? 'nobody';
      const answer =
        subgraph === 'products'
          ? { top: { __typename: 'Product', id: who, name: who } }
          : { _entities: [{ inStock: who.length }] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: answer }));
      return true;
    });
    await using gateway = await startSupergraphGateway(shop.file);
    const callers = Array.from({ length: 40 }, (_, index) =>
      index % 4 === 0 ? undefined : `Bearer ${'x'.repeat(index)}`,
    );
    const answers = await Promise.all(callers.map((caller) => gateway.ask(both, caller)));
    expect(answers).toEqual(
      callers.map((caller = 'nobody') => ({ data: { top: { name: caller, inStock: caller.length } } })),
    );
  });

  it('serves the edge of the hub: playground or how to build it, health, metrics; no tokens', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file);
    const statusOf = async (at: string) => (await fetch(`${gateway.url}${at}`)).status;
    expect([200, 503]).toContain(await statusOf('/'));
    expect(await Promise.all(['/health/live', '/metrics', '/.well-known/jwks.json'].map(statusOf))).toEqual([
      200, 200, 404,
    ]);
    expect(await readiness(gateway)).toMatchObject({
      ready: true,
      supergraph: { subgraphs: ['products', 'stock'] },
      composition: { ok: true, errors: [] },
    });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'lets a request in flight end at %s, and leaves with status 0',
    async (signal) => {
      await using shop = await openShop();
      await using gateway = await startSupergraphGateway(shop.file);
      const held = holdNext(shop.subgraphs);
      const answer = gateway.ask(both);
      const release = await held;
      const left = gateway.leave(signal);
      await gateway.saidNext(/Stopping/);
      release();
      expect([await answer, await left]).toEqual([lamp, [0, null]]);
    },
  );
});

describe('hub gateway, to whoever looks inside', () => {
  const planned = (gateway: SupergraphGateway, queryPlan: string) =>
    send<{ data?: unknown; errors?: unknown; extensions?: { queryPlan: { text: string } } }>(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: both, extensions: { queryPlan } }),
    });

  it.each(['1', '2'])('shows query plans where --query-plans says so, with %s worker(s)', async (workers) => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file, ['--query-plans', '--workers', workers]);
    const { body } = await planned(gateway, 'dry');
    expect(body.data).toBeNull();
    expect(body.extensions?.queryPlan.text).toContain('Flatten(path: "top")');
    expect(shop.subgraphs.calls).toEqual([]);
    expect((await planned(gateway, 'run')).body).toMatchObject({ ...lamp, extensions: { queryPlan: { mode: 'run' } } });
  });

  it('shows none without the option', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file);
    const { status, body } = await planned(gateway, 'run');
    expect([status, body]).toMatchObject([403, { errors: [{ extensions: { code: 'FORBIDDEN' } }] }]);
    expect(shop.subgraphs.calls).toEqual([]);
  });

  it('tells what a subgraph says as it says it, and which one that is', async () => {
    await using shop = await openShop();
    shop.subgraphs.intercept((_, response) => {
      const errors = [{ message: 'at db-7', path: ['top'], extensions: { table: 't', stacktrace: ['at x'] } }];
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data: { top: null }, errors }));
      return true;
    });
    await using gateway = await startSupergraphGateway(shop.file);
    expect(await gateway.ask('{ top { name } }')).toEqual({
      errors: [
        {
          message: 'at db-7',
          path: ['top'],
          extensions: { code: 'SUBGRAPH_ERROR', table: 't', subgraph: 'products' },
        },
      ],
      data: { top: null },
    });
  });
});

describe('hub gateway, when the file changes', () => {
  it('takes what can be served without losing a request, and keeps what it has otherwise', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file);
    const sized = '{ top { size } }';
    expect(await gateway.ask(sized)).toMatchObject({
      errors: [{ message: expect.stringContaining('size') as string }],
    });

    expect(await metric(gateway, 'hub_composition_ok')).toBe('1');

    const stream = startStream(gateway);
    await shop.write(composed([products, stock], shop.subgraphs));
    await gateway.saidNext(/was taken: supergraph \w+ joins products, stock/);
    await shop.write('type Query { a: Int }');
    await gateway.saidNext(/was not taken; supergraph \w+ stays\. Not a supergraph: its schema does not link/);
    expect(await readiness(gateway)).toMatchObject({ ready: true, composition: { ok: false } });
    expect(await metric(gateway, 'hub_composition_ok')).toBe('0');
    await shop.write(composed([products, stock], shop.subgraphs).replaceAll('graph: STOCK', 'graph: NOBODY'));
    await gateway.saidNext(/was not taken; .* the planner cannot read it/);
    await shop.remove();
    await gateway.saidNext(/was not taken; .* There is no such file/);
    expect(await gateway.ask(sized)).toEqual({ data: { top: { size: 7 } } });
    await shop.write(composed([products, stock], shop.subgraphs));
    await gateway.saidNext(/was taken/);
    expect(await readiness(gateway)).toMatchObject({ ready: true, composition: { ok: true, errors: [] } });
    expect(await metric(gateway, 'hub_composition_ok')).toBe('1');

    const answers = await stream.end();
    expect(answers.length).toBeGreaterThan(10);
    expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(lamp))).toEqual([]);
  });

  it('ends a request in flight on the supergraph with which it began', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file);
    const held = holdNext(shop.subgraphs);
    const answer = gateway.ask(both);
    const release = await held;
    await shop.write(composed([products], shop.subgraphs));
    await gateway.saidNext(/was taken: supergraph \w+ joins products\./);
    release();
    expect(await answer).toEqual(lamp);
    expect(await gateway.ask(both)).toMatchObject({
      errors: [{ message: expect.stringContaining('inStock') as string }],
    });
  });
});

describe('hub gateway --workers', () => {
  it('goes on when a worker falls, with another in its place that serves the latest supergraph', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file, ['--workers', '2']);
    expect(new Set(gateway.workers).size).toBe(2);
    await shop.write(composed([products, stock], shop.subgraphs));
    await gateway.saidNext(/was taken/);
    // From here on the file is of no use to a worker that begins.
    await shop.write('nothing');
    await gateway.saidNext(/was not taken/);

    for (const pid of gateway.workers) {
      process.kill(pid, 'SIGKILL');
      await gateway.saidNext(new RegExp(`Worker ${pid} ended \\(SIGKILL\\); another takes its place`));
      const stream = startStream(gateway, '{ top { size } }');
      await gateway.saidNext(/Worker \d+ listens/);
      const answers = await stream.end();
      expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
        new Set(['{"data":{"top":{"size":7}}}']),
      );
    }
    expect(await gateway.leave('SIGTERM')).toEqual([0, null]);
  });

  it('lets requests in flight end when it is told to stop, and takes every worker along', async () => {
    await using shop = await openShop();
    await using gateway = await startSupergraphGateway(shop.file, ['--workers', '3']);
    const held = holdNext(shop.subgraphs);
    const answer = gateway.ask(both);
    const release = await held;
    const left = gateway.leave('SIGINT');
    await gateway.saidNext(/Stopping/);
    release();
    expect([await answer, await left]).toEqual([lamp, [0, null]]);
    for (const pid of gateway.workers) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('hub gateway, called wrongly', () => {
  it('names all mistakes at once, those of the environment too', async () => {
    const args = ['--port', '70000', '--workers', '0', '--log-level', 'loud', '--host', ''];
    const ended = await runGatewayCommand(args, { HUB_MAX_DEPTH: 'deep' });
    expect(ended).toEqual({
      status: 2,
      out: '',
      err: `HUB_MAX_DEPTH: expected a whole number from 1 to 200, got "deep".
--supergraph: expected the path of a supergraph, got nothing.
--host: expected an address of this machine, got nothing.
--port: expected a whole number from 0 to 65535, got "70000".
--workers: expected a whole number from 1 to 128, got "0".
--log-level: expected one of fatal, error, warn, info, debug, trace, silent, got "loud".
`,
    });
  });

  it('says what is wrong with the file', async () => {
    await using folder = await createTemporaryFolder();
    const file = path.join(folder.path, 'supergraph.graphql');
    const run = async (...[content]: [content?: string]) => {
      if (content !== undefined) await writeFile(file, content);
      const { status, err } = await runGatewayCommand(['--supergraph', file, '--port', '0']);
      return [status, err.replaceAll(file, 'FILE')];
    };
    expect(await run()).toEqual([2, '--supergraph FILE: There is no such file.\n']);
    expect(await run('type Query { a: Int }')).toEqual([
      2,
      '--supergraph FILE: Not a supergraph: its schema does not link https://specs.apollo.dev/join.\n',
    ]);
    expect(await run('# nothing {')).toEqual([
      2,
      '--supergraph FILE: Not a supergraph: Syntax Error: Unexpected <EOF> (line 1, column 12).\n',
    ]);
  });

  it.each(['1', '2'])('says that the port is taken, with %s worker(s), by status 1', async (workers) => {
    await using shop = await openShop();
    const { port } = new URL(shop.subgraphs.urlOf('products'));
    const ended = await runGatewayCommand(['--supergraph', shop.file, '--port', port, '--workers', workers]);
    expect([ended.status, ended.out]).toEqual([1, '']);
    expect(ended.err).toMatch(/The gateway cannot start: .*EADDRINUSE/);
  });
});

/** Two subgraphs that run, and the file that joins them. */
async function openShop() {
  const folder = await createTemporaryFolder();
  const subgraphs = await startSubgraphServer([products, stock]);
  const file = path.join(folder.path, 'supergraph.graphql');
  await writeFile(file, composed([early, stock], subgraphs));
  return {
    file,
    subgraphs,
    write: (text: string) => writeFile(file, text),
    remove: () => rename(file, `${file}.away`),
    [Symbol.asyncDispose]: async () => {
      await subgraphs[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function composed(sources: Parameters<typeof compose>[0], subgraphs: SubgraphServer): string {
  return compose(sources, (name) => subgraphs.urlOf(name));
}

async function readiness({ url }: SupergraphGateway): Promise<unknown> {
  return (await fetch(`${url}/health/ready`)).json();
}

async function metric({ url }: SupergraphGateway, name: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1];
}

/** Holds the next call of the first subgraph back; resolves when it is there, to what lets it go. */
function holdNext(subgraphs: SubgraphServer): Promise<() => void> {
  return new Promise((resolve) => {
    subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph !== 'products') return false;
      subgraphs.intercept(undefined);
      resolve(() => {
        const data = { top: { __typename: 'Product', id: 'p1', name: 'Lamp' } };
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
      });
      return true;
    });
  });
}

/** Asks over and over, two at a time, until it is ended; then all the answers, or the first failure. */
function startStream(gateway: SupergraphGateway, query = both) {
  const ending = new AbortController();
  const answers: unknown[] = [];
  const asking = async () => {
    // Bounded, also when nobody ends it.
    for (let count = 0; count < 20_000; count += 1) {
      answers.push(await gateway.ask(query));
      if (ending.signal.aborted) return;
    }
    await once(ending.signal, 'abort');
  };
  const all = Promise.all([asking(), asking()]);
  all.catch(() => undefined);
  return {
    end: async () => {
      ending.abort();
      await all;
      return answers;
    },
  };
}
