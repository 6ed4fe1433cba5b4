import { readFile } from 'node:fs/promises';
import { request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

import { createTestAuthority } from '../support/certificates.js';
import { noteSubgraph } from '../support/note-subgraph.js';
import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { createTemporaryFolder } from '../support/temporary-folder.js';
import { callerOf } from '../support/token-issuer.js';

const question = { query: '{ note { id } }' };
const answer = { data: { note: { id: 'n' } } };

describe('a subgraph that requires signatures', () => {
  let subgraph: TestSubgraph;
  let authorization: string;
  beforeAll(async () => {
    subgraph = await startTestSubgraph(noteSubgraph, {
      requireSignature: true,
      publicUrl: 'https://notes.example/graphql',
    });
    authorization = `Bearer ${await subgraph.tokenFor('notes', callerOf('ctma'))}`;
  });
  afterAll(() => subgraph[Symbol.asyncDispose]());

  const signed = async (url = 'https://notes.example/graphql', body: object = question) => {
    const headers = { 'content-type': 'application/json', authorization };
    return { ...headers, ...(await subgraph.sign({ method: 'POST', url, headers, body: JSON.stringify(body) })) };
  };

  it('answers what the hub has signed, once', async () => {
    const headers = await signed();
    expect(await (await subgraph.call(headers, question)).json()).toEqual(answer);
    const repeated = await subgraph.call(headers, question);
    expect(repeated.status).toBe(401);
    expect(await repeated.json()).toEqual({
      errors: [
        {
          message:
            'The subgraph "notes" takes signed requests of the hub alone (RFC 9421): The signature was used before.',
          extensions: { code: 'SUBGRAPH_TOKEN_REFUSED' },
        },
      ],
    });
  });

  it.each([
    ['carries a token alone', async () => ({ authorization })],
    ['is signed for another address', () => signed('https://other.example/graphql')],
    ['is signed for another body', () => signed(undefined, { query: '{ __typename }' })],
  ])('refuses what %s', async (_what, headers) => {
    const response = await subgraph.call(await headers(), question);
    expect([response.status, await response.text()]).toEqual([401, expect.stringContaining('SUBGRAPH_TOKEN_REFUSED')]);
  });
});

describe('a subgraph behind mutual TLS', () => {
  it('answers a client that its authority knows, and no other', async () => {
    await using folder = await createTemporaryFolder();
    const authority = await createTestAuthority(folder.path);
    const stranger = await createTestAuthority(folder.path, 'stranger');
    const [server, hub, intruder] = [
      await authority.issue('server'),
      await authority.issue('hub'),
      await stranger.issue('intruder'),
    ];
    const clientAuthorityFile = authority.certificateFile;
    await using subgraph = await startTestSubgraph(noteSubgraph, { tls: { ...server, clientAuthorityFile } });
    const authorization = `Bearer ${await subgraph.tokenFor('notes', callerOf('ctma'))}`;
    const ask = async (files?: typeof hub) => {
      const ca = await readFile(authority.certificateFile);
      const own = files && { cert: await readFile(files.certificateFile), key: await readFile(files.keyFile) };
      return new Promise<string>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', authorization };
        const request = httpsRequest(
          subgraph.url,
          { method: 'POST', ca, ...own, agent: false, headers },
          (response) => {
            text(response).then(resolve, reject);
          },
        );
        request.once('error', reject);
        request.end(JSON.stringify(question));
      });
    };
    expect(subgraph.url).toMatch(/^https:/);
    expect(JSON.parse(await ask(hub))).toEqual(answer);
    await expect(ask()).rejects.toThrow();
    await expect(ask(intruder)).rejects.toThrow();
  });
});
