import { createLogger, logEvents } from '../../../gateway/src/telemetry/event-log.js';
import { runInRequest } from '../../../gateway/src/telemetry/request-scope.js';

function logTo(production: boolean) {
  const lines: string[] = [];
  const output = { write: (text: string) => lines.push(text) };
  return { lines, logger: createLogger({ logLevel: 'debug', production }, output) };
}

describe('the log', () => {
  it('is JSON in production, each line with the id of its request', () => {
    const { lines, logger } = logTo(true);
    const listener = logEvents(logger);
    runInRequest({ requestId: 'request-1' }, () => {
      listener({ kind: 'unexpected-error', error: new Error('boom') });
    });
    listener({ kind: 'subgraph-down', subgraph: 'members', reason: 'SUBGRAPH_TIMEOUT' });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        level: 50,
        time: expect.any(Number) as number,
        requestId: 'request-1',
        err: { type: 'Error', message: 'boom', stack: expect.stringContaining('event-log.test') as string },
        msg: 'Something of ours broke',
      },
      {
        level: 40,
        time: expect.any(Number) as number,
        msg: 'Subgraph members does not show its schema: SUBGRAPH_TIMEOUT',
      },
    ]);
  });

  it('tells what callers do not read of a planner and of a subgraph, under the id of their request', () => {
    const { lines, logger } = logTo(true);
    const listener = logEvents(logger);
    runInRequest({ requestId: 'request-2' }, () => {
      listener({ kind: 'planning-failed', operationName: 'Slow', error: new Error('no edge to T.f') });
      listener({ kind: 'subgraph-errors-masked', subgraph: 'desk', count: 12, messages: ['relation "t" is gone'] });
    });
    const line = { level: 40, time: expect.any(Number) as number, requestId: 'request-2' };
    expect(lines.map((text) => JSON.parse(text) as unknown)).toEqual([
      { ...line, operationName: 'Slow', msg: 'An operation cannot be planned: no edge to T.f' },
      {
        ...line,
        subgraph: 'desk',
        count: 12,
        messages: ['relation "t" is gone'],
        msg: 'Subgraph desk reports failures of its own',
      },
    ]);
  });

  it('is plain lines for people otherwise', () => {
    const { lines, logger } = logTo(false);
    logEvents(logger)({ kind: 'supergraph-taken', version: 'abc', subgraphs: ['incidents', 'members'] });
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} info {2}gateway Supergraph abc joins incidents, members\n$/),
    ]);
  });

  it('never writes a credential, wherever one is handed in by mistake', () => {
    const { lines, logger } = logTo(true);
    const secret = 'ahk_secret';
    logger.info(
      { authorization: secret, headers: { cookie: secret }, request: { headers: { authorization: secret } } },
      'x',
    );
    logger.info({ call: { authorization: secret, token: secret }, key: secret, token: secret }, 'x');
    expect(lines.join('')).not.toContain(secret);
    expect(lines).toHaveLength(2);
  });
});
