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
