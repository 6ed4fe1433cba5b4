import type { Caller } from '@alliance/schema';

import { alertEvents, alertSubgraph, slowSource, toldFeed } from '../../support/alert-subgraph.js';
import { openEventStream } from '../../support/event-stream-reader.js';
import { readLedger } from '../../support/ledger-reader.js';
import { startTestSubgraph, type TestSubgraph } from '../../support/running-subgraph.js';
import { callerOf, hubCaller, publicCaller } from '../../support/token-issuer.js';

const ctma = callerOf('ctma', { groups: ['g1'] });
const tencent = callerOf('tencent', { groups: ['g1'] });
const stranger = callerOf('stranger');
const cleared = callerOf('ctma', { clearance: 'RED', groups: ['g1'] });

let subgraph: TestSubgraph;
beforeAll(async () => {
  subgraph = await startTestSubgraph(alertSubgraph);
});
afterAll(() => subgraph[Symbol.asyncDispose]());

const bearer = async (caller: Caller) => ({ authorization: `Bearer ${await subgraph.tokenFor('alerts', caller)}` });
const listen = async (caller: Caller, query: string, variables: object = {}) =>
  openEventStream(subgraph.url, { query, variables }, await bearer(caller));
const raise = (caller: Caller, id: string, tlp: number, group: string | null = null) =>
  subgraph.ask(caller, 'mutation ($id: ID!, $tlp: Int!, $group: String) { raise(id: $id, tlp: $tlp, group: $group) }', {
    id,
    tlp,
    group,
  });

const told = (text: string) => ({ type: 'next', data: { data: { told: text } } });
const complete = { type: 'complete', data: undefined };

