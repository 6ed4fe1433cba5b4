import { PlannerHost } from '../../../gateway/src/planner/planner-host.js';
import { subgraphs } from '../../conformance/whole/subgraphs.js';
import { compose } from '../../support/federation.js';
import { killPlanners, whileKilling } from './kill-planners.js';

const supergraph = compose(subgraphs, (name) => `http://${name}.example`);
const request = (source: string, signal?: AbortSignal) => ({
  source,
  operationName: undefined,
  labels: new Set<string>(),
  percentage: 0,
  ...(signal && { signal }),
});
const fine = (source: string, signal?: AbortSignal) => ({
  supergraph: 0,
  isRisky: false,
  request: request(source, signal),
});
const risky = (source: string, signal?: AbortSignal) => ({ ...fine(source, signal), isRisky: true });

/** The native planner of today ends its process on these. */
const fatal = (alias: string) => risky(`{ users { ${alias}: score badge } }`);
const refusal = { name: 'PlanningError', message: 'The planner fails on this operation.' };

function openHost(maxRunMs?: number): PlannerHost {
  const host = new PlannerHost(maxRunMs);
  host.load(supergraph);
  return host;
}

describe('the planning processes', () => {
  it('may end, and cost nobody but who ended them', async () => {
    const host = openHost();
    const sources = ['{ users { id } }', '{ found { __typename } }', '{ user(id: 1) { posts { likes } } }'];
    const tasks = [...sources.map((source) => risky(source)), fatal('a'), ...sources.map((source) => risky(source))];
    const results = await Promise.allSettled(tasks.map((task) => host.plan(task)));
    expect(results.map(({ status }) => status)).toEqual([
      ...sources.map(() => 'fulfilled'),
      'rejected',
      ...sources.map(() => 'fulfilled'),
    ]);
    expect(results[3]).toMatchObject({ reason: refusal });
    await expect(host.plan(fatal('a'))).rejects.toMatchObject(refusal);
    expect(await host.plan(risky('{ users { name } }'))).toMatchObject({ kind: 'QueryPlan' });
    await host.close();
  });

  it('plan what is not risky while one of them ends again and again', async () => {
    const host = openHost();
    const order: string[] = [];
    const aliases = Array.from({ length: 12 }, (_, index) => `a${index}`);
    const ended = aliases.map((alias) => host.plan(fatal(alias)).catch(() => order.push('ended')));
    const planned = aliases.map(async (alias) => {
      order.push((await host.plan(fine(`{ users { ${alias}: id } }`))).kind);
    });
    await Promise.all([...planned, ...ended]);
    // All are planned before the risky one has begun anew a second time.
    expect(order.slice(0, 14).filter((each) => each === 'QueryPlan')).toHaveLength(12);
    await host.close();
  });

  it('plan short operations before long ones', async () => {
    const host = openHost();
    const order: string[] = [];
    const plan = async (aliases: readonly string[]) => {
      await host.plan(risky(`{ users { ${aliases.map((alias) => `${alias}: score`).join(' ')} } }`));
      order.push(aliases.join(' '));
    };
    await Promise.all([plan(['first']), plan(['a', 'b', 'c']), plan(['d', 'e']), plan(['f']), plan(['g', 'h'])]);
    expect(order).toEqual(['first', 'f', 'd e', 'g h', 'a b c']);
    await host.close();
  });

  it('survive what ends them although it did not seem risky', async () => {
    const host = openHost();
    const task = { ...fatal('b'), isRisky: false };
    const results = await Promise.allSettled([host.plan(task), host.plan(fine('{ users { id } }'))]);
    expect(results).toMatchObject([
      { status: 'rejected', reason: refusal },
      { status: 'fulfilled', value: { kind: 'QueryPlan' } },
    ]);
    await host.close();
  });

  it('are stopped when they find no end, and remember over what', async () => {
    // No process starts that fast.
    const host = openHost(1);
    const reason = { name: 'PlanningError', message: 'The planner takes too long for this operation.' };
    await expect(host.plan(fine('{ users { id } }'))).rejects.toMatchObject(reason);
    await expect(host.plan(fine('{ users { id } }'))).rejects.toMatchObject(reason);
    await host.close();
  });

  const onLinux = process.platform === 'linux' ? it : it.skip;
  const aliases = Array.from({ length: 2_000 }, (_, index) => `a${index}: id`).join(' ');

  onLinux('try again what they were killed over (it takes /proc to kill one)', async () => {
    const host = openHost(60_000);
    await host.plan(fine('{ users { id } }'));
    const planned = host.plan(fine(`{ users { ${aliases} } }`));
    killPlanners();
    expect(await planned).toMatchObject({ kind: 'QueryPlan' });
    await host.close();
  });

  onLinux('try later what they were killed over twice (it takes /proc to kill one)', async () => {
    const host = new PlannerHost(60_000, 0);
    host.load(supergraph);
    const long = fine(`{ users { ${aliases} } }`);
    await expect(whileKilling(host.plan(long))).rejects.toMatchObject({
      name: 'PlanningError',
      message: 'The planner was killed while it planned this operation.',
    });
    expect(await host.plan(long)).toMatchObject({ kind: 'QueryPlan' });
    await host.close();
  });

  it('are not waited for by those who gave up, and refuse work when they are closed', async () => {
    const host = openHost();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const sources = [running, waiting].map(({ signal }, index) => risky(`{ users { a${index}: id } }`, signal));
    const given = Promise.allSettled(sources.map((task) => host.plan(task)));
    running.abort();
    waiting.abort();
    const reason = { name: 'PlanningError', message: 'Planning was aborted.' };
    expect(await given).toMatchObject([
      { status: 'rejected', reason },
      { status: 'rejected', reason },
    ]);
    expect(await host.plan(risky('{ users { a0: id } }'))).toMatchObject({ kind: 'QueryPlan' });
    const open = host.plan(fine('{ users { id } }'));
    const closed = { name: 'PlanningError', message: 'The planner was closed.' };
    await Promise.all([expect(open).rejects.toMatchObject(closed), host.close()]);
    await expect(host.plan(fine('{ users { id } }'))).rejects.toMatchObject(closed);
    await host.close();
  });
});
