import type { Clock } from '../../../gateway/src/transport/clock.js';
import type { SubgraphTransport, TransportErrorCode } from '../../../gateway/src/transport/subgraph-transport.js';
import { HandClock } from './hand-clock.js';
import {
  announces,
  type Behaviour,
  breaksOff,
  dribbles,
  hangs,
  json,
  pours,
  resets,
  stalls,
  startMisbehavingServer,
  truncates,
} from './misbehaving-server.js';

/** What the suite wants of its transport. */
export interface SuiteOptions {
  readonly timeoutMs: number;
  readonly maxAnswerBytes: number;
  readonly clock: Clock;
}

const timeoutMs = 60_000;

const cases: readonly { what: string; behaviour: Behaviour; code: TransportErrorCode }[] = [
  { what: 'never answers', behaviour: hangs, code: 'SUBGRAPH_TIMEOUT' },
  { what: 'stops in the middle of its answer', behaviour: stalls, code: 'SUBGRAPH_TIMEOUT' },
  { what: 'answers byte by byte for ever', behaviour: dribbles, code: 'SUBGRAPH_TIMEOUT' },
  { what: 'sends less than it announced', behaviour: truncates, code: 'SUBGRAPH_UNREACHABLE' },
  { what: 'breaks off an answer of unknown length', behaviour: breaksOff, code: 'SUBGRAPH_UNREACHABLE' },
  { what: 'resets the connection', behaviour: resets, code: 'SUBGRAPH_UNREACHABLE' },
  { what: 'announces too much', behaviour: announces(10_001), code: 'SUBGRAPH_TOO_LARGE' },
  { what: 'sends too much', behaviour: pours(10_001), code: 'SUBGRAPH_TOO_LARGE' },
  { what: 'sends invalid JSON', behaviour: json('{"data":{'), code: 'SUBGRAPH_INVALID_ANSWER' },
  {
    what: 'sends another media type',
    behaviour: json('{"data":{}}', 200, { 'content-type': 'text/html' }),
    code: 'SUBGRAPH_INVALID_ANSWER',
  },
  { what: 'is away, says the proxy', behaviour: json('', 503), code: 'SUBGRAPH_HTTP_ERROR' },
];

/**
 * What every transport owes the engine when a subgraph misbehaves: a stated error in time, nothing left open, no harm
 * to other subgraphs, and an answer again as soon as the subgraph gives one.
 */
export function describeMisbehaviour(name: string, open: (options: SuiteOptions) => SubgraphTransport): void {
  describe(`${name}, when a subgraph misbehaves`, () => {
    it.each(cases)('that $what: says $code, and goes on', async ({ behaviour, code }) => {
      await using far = await startMisbehavingServer(behaviour);
      await using near = await startMisbehavingServer(json('{"data":{"near":1}}'));
      const clock = new HandClock(timeoutMs);
      const transport = open({ timeoutMs, maxAnswerBytes: 10_000, clock });
      const base = { body: '{"query":"{a}"}', headers: {}, callerKey: 'c', isMutation: false };
      const toFar = { ...base, subgraph: 'far', url: far.url };

      const refusal = refusalOf(transport.send(toFar));
      const right = await transport.send({ ...base, subgraph: 'near', url: near.url });
      await far.arrived(1);
      if (code === 'SUBGRAPH_TIMEOUT') clock.endTime();
      const wrong = await refusal;

      expect(wrong).toMatchObject({ name: 'TransportError', code, subgraph: 'far' });
      expect(right).toEqual({ data: { near: 1 } });
      // Only whole answers leave their connection usable; the others are closed from this side, or were from that.
      if (code !== 'SUBGRAPH_HTTP_ERROR' && code !== 'SUBGRAPH_INVALID_ANSWER') {
        await Promise.all(far.calls.map(({ closed }) => closed));
      }
      far.behave(json('{"data":{"far":2}}'));
      expect(await transport.send(toFar)).toEqual({ data: { far: 2 } });
      await transport.close();
    });
  });
}

async function refusalOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.then(
    () => undefined,
    (error: unknown) => error,
  );
}
