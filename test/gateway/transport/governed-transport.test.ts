import { readEdgeConfig } from '../../../gateway/src/config.js';
import type { TrafficPolicy } from '../../../gateway/src/config/traffic-policy.js';
import type { Clock } from '../../../gateway/src/transport/clock.js';
import { createGovernedTransport } from '../../../gateway/src/transport/governed-transport.js';
import type { SubgraphCall, SubgraphTransport } from '../../../gateway/src/transport/subgraph-transport.js';
import { listen, type TelemetryEvent } from '../../../gateway/src/telemetry/telemetry.js';
import { HandClock } from './hand-clock.js';
import {
  type Behaviour,
  hangs,
  inTurn,
  json,
  type MisbehavingServer,
  resets,
  startMisbehavingServer,
  truncates,
} from './misbehaving-server.js';
import { describeMisbehaviour } from './misbehaviour-suite.js';

interface Scene extends AsyncDisposable {
  readonly far: MisbehavingServer;
  readonly transport: SubgraphTransport;
  readonly events: TelemetryEvent[];
  send(call?: Partial<SubgraphCall>): Promise<unknown>;
}

/** What holds when nothing is set, with a minute for a call. */
const { all: defaults } = readEdgeConfig({ HUB_REQUEST_TIMEOUT_MS: '120000' }).traffic;

async function setUp(behaviour: Behaviour, policy: Partial<TrafficPolicy> = {}, clock?: Clock): Promise<Scene> {
  const far = await startMisbehavingServer(behaviour);
  const all = { ...defaults, retryDelayMs: 1, ...policy };
  const transport = createGovernedTransport({ traffic: { all, bySubgraph: {} }, ...(clock && { clock }) });
  const events: TelemetryEvent[] = [];
  const end = listen((event) => events.push(event));
  const base = { subgraph: 'far', url: far.url, body: '{}', headers: {}, callerKey: 'c', isMutation: false };
  return {
    far,
    transport,
    events,
    send: (call) => transport.send({ ...base, ...call }),
    [Symbol.asyncDispose]: async () => {
      end();
      await transport.close();
      await far[Symbol.asyncDispose]();
    },
  };
}

const good = json('{"data":{"a":[1]}}');
const answer = { data: { a: [1] } };
const away = json('', 503);

/** Answers only when the test says so. */
function held(text = '{"data":{"a":[1]}}') {
  const go = Promise.withResolvers<undefined>();
  const behaviour: Behaviour = (response, call) => void go.promise.then(() => json(text)(response, call));
  return { behaviour, go: () => go.resolve(undefined) };
}

const timeoutMs = 60_000;

describeMisbehaviour('the governed transport', ({ clock, ...limits }) =>
  createGovernedTransport({ clock, traffic: { all: { ...defaults, ...limits }, bySubgraph: {} } }),
);

