import { PlannerHost } from '../../../gateway/src/planner/planner-host.js';
import { subgraphs } from '../../conformance/whole/subgraphs.js';
import { compose } from '../../support/federation.js';

const supergraph = compose(subgraphs, (name) => `http://${name}.example`);
const task = (source: string, signal?: AbortSignal) => ({
  supergraph: 0,
  request: { source, operationName: undefined, labels: new Set<string>(), percentage: 0, ...(signal && { signal }) },
});

/** The native planner of today ends its process on this one. */
const crashing = '{ users { score badge } }';

describe('the planning process', () => {
  it('may crash, and costs nobody but who made it crash', async () => {
    const host = new PlannerHost([supergraph]);
    const fine = ['{ users { id } }', '{ found { __typename } }', '{ user(id: 1) { posts { likes } } }'];
    const results = await Promise.allSettled([...fine, crashing, ...fine].map((source) => host.plan(task(source))));
    expect(results.map(({ status }) => status)).toEqual([
      ...fine.map(() => 'fulfilled'),
      'rejected',
      ...fine.map(() => 'fulfilled'),
    ]);
    const refusal = { name: 'PlanningError', message: 'The planner fails on this operation.' };
    expect(results[3]).toMatchObject({ reason: refusal });
    await expect(host.plan(task(crashing))).rejects.toMatchObject(refusal);
    expect(await host.plan(task('{ users { name } }'))).toMatchObject({ kind: 'QueryPlan' });
    await host.close();
  });

  it('is not waited for by those who gave up, and refuses work when it is closed', async () => {
    const host = new PlannerHost([supergraph]);
    const caller = new AbortController();
    const planned = host.plan(task('{ users { id } }', caller.signal));
    await Promise.resolve();
    caller.abort();
    await expect(planned).rejects.toMatchObject({ name: 'PlanningError', message: 'Planning was aborted.' });
    const open = host.plan(task('{ users { id } }'));
    await Promise.resolve();
    const closed = { name: 'PlanningError', message: 'The planner was closed.' };
    await Promise.all([expect(open).rejects.toMatchObject(closed), host.close()]);
    await expect(host.plan(task('{ users { id } }'))).rejects.toMatchObject(closed);
    await host.close();
  });
});
