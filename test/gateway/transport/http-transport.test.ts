import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { createHttpTransport, type HttpTransportOptions } from '../../../gateway/src/transport/http-transport.js';
import type { SubgraphCall, SubgraphTransport } from '../../../gateway/src/transport/subgraph-transport.js';
import { describeMisbehaviour } from './misbehaviour-suite.js';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

interface Setup extends AsyncDisposable {
  readonly transport: SubgraphTransport;
  readonly url: string;
  readonly sockets: ReadonlySet<Socket>;
  send(call?: Partial<SubgraphCall>): Promise<unknown>;
}

async function serve(answer: Answer, options: HttpTransportOptions = {}): Promise<Setup> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, request));
  }).on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql?v=1`;
  const transport = createHttpTransport(options);
  const base = { subgraph: 'far', url, body: '{"query":"{ä}"}', headers: {}, callerKey: 'c', isMutation: false };
  return {
    transport,
    url,
    sockets,
    send: (call) => transport.send({ ...base, ...call }),
    [Symbol.asyncDispose]: async () => {
      await transport.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const json =
  (text: string, status = 200, type = 'application/json'): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': type }).end(text);

describe('the HTTP transport', () => {
  it('posts the body as it is, with its own headers and those of the caller', async () => {
    const received: unknown[] = [];
    await using setup = await serve((response, { method, url, headers }) => {
      const { accept, authorization, 'content-type': type, 'content-length': length } = headers;
      received.push({ method, url, accept, authorization, type, length });
      json('{"data":{"ä":"é\u2028"}}')(response, undefined as never);
    });
    expect(await setup.send({ headers: { authorization: 'Bearer x' } })).toEqual({ data: { ä: 'é\u2028' } });
    expect(received).toEqual([
      {
        method: 'POST',
        url: '/graphql?v=1',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        authorization: 'Bearer x',
        type: 'application/json',
        length: '16',
      },
    ]);
  });

  it('keeps connections', async () => {
    await using setup = await serve(json('{"data":{}}'));
    for (let call = 0; call < 20; call++) await setup.send();
    // A connection is free again a moment after its answer, so there may be a second one.
    expect(setup.sockets.size).toBeLessThanOrEqual(2);
  });

  it('prefers the address it was told to that of the supergraph', async () => {
    await using setup = await serve(json('{"data":{"here":true}}'));
    const transport = createHttpTransport({ urls: { far: setup.url } });
    const call = {
      subgraph: 'far',
      url: 'http://127.0.0.1:1/',
      body: '{}',
      headers: {},
      callerKey: '',
      isMutation: false,
    };
    expect(await transport.send(call)).toEqual({ data: { here: true } });
    await transport.close();
  });

  it.each([
    { text: '{"data":null,"errors":[{"message":"m"}]}', status: 500, type: 'application/json; charset=utf-8' },
    {
      text: '{"errors":[{"message":"m","path":["a",0],"extensions":{"code":"X"}}]}',
      status: 400,
      type: 'application/graphql-response+json',
    },
    { text: '{"data":{"a":1},"extensions":{"cost":3}}', status: 200, type: 'APPLICATION/JSON' },
  ])('takes a GraphQL response whatever the status: $status $type', async ({ text, status, type }) => {
    await using setup = await serve(json(text, status, type));
    expect(await setup.send()).toEqual(JSON.parse(text));
  });

  it('takes over of errors what is well formed', async () => {
    await using setup = await serve(
      json('{"data":{},"errors":[3,{"message":7,"path":[{}],"extensions":[]},{"message":"ok"}]}'),
    );
    const message = 'The subgraph reported an error without a message.';
    expect(await setup.send()).toEqual({ data: {}, errors: [{ message }, { message }, { message: 'ok' }] });
  });

  const invalid = 'SUBGRAPH_INVALID_ANSWER';
  it.each<{ what: string; answer: Answer; code: string }>([
    { what: 'half a document', answer: json('{"data":{"a":'), code: invalid },
    { what: 'a JSON list', answer: json('[{"data":{}}]'), code: invalid },
    { what: 'data that are no object', answer: json('{"data":[1]}'), code: invalid },
    { what: 'errors that are no list', answer: json('{"data":{},"errors":{"message":"m"}}'), code: invalid },
    { what: 'an empty object', answer: json('{}'), code: invalid },
    { what: 'an empty body', answer: json(''), code: invalid },
    { what: 'another media type', answer: json('{"data":{}}', 200, 'text/plain'), code: invalid },
    { what: 'no media type', answer: (response) => response.end('{"data":{}}'), code: invalid },
    { what: 'an error page', answer: json('<p>', 503, 'text/html'), code: 'SUBGRAPH_HTTP_ERROR' },
    {
      what: 'JSON that is no GraphQL, with an error status',
      answer: json('{"message":"no"}', 502),
      code: 'SUBGRAPH_HTTP_ERROR',
    },
    {
      what: 'a redirection',
      answer: (response) => response.writeHead(302, { location: '/' }).end(),
      code: 'SUBGRAPH_HTTP_ERROR',
    },
    { what: 'nothing, and hangs up', answer: (response) => response.destroy(), code: 'SUBGRAPH_UNREACHABLE' },
    {
      what: 'less than announced',
      answer: (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 50 });
        response.write('{"data":{}}', () => response.destroy());
      },
      code: 'SUBGRAPH_UNREACHABLE',
    },
  ])('refuses $what', async ({ answer, code }) => {
    await using setup = await serve(answer);
    await expect(setup.send()).rejects.toMatchObject({ name: 'TransportError', code, subgraph: 'far' });
  });

  it('refuses an answer that is too large, before it is complete', async () => {
    await using setup = await serve(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(`{"data":{"a":"${'x'.repeat(2_000)}`);
      },
      { maxAnswerBytes: 1_000 },
    );
    await expect(setup.send()).rejects.toMatchObject({ code: 'SUBGRAPH_TOO_LARGE' });
  });

  it('does not wait longer than allowed, also when bytes keep coming', async () => {
    const timers = new Set<NodeJS.Timeout>();
    await using setup = await serve(
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        timers.add(setInterval(() => response.write(' '), 5));
      },
      { timeoutMs: 60 },
    );
    await expect(setup.send()).rejects.toMatchObject({
      code: 'SUBGRAPH_TIMEOUT',
      message: 'Subgraph "far" did not answer within 60 ms.',
    });
    timers.forEach(clearInterval);
  });

  it('ends calls that are aborted, before and while they run', async () => {
    const arrived = Promise.withResolvers<undefined>();
    await using setup = await serve(() => arrived.resolve(undefined));
    await expect(setup.send({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
    expect(setup.sockets.size).toBe(0);
    const caller = new AbortController();
    const sent = setup.send({ signal: caller.signal });
    await arrived.promise;
    caller.abort();
    await expect(sent).rejects.toMatchObject({ code: 'REQUEST_ABORTED' });
  });

  it.each(['', 'not an address', 'ftp://127.0.0.1/'])('refuses the address "%s"', async (url) => {
    await using setup = await serve(json('{"data":{}}'));
    await expect(setup.send({ url })).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
  });

  it('says that nobody listens, and that it is closed', async () => {
    const { url } = await (async () => {
      await using setup = await serve(json('{"data":{}}'));
      return setup;
    })();
    await using other = await serve(json('{"data":{}}'));
    await expect(other.send({ url })).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
    await other.transport.close();
    await expect(other.send()).rejects.toMatchObject({ code: 'SUBGRAPH_UNREACHABLE' });
  });
});

describeMisbehaviour('the HTTP transport', createHttpTransport);