describe('retries', () => {
  it.each([
    { what: 'a reset connection', behaviour: resets },
    { what: 'a truncated answer', behaviour: truncates },
    { what: 'HTTP 502', behaviour: json('<p>', 502) },
    { what: 'HTTP 503', behaviour: json('', 503) },
    { what: 'HTTP 504', behaviour: json('', 504) },
  ])('make good for $what, as often as is set', async ({ behaviour }) => {
    await using scene = await setUp(inTurn(behaviour, behaviour, good), { retries: 2 });
    expect(await scene.send()).toEqual(answer);
    expect(scene.far.calls.map(({ body }) => body)).toEqual(['{}', '{}', '{}']);
    const retried = scene.events.filter(({ kind }) => kind === 'subgraph-call-retried');
    expect(retried).toMatchObject([{ subgraph: 'far' }, { subgraph: 'far' }]);
  });

  it('end with the last failure', async () => {
    await using scene = await setUp(inTurn(resets, away), { retries: 1 });
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_HTTP_ERROR' });
    expect(scene.far.calls).toHaveLength(2);
  });

  it.each<{ what: string; behaviour: Behaviour; policy?: Partial<TrafficPolicy>; call?: Partial<SubgraphCall> }>([
    { what: 'a mutation', behaviour: resets, call: { isMutation: true } },
    { what: 'what is no GraphQL', behaviour: json('[]') },
    { what: 'a refusal by HTTP', behaviour: json('', 403) },
    { what: 'an internal error', behaviour: json('', 500) },
    { what: 'an answer in time that never came', behaviour: hangs, policy: { timeoutMs: 50 } },
    { what: 'anything where retries are switched off', behaviour: resets, policy: { retries: 0 } },
    { what: 'what asks for a longer wait than allowed', behaviour: json('', 503, { 'retry-after': '60' }) },
    { what: 'what would come too late', behaviour: json('', 503, { 'retry-after': '1' }), policy: { timeoutMs: 900 } },
  ])('leave $what alone', async ({ behaviour, policy, call }) => {
    await using scene = await setUp(inTurn(behaviour, good), policy);
    await expect(scene.send(call)).rejects.toMatchObject({ name: 'TransportError' });
    expect(scene.far.calls).toHaveLength(1);
  });

  it('leave a GraphQL answer alone whatever its status', async () => {
    await using scene = await setUp(inTurn(json('{"errors":[{"message":"m"}]}', 503), good));
    expect(await scene.send()).toEqual({ errors: [{ message: 'm' }] });
  });

  it('wait twice as long each time, with jitter, and as long as the subgraph asks', async () => {
    const clock = new HandClock(timeoutMs);
    const asks = json('', 503, { 'retry-after': '2' });
    const policy = { retries: 5, retryDelayMs: 100, retryMaxDelayMs: 3_000 };
    await using scene = await setUp(inTurn(away, away, asks, away, good), policy, clock);
    expect(await scene.send()).toEqual(answer);
    expect(clock.rests).toEqual([50, 100, 2_000, 400]);
  });

  it('keep within a share of all calls, beyond the first few', async () => {
    const clock = new HandClock(timeoutMs);
    await using scene = await setUp(away, { retries: 1, breakerPercent: 0 }, clock);
    for (let call = 0; call < 100; call++)
      await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_HTTP_ERROR' });
    // Ten at hand, and one more for each ten calls.
    const retries = scene.far.calls.length - 100;
    expect(retries).toBeGreaterThanOrEqual(18);
    expect(retries).toBeLessThanOrEqual(20);
  });
});

describe('the circuit breaker', () => {
  const policy = { retries: 0, breakerMinCalls: 4, breakerPercent: 50, breakerOpenMs: 5_000, breakerProbes: 2 };
  const statesOf = ({ events }: Scene) =>
    events.flatMap((event) => (event.kind === 'subgraph-breaker-turned' ? [event.state] : []));

  it('suspends a subgraph that was killed, alone, and finds out when it is back', async () => {
    const clock = new HandClock(timeoutMs);
    await using scene = await setUp(good, policy, clock);
    await using near = await startMisbehavingServer(json('{"data":{"near":1}}'));
    await scene.far.stop();
    for (let call = 0; call < 4; call++)
      await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
    await expect(scene.send()).rejects.toMatchObject({
      code: 'SUBGRAPH_SUSPENDED',
      message: 'Subgraph "far" was not asked: most calls of it failed of late. It is tried again shortly.',
    });
    expect(await scene.send({ subgraph: 'near', url: near.url })).toEqual({ data: { near: 1 } });

    clock.nowMs += 5_000;
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_SUSPENDED' });

    await scene.far.start();
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_SUSPENDED' });
    clock.nowMs += 5_000;
    expect(await scene.send()).toEqual(answer);
    expect(await scene.send()).toEqual(answer);
    expect(await scene.send()).toEqual(answer);
    expect(statesOf(scene)).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    const refused = scene.events.filter(({ kind }) => kind === 'subgraph-call-refused');
    expect(refused).toEqual(
      Array.from({ length: 3 }, () => ({
        kind: 'subgraph-call-refused',
        subgraph: 'far',
        code: 'SUBGRAPH_SUSPENDED',
      })),
    );
  });

  it.each<{ what: string; behaviour: Behaviour; settings?: Partial<TrafficPolicy> }>([
    { what: 'GraphQL errors', behaviour: json('{"data":null,"errors":[{"message":"m"}]}', 500) },
    { what: 'refusals by HTTP', behaviour: json('', 403) },
    {
      what: 'answers that a caller asked too much for',
      behaviour: json('x'.repeat(2_000)),
      settings: { maxAnswerBytes: 1_024 },
    },
    { what: 'anything where it is switched off', behaviour: resets, settings: { breakerPercent: 0 } },
  ])('is not moved by $what', async ({ behaviour, settings }) => {
    await using scene = await setUp(behaviour, { ...policy, ...settings });
    for (let call = 0; call < 8; call++) await scene.send().catch(() => undefined);
    expect(scene.far.calls).toHaveLength(8);
    expect(statesOf(scene)).toEqual([]);
  });

  it('is not moved by callers who go away', async () => {
    await using scene = await setUp(hangs, policy);
    for (let call = 1; call <= 8; call++) {
      const caller = new AbortController();
      const sent = scene.send({ signal: caller.signal });
      await scene.far.arrived(call);
      caller.abort();
      await expect(sent).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    }
    expect(statesOf(scene)).toEqual([]);
  });

  it('lets a retry that is not made report what failed before', async () => {
    await using scene = await setUp(resets, { ...policy, retries: 9, breakerMinCalls: 2 });
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
    expect(scene.far.calls).toHaveLength(2);
  });
});