describe('a subscription by event stream', () => {
  it('tells the events, then that it is complete', async () => {
    await using stream = await listen(ctma, 'subscription ($to: Int!) { count(to: $to) }', { to: 2 });
    expect([stream.status, stream.headers.get('content-type'), stream.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    expect(await stream.rest()).toEqual([
      { type: 'next', data: { data: { count: 1 } } },
      { type: 'next', data: { data: { count: 2 } } },
      complete,
    ]);
  });

  it('is heard at once, and returns to its source when the client goes', async () => {
    const stream = await listen(ctma, 'subscription { told }');
    expect(await stream.block()).toBe(':');
    await toldFeed.subscribers(1);
    toldFeed.push('one');
    expect(await stream.next()).toEqual(told('one to ctma'));
    stream.leave();
    await toldFeed.subscribers(0);
  });

  it('returns to a source that is open only after the client has gone', async () => {
    const leaving = new AbortController();
    const headers = { accept: 'text/event-stream', 'content-type': 'application/json', ...(await bearer(ctma)) };
    const body = JSON.stringify({ query: 'subscription { late }' });
    const asking = fetch(subgraph.url, { method: 'POST', headers, body, signal: leaving.signal });
    // Answered after it, on another connection: the request before has come.
    await subgraph.ask(ctma, '{ __typename }');
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    const opened = toldFeed.subscribers(1);
    slowSource.resolve(undefined);
    await opened;
    await toldFeed.subscribers(0);
  });

  it.each([
    ['its member', ctma, 'ctma'],
    ['the public', publicCaller, 'public'],
    ['the hub', hubCaller, 'hub'],
  ])('runs in the name of %s', async (_who, caller, name) => {
    await using stream = await listen(caller, 'subscription { told }');
    await toldFeed.subscribers(1);
    toldFeed.push('x');
    expect(await stream.next()).toEqual(told(`x to ${name}`));
    stream.leave();
    await toldFeed.subscribers(0);
  });

  it('goes on after an event whose answer fails, and masks what is ours', async () => {
    await using stream = await listen(ctma, 'subscription { told }');
    await toldFeed.subscribers(1);
    toldFeed.push('broken');
    toldFeed.push('whole');
    const error = { message: 'Internal server error', path: ['told'], locations: [{ line: 1, column: 16 }] };
    expect([await stream.next(), await stream.next()]).toEqual([
      {
        type: 'next',
        data: { errors: [{ ...error, extensions: { code: 'INTERNAL_SERVER_ERROR' } }], data: null },
      },
      told('whole to ctma'),
    ]);
    toldFeed.complete();
    expect(await stream.rest()).toEqual([complete]);
  });

  it('is answered beside JSON where the client lists both, and JSON to queries', async () => {
    const headers = { ...(await bearer(ctma)), accept: 'application/json, text/event-stream' };
    await using stream = await openEventStream(subgraph.url, { query: 'subscription { count(to: 1) }' }, headers);
    expect(await stream.rest()).toEqual([{ type: 'next', data: { data: { count: 1 } } }, complete]);
    const answer = await subgraph.call(headers, { query: '{ __typename }' });
    expect(await answer.json()).toEqual({ data: { __typename: 'Query' } });
  });
});

describe('an event', () => {
  const query = 'subscription { alertRaised { id text session } }';
  /** Raises what everybody sees, so that whoever got no event before it is known to get none. */
  const raiseLast = (id: string) => raise(tencent, id, 0);
  const idsIn = async (stream: Awaited<ReturnType<typeof listen>>, last: string) => {
    const ids: string[] = [];
    while (ids.at(-1) !== last) {
      const event = await stream.next();
      ids.push((event?.data as { data: { alertRaised: { id: string } } }).data.alertRaised.id);
    }
    return ids;
  };

  it('is answered in a context of its own, which sees what has been written since', async () => {
    await using stream = await listen(ctma, query);
    const sessions: number[] = [];
    for (const id of ['first', 'second', 'third']) {
      await raise(tencent, id, 1);
      const event = (await stream.next())?.data as { data: { alertRaised: { text: string; session: number } } };
      expect(event.data.alertRaised.text).toBe(`text of ${id}`);
      sessions.push(event.data.alertRaised.session);
    }
    expect(new Set(sessions).size).toBe(3);
  });

  it('is told to those who may see its record, and to others not even that there was one', async () => {
    await using inGroup = await listen(ctma, query);
    await using outside = await listen(stranger, query);
    await using open = await listen(publicCaller, query);
    await raise(tencent, 'amber', 2, 'g1');
    await raise(tencent, 'own', 2);
    await raise(tencent, 'green', 1);
    await raiseLast('clear');
    expect(await Promise.all([inGroup, outside, open].map((stream) => idsIn(stream, 'clear')))).toEqual([
      ['amber', 'green', 'clear'],
      ['green', 'clear'],
      ['clear'],
    ]);
  });

  it('of a RED record is told to nobody, though its recipient may ask for it', async () => {
    await using stream = await listen(cleared, query);
    await raise(cleared, 'red', 4);
    await raiseLast('after red');
    expect(await idsIn(stream, 'after red')).toEqual(['after red']);
    const { data } = await subgraph.ask(cleared, '{ alerts { id } }');
    expect(data?.['alerts']).toContainEqual({ id: 'red' });
  });

  it('is in the ledger when it arrives, and one that is withheld is not', async () => {
    const query = 'subscription { alertRaised { id } }';
    await using reader = await listen(ctma, query);
    await using outsider = await listen(stranger, query);
    await raise(tencent, 'noted', 2, 'g1');
    expect((await reader.next())?.data).toEqual({ data: { alertRaised: { id: 'noted' } } });
    await raiseLast('noted not');
    await idsIn(outsider, 'noted not');
    await subgraph.ledger.sequence();
    const entries = (await readLedger(subgraph.ownerUrl)) as unknown as Record<string, unknown>[];
    const disclosed = entries.filter(
      ({ kind, items }) => kind === 'DISCLOSURE' && JSON.stringify(items).includes('noted'),
    );
    expect(disclosed.map(({ member, originator, items }) => ({ member, originator, items }))).toEqual([
      { member: 'ctma', originator: 'tencent', items: [{ id: 'noted', version: 1 }] },
    ]);
  });
});

describe('what is wrong with an operation', () => {
  it.each([
    ['a text that is none', 'subscription {', 'GRAPHQL_PARSE_FAILED', 'Syntax Error'],
    ['a field that there is not', 'subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field'],
    ['two root fields', 'subscription { told a: told }', 'GRAPHQL_VALIDATION_FAILED', 'must select only one'],
    [
      'a root field that hangs on a variable',
      'subscription ($on: Boolean!) { told @include(if: $on) }',
      'GRAPHQL_VALIDATION_FAILED',
      'required type "Boolean!"',
    ],
    ['a query', '{ alerts { id } }', 'SUBSCRIPTION_REQUIRED', 'must send a subscription'],
    ['a mutation', 'mutation { raise(id: "x", tlp: 0) }', 'SUBSCRIPTION_REQUIRED', 'must send a subscription'],
    [
      'several operations',
      'subscription A { told } subscription B { told }',
      'OPERATION_RESOLUTION_FAILURE',
      'operationName',
    ],
    ['variables that do not fit', 'subscription ($to: Int!) { count(to: $to) }', 'BAD_USER_INPUT', '$to'],
    ['a source that refuses', 'subscription { failing(how: "refused") }', 'FORBIDDEN', 'Analysts listen here.'],
    [
      'a source that fails',
      'subscription { failing(how: "broken") }',
      'INTERNAL_SERVER_ERROR',
      'Internal server error',
    ],
  ])('is told in the stream: %s', async (_what, query, code, message) => {
    await using stream = await listen(ctma, query);
    expect([stream.status, await stream.rest()]).toEqual([
      200,
      [
        {
          type: 'next',
          data: {
            errors: [expect.objectContaining({ message: expect.stringContaining(message), extensions: { code } })],
          },
        },
        complete,
      ],
    ]);
  });

  it('leaves a source that listens and of which nothing can be told', async () => {
    await using stream = await listen(ctma, 'subscription { untold }');
    const extensions = { code: 'INTERNAL_SERVER_ERROR' };
    const data = { errors: [{ message: 'Internal server error', extensions }] };
    expect(await stream.rest()).toEqual([{ type: 'next', data }, complete]);
    expect(alertEvents.listenersOf('UNTOLD')).toBe(0);
  });

  it('runs no mutation', async () => {
    await using stream = await listen(tencent, 'mutation { raise(id: "never", tlp: 0) }');
    await stream.rest();
    expect((await subgraph.ask(tencent, '{ alerts { id } }')).data?.['alerts']).not.toContainEqual({ id: 'never' });
  });

  it('is told when the source fails later', async () => {
    await using stream = await listen(ctma, 'subscription { failing(how: "later") }');
    expect(await stream.rest()).toEqual([
      { type: 'next', data: { data: { failing: 1 } } },
      {
        type: 'next',
        data: { errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] },
      },
      complete,
    ]);
  });
});

describe('what is wrong with a request', () => {
  const refused = async (body: object | string, headers: Record<string, string>) => {
    const stream = await openEventStream(subgraph.url, body, headers);
    return [stream.status, JSON.parse((await stream.block()) ?? '') as unknown];
  };
  const operation = { query: 'subscription { told }' };
  const tokenRefused = [401, { errors: [expect.objectContaining({ extensions: { code: 'SUBGRAPH_TOKEN_REFUSED' } })] }];

  it('is refused before anything listens: no token, one for others, one that expired', async () => {
    const foreign = { authorization: `Bearer ${await subgraph.tokenFor('others', ctma)}` };
    const expired = { authorization: `Bearer ${await subgraph.expiredTokenFor('alerts', ctma, 30)}` };
    for (const headers of [{}, foreign, expired]) expect(await refused(operation, headers)).toEqual(tokenRefused);
    expect(toldFeed.size).toBe(0);
  });

  it.each([
    ['no operation', {}, 'query: expected the text of an operation'],
    ['a list', [{ query: '{ __typename }' }], 'body: expected one JSON object'],
    ['variables that are no object', { ...operation, variables: [1] }, 'variables: expected an object'],
    ['an operation name that is no text', { ...operation, operationName: 1 }, 'operationName: expected a text'],
    ['a body that is no JSON', '{"query":', 'JSON'],
  ])('has its HTTP status: %s', async (_what, body, message) => {
    expect(await refused(body, await bearer(ctma))).toEqual([
      400,
      {
        errors: [
          {
            message: expect.stringContaining(message),
            extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }),
          },
        ],
      },
    ]);
  });
});
