import { readFile } from 'node:fs/promises';

import { ConfigError, defaultSubscriptionSettings, readSubgraphConfig } from '@alliance/kit';

const place = { portVariable: 'MEMBERS_PORT', defaultPort: 4001 };
const databases = { DATABASE_URL: 'postgres://app@db/hub', DATABASE_OWNER_URL: 'postgres://owner@db/hub' };

it('reports all mistakes together, each with the constraint that it breaks, and no secret', () => {
  const environment = { PORT: '99999', DATABASE_URL: 'mysql://root:hunter2@db', HUB_SEED: 'all', LOG_LEVEL: 'loud' };
  const read = (): unknown => readSubgraphConfig(place, environment);
  expect(read).toThrow(ConfigError);
  expect(read).toThrow(
    [
      'The configuration has 5 mistake(s):',
      '- PORT: must be a whole number from 0 to 65535, got "99999".',
      '- DATABASE_URL: must be an address that begins with postgres:// or postgresql://.',
      '- DATABASE_OWNER_URL: must be set.',
      '- HUB_SEED: must be one of demo, none, got "all".',
      '- LOG_LEVEL: must be one of fatal, error, warn, info, debug, trace, silent, got "loud".',
    ].join('\n'),
  );
});

it('fills in what may be left out', () => {
  expect(readSubgraphConfig(place, databases)).toMatchObject({
    host: '127.0.0.1',
    port: 4001,
    issuer: 'http://127.0.0.1:4000',
    jwksUrl: 'http://127.0.0.1:4000/.well-known/jwks.json',
    seed: 'none',
    production: false,
  });
  expect(readSubgraphConfig(place, { ...databases, MEMBERS_PORT: '5001' }).port).toBe(5001);
});

it('refuses the demo in production', () => {
  const read = (): unknown => readSubgraphConfig(place, { ...databases, NODE_ENV: 'production', HUB_SEED: 'demo' });
  expect(read).toThrow('HUB_SEED: must be none when NODE_ENV is production.');
});

it('bounds event streams, and says which bound is none', () => {
  expect(readSubgraphConfig(place, databases).subscriptions).toEqual(defaultSubscriptionSettings);
  const set = { HUB_MAX_SUBSCRIPTIONS: '3', HUB_SUBSCRIPTION_STALL_MS: '1000' };
  expect(readSubgraphConfig(place, { ...databases, ...set }).subscriptions).toEqual({
    ...defaultSubscriptionSettings,
    maxTotal: 3,
    stallMs: 1_000,
  });
  const wrong = { HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC: '-1', HUB_SUBSCRIPTION_MAX_BUFFERED_BYTES: '1' };
  expect(() => readSubgraphConfig(place, { ...databases, ...wrong })).toThrow(
    [
      'The configuration has 2 mistake(s):',
      '- HUB_MAX_SUBSCRIPTIONS_OF_PUBLIC: must be a whole number from 0 to 1000000, got "-1".',
      '- HUB_SUBSCRIPTION_MAX_BUFFERED_BYTES: must be a whole number from 1024 to 1073741824, got "1".',
    ].join('\n'),
  );
});

it('documents every variable', async () => {
  const [readme, source] = await Promise.all(
    ['subgraphs/kit/README.md', 'subgraphs/kit/src/config.ts'].map((file) => readFile(file, 'utf8')),
  );
  const variables = [...(source ?? '').matchAll(/'((?:HUB|TLS|DATABASE)_[A-Z_]+|HOST|LOG_LEVEL)'/g)].map(
    ([, name = '']) => name,
  );
  expect(variables.length).toBeGreaterThan(15);
  expect(variables.filter((name) => !readme?.includes(`\`${name}\``))).toEqual([]);
});

it('asks for a whole pair of TLS files, and reads how closed the channel is', () => {
  const read = (extra: object): unknown => readSubgraphConfig(place, { ...databases, ...extra });
  expect(() => read({ TLS_CERT_FILE: 'a.pem' })).toThrow('TLS_CERT_FILE, TLS_KEY_FILE: must be set together');
  expect(() => read({ TLS_CLIENT_CA_FILE: 'ca.pem' })).toThrow('TLS_CERT_FILE, TLS_KEY_FILE: must be set together');
  expect(() => read({ HUB_REQUIRE_SIGNATURE: 'yes' })).toThrow('HUB_REQUIRE_SIGNATURE: must be one of true, false');
  expect(read({ TLS_CERT_FILE: 'a.pem', TLS_KEY_FILE: 'a.key', HUB_REQUIRE_SIGNATURE: 'true' })).toMatchObject({
    requireSignature: true,
    publicUrl: undefined,
    tls: { certificateFile: 'a.pem', keyFile: 'a.key', clientAuthorityFile: undefined },
  });
});