describe('the bound of calls under way', () => {
  it('lets others wait in order, and refuses what is beyond', async () => {
    const { behaviour, go } = held();
    await using scene = await setUp(behaviour, { maxCalls: 1, maxQueue: 2 });
    const sent = ['1', '2', '3'].map((body) => scene.send({ body }));
    await expect(scene.send({ body: '4' })).rejects.toMatchObject({
      code: 'SUBGRAPH_OVERLOADED',
      message: 'Subgraph "far" was not asked: too many calls of it are under way.',
    });
    await scene.far.arrived(1);
    expect(scene.far.calls).toHaveLength(1);
    go();
    expect(await Promise.all(sent)).toEqual([answer, answer, answer]);
    expect(scene.far.calls.map(({ body }) => body)).toEqual(['1', '2', '3']);
  });

  it('gives the room of one who goes away to another at once', async () => {
    const { behaviour, go } = held();
    await using scene = await setUp(behaviour, { maxCalls: 1, maxQueue: 1 });
    const caller = new AbortController();
    const first = scene.send({ body: '1' });
    const second = scene.send({ body: '2', signal: caller.signal });
    caller.abort();
    await expect(second).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    const third = scene.send({ body: '3' });
    go();
    expect(await Promise.all([first, third])).toEqual([answer, answer]);
    expect(scene.far.calls.map(({ body }) => body)).toEqual(['1', '3']);
  });

  it('counts waiting against the time', async () => {
    const clock = new HandClock(timeoutMs);
    await using scene = await setUp(hangs, { maxCalls: 1 }, clock);
    const sent = scene.send({ body: '1' });
    await scene.far.arrived(1);
    const waited = scene.send({ body: '2' });
    clock.endTime();
    await expect(sent).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    await expect(waited).rejects.toMatchObject({ code: 'SUBGRAPH_OVERLOADED' });
    expect(scene.far.calls).toHaveLength(1);
  });

  it('holds for each subgraph on its own', async () => {
    await using scene = await setUp(hangs, { maxCalls: 1, maxQueue: 0 });
    await using near = await startMisbehavingServer(good);
    const caller = new AbortController();
    const hanging = scene.send({ signal: caller.signal });
    expect(await scene.send({ subgraph: 'near', url: near.url })).toEqual(answer);
    caller.abort();
    await expect(hanging).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
  });
});

