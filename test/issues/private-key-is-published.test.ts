import { generateKeyPairSync } from 'node:crypto';

import { membersSubgraph } from '@alliance/members';

import { startTestSubgraph, type TestSubgraph } from '../support/running-subgraph.js';
import { callerOf, publicCaller } from '../support/token-issuer.js';

let members: TestSubgraph;

beforeAll(async () => {
  members = await startTestSubgraph(membersSubgraph, { seed: 'demo' });
});

afterAll(() => members[Symbol.asyncDispose]());

const admin = callerOf('demo-wallet', { role: 'ADMIN' });
const register = `mutation ($input: RegisterPublicKeyInput!) { registerPublicKey(input: $input) { keyId } }`;
const published = `{ member(id: "demo-wallet") { publicKeys { publicKey } } }`;

it('refuses a private key where a public one is expected, and repeats nothing of it', async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const input = { algorithm: 'ED25519', publicKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) };

  const answer = await members.ask(admin, register, { input });

  expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(JSON.stringify(answer)).not.toContain('MC4C');
  expect(await members.ask(publicCaller, published)).toEqual({ data: { member: { publicKeys: [] } } });
});

it('publishes the key alone, and nothing of the text around it', async () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();

  await members.ask(admin, register, { input: { algorithm: 'ED25519', publicKey: `Call Alice.\n${pem}\nOr Bob.` } });

  expect(await members.ask(publicCaller, published)).toEqual({
    data: { member: { publicKeys: [{ publicKey: pem.trim() }] } },
  });
});