describe('sharing', () => {
  it('sends equal queries of one caller once, whatever their headers, and gives each an answer of its own', async () => {
    const { behaviour, go } = held();
    await using scene = await setUp(behaviour);
    const sent = ['r1', 'r2', 'r3'].map((id) => scene.send({ headers: { 'x-request-id': id } }));
    await scene.far.arrived(1);
    go();
    const answers = (await Promise.all(sent)) as { data: { a: number[] } }[];
    answers[0]?.data.a.push(2);
    expect(answers).toEqual([{ data: { a: [1, 2] } }, answer, answer]);
    expect(scene.far.calls.map(({ headers }) => headers['x-request-id'])).toEqual(['r1']);
    expect(scene.events.filter(({ kind }) => kind === 'subgraph-call-shared')).toHaveLength(2);
  });

  it.each<{ what: string; one: Partial<SubgraphCall>; other: Partial<SubgraphCall>; policy?: Partial<TrafficPolicy> }>([
    { what: 'unequal callers', one: { callerKey: 'a' }, other: { callerKey: 'b' } },
    { what: 'a caller and nobody', one: { callerKey: '' }, other: { callerKey: 'b' } },
    { what: 'unequal bodies', one: { body: '{}' }, other: { body: '{ }' } },
    {
      what: 'caller and body that only look equal in a row',
      one: { callerKey: 'a', body: 'bc' },
      other: { callerKey: 'ab', body: 'c' },
    },
    { what: 'mutations', one: { isMutation: true }, other: { isMutation: true } },
    { what: 'a mutation and a query', one: { isMutation: true }, other: {} },
    { what: 'subgraphs', one: { subgraph: 'a' }, other: { subgraph: 'b' } },
    { what: 'anything where it is switched off', one: {}, other: {}, policy: { sharing: 'off' } },
  ])('never happens between $what', async ({ one, other, policy }) => {
    const { behaviour, go } = held();
    await using scene = await setUp(behaviour, policy);
    const sent = [scene.send(one), scene.send(other)];
    await scene.far.arrived(2);
    go();
    expect(await Promise.all(sent)).toEqual([answer, answer]);
  });

  it('lets one go away without harm to the others', async () => {
    const { behaviour, go } = held();
    await using scene = await setUp(behaviour);
    const caller = new AbortController();
    const [gone, stays] = [scene.send({ signal: caller.signal }), scene.send()];
    await scene.far.arrived(1);
    caller.abort();
    await expect(gone).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    go();
    expect(await stays).toEqual(answer);
    expect(scene.far.calls).toHaveLength(1);
  });

  it('breaks the call off when the last one has gone, and begins anew after that', async () => {
    await using scene = await setUp(inTurn(hangs, good));
    const callers = [new AbortController(), new AbortController()];
    const sent = callers.map(({ signal }) => scene.send({ signal }));
    await scene.far.arrived(1);
    for (const caller of callers) caller.abort();
    for (const each of sent) await expect(each).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    await scene.far.calls[0]?.closed;
    expect(await scene.send()).toEqual(answer);
  });

  it('ends with the call: nothing is kept', async () => {
    await using scene = await setUp(inTurn(good, json('{"data":{"a":[2]}}')));
    expect([await scene.send(), await scene.send()]).toEqual([answer, { data: { a: [2] } }]);
  });

  it('does not give what was read before a mutation to whoever asks after it', async () => {
    const before = held('{"data":{"a":["old"]}}');
    await using scene = await setUp(inTurn(before.behaviour, good, json('{"data":{"a":["new"]}}')));
    const early = scene.send();
    await scene.far.arrived(1);
    await scene.send({ isMutation: true, body: '{"query":"mutation{a}"}' });
    expect(await scene.send()).toEqual({ data: { a: ['new'] } });
    before.go();
    expect(await early).toEqual({ data: { a: ['old'] } });
  });

  it('shares a failure, too', async () => {
    await using scene = await setUp(json('[]'));
    const sent = await Promise.allSettled([scene.send(), scene.send()]);
    expect(sent).toMatchObject(sent.map(() => ({ reason: { code: 'SUBGRAPH_INVALID_ANSWER' } })));
    expect(scene.far.calls).toHaveLength(1);
  });
});

describe('a caller who goes away', () => {
  it('closes the connection of the call that nobody waits for', async () => {
    await using scene = await setUp(hangs);
    const caller = new AbortController();
    const sent = scene.send({ signal: caller.signal, isMutation: true });
    await scene.far.arrived(1);
    caller.abort(new Error('closed the tab'));
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_ABORTED', cause: { message: 'closed the tab' } });
    await scene.far.calls[0]?.closed;
  });

  it('is not retried for', async () => {
    await using scene = await setUp(inTurn(away, good), {
      retryDelayMs: 60_000,
      retryMaxDelayMs: 60_000,
      timeoutMs: 120_000,
    });
    const caller = new AbortController();
    const retried = new Promise<void>((resolve) => {
      const end = listen(({ kind }) => {
        if (kind !== 'subgraph-call-retried') return;
        end();
        resolve();
      });
    });
    const sent = scene.send({ signal: caller.signal });
    await retried;
    caller.abort();
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    expect(scene.far.calls).toHaveLength(1);
  });
});

describe('closing', () => {
  it('ends calls under way and waiting, and takes no more', async () => {
    await using scene = await setUp(hangs, { maxCalls: 1 });
    const sent = [scene.send({ body: '1' }), scene.send({ body: '2' })];
    await scene.far.arrived(1);
    const settled = Promise.allSettled(sent);
    await scene.transport.close();
    expect(await settled).toMatchObject(sent.map(() => ({ reason: { code: 'SUBGRAPH_UNREACHABLE' } })));
    await expect(scene.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
  });
});
