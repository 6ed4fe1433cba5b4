import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type ConfigMistake, readGatewayConfig, readLauncherConfig } from '@alliance/gateway';

function mistakesOf(read: () => unknown): readonly ConfigMistake[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

const subgraphs = 'members=http://127.0.0.1:4001/graphql, incidents=https://i.example/graphql';

const trafficDefaults = {
  timeoutMs: 15_000,
  maxAnswerBytes: 33_554_432,
  maxCalls: 128,
  maxQueue: 1024,
  sharing: 'on',
  retries: 2,
  retryDelayMs: 50,
  retryMaxDelayMs: 1000,
  retryPercent: 10,
  breakerPercent: 50,
  breakerMinCalls: 20,
  breakerWindowMs: 10_000,
  breakerOpenMs: 5000,
  breakerProbes: 3,
};

describe('what callers read of errors of subgraphs', () => {
  const read = (text: string) => readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, HUB_SUBGRAPH_ERRORS: text });

  it('is set by subgraph', () => {
    const rules = { members: { extensions: ['*'], unexpected: 'pass' }, '*': { extensions: [] }, later: {} };
    expect(read(JSON.stringify(rules)).subgraphErrors).toEqual(rules);
  });

  it.each([
    'members',
    '[]',
    '{"members":true}',
    '{"members":{"extensions":"field"}}',
    '{"members":{"extensions":["stacktrace"]}}',
    '{"members":{"unexpected":"maybe"}}',
    '{"members":{"unknown":1}}',
  ])('is not %s', (text) => {
    expect(mistakesOf(() => read(text))).toEqual([
      {
        variable: 'HUB_SUBGRAPH_ERRORS',
        expected: expect.stringContaining('(http, stacktrace, exception)') as string,
        came: JSON.stringify(text),
      },
    ]);
  });
});

describe('readGatewayConfig', () => {
  it('has a default for everything but the subgraphs', () => {
    expect(readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, HOST: '' })).toEqual({
      host: '127.0.0.1',
      port: 4000,
      dataDir: path.resolve('.data'),
      logLevel: 'info',
      production: false,
      subgraphs: [
        { name: 'members', url: 'http://127.0.0.1:4001/graphql' },
        { name: 'incidents', url: 'https://i.example/graphql' },
      ],
      subgraphErrors: {},
      channels: {},
      identity: { freshMs: 1000, staleMs: 900_000, timeoutMs: 2000, providers: [] },
      limits: { maxBodyBytes: 8_388_608, maxDepth: 15, maxTokens: 20_000, requestTimeoutMs: 30_000 },
      traffic: { all: trafficDefaults, bySubgraph: {} },
      subscriptions: {
        carriers: {},
        unrenewed: [],
        idleMs: 60_000,
        keepAliveMs: 12_000,
        maxBufferedBytes: 4_194_304,
        maxPublic: 1_000,
        maxBufferedEvents: 64,
        maxEventBytes: 1_048_576,
        maxPerCaller: 100,
        maxTotal: 10_000,
        stallMs: 30_000,
      },
      overrideLabels: [],
      composition: { pollIntervalMs: 5000, retryDelayMs: 250, timeoutMs: 5000 },
      stopGraceMs: 10_000,
    });
  });

  it('takes labels of @override that hold, each once', () => {
    const read = (text: string) => readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, HUB_OVERRIDE_LABELS: text });
    expect(read('new-scores, team:a/b.2 ,new-scores,').overrideLabels).toEqual(['new-scores', 'team:a/b.2']);
    expect(mistakesOf(() => read('new-scores,percent(5)'))).toEqual([
      {
        variable: 'HUB_OVERRIDE_LABELS',
        expected: 'labels that begin with a letter and have letters, digits and _-:./, separated by commas',
        came: '"percent(5)"',
      },
    ]);
  });

  it('reports all mistakes together, each with variable, constraint and what came', () => {
    const environment = {
      PORT: '65536',
      LOG_LEVEL: 'loud',
      HUB_SUBGRAPHS: 'members=http://a/graphql,Members=ftp://b',
      HUB_IDENTITY_SUBGRAPH: 'people',
      HUB_ISSUER: 'hub.example',
      HUB_SIGNING_KEY: '{"kty":"OKP","d":"very secret"}',
      HUB_MAX_BODY_BYTES: '8MiB',
      HUB_MAX_DEPTH: '-1',
      HUB_IDENTITY_STALE_MS: '900001',
    };
    const mistakes = mistakesOf(() => readGatewayConfig(environment));
    expect(mistakes.map(({ variable }) => variable).sort()).toEqual(Object.keys(environment).sort());
    expect(mistakes.find(({ variable }) => variable === 'PORT')).toEqual({
      variable: 'PORT',
      expected: 'a whole number from 0 to 65535',
      came: '"65536"',
    });
    expect(new ConfigError(mistakes).message).not.toContain('very secret');
  });

  it.each(['redis://valkey:6379', 'rediss://default:p%40ss@valkey/1', 'redis://:secret@[::1]:6379/'])(
    'takes %s for a Redis',
    (redisUrl) => {
      expect(readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, REDIS_URL: redisUrl })).toMatchObject({ redisUrl });
    },
  );

  it.each(['valkey:6379', 'http://:hunter2@valkey', 'redis://:hunter2@valkey/zero', 'redis://:hunter2%@valkey'])(
    'refuses %s for a Redis, and does not repeat it',
    (redisUrl) => {
      const mistakes = mistakesOf(() => readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, REDIS_URL: redisUrl }));
      expect(mistakes).toEqual([
        {
          variable: 'REDIS_URL',
          expected: 'redis:// or rediss://, [user:password@]host[:port] and [/number of a database]',
          came: 'something else (not repeated here)',
        },
      ]);
    },
  );

  it('needs subgraphs, and each name once', () => {
    expect(mistakesOf(() => readGatewayConfig({}))).toEqual([
      {
        variable: 'HUB_SUBGRAPHS',
        expected: 'name=address pairs separated by commas, such as members=http://127.0.0.1:4001/graphql',
        came: 'nothing',
      },
    ]);
    expect(mistakesOf(() => readGatewayConfig({ HUB_SUBGRAPHS: 'a=http://a/g,a=http://b/g' }))).toMatchObject([
      { expected: 'each name once' },
    ]);
  });

  it('cannot be changed afterwards, at any depth', () => {
    const config = readGatewayConfig({ HUB_SUBGRAPHS: subgraphs });
    const parts = [config, config.limits, config.identity, config.composition, config.subgraphs, config.subgraphs[0]];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
  });
});

describe('the traffic to subgraphs', () => {
  const trafficOf = (environment: Record<string, string>) =>
    readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, ...environment }).traffic;

  it('is set for all, and for single ones beyond that', () => {
    const traffic = trafficOf({
      HUB_SUBGRAPH_TIMEOUT_MS: '800',
      HUB_SUBGRAPH_RETRIES: '1',
      HUB_SUBGRAPH_SHARING: 'off',
      HUB_BREAKER_PERCENT: '0',
      HUB_SUBGRAPH_TRAFFIC: '{"members":{"timeoutMs":500,"sharing":"on","maxQueue":0}}',
    });
    const all = { ...trafficDefaults, timeoutMs: 800, retries: 1, sharing: 'off', breakerPercent: 0 };
    expect(traffic).toEqual({ all, bySubgraph: { members: { ...all, timeoutMs: 500, sharing: 'on', maxQueue: 0 } } });
  });

  it('is documented by variable and by the name for single subgraphs', async () => {
    const readme = await readFile(path.join(import.meta.dirname, '../../gateway/README.md'), 'utf8');
    const rows = readme.matchAll(/^\| `(HUB_(?:SUBGRAPH|BREAKER)_\w+)` +\| `(\w+)` +\|/gm);
    const variableOf = new Map([...rows].map(([, variable = '', field = '']) => [field, variable]));
    expect([...variableOf.keys()].toSorted()).toEqual(Object.keys(trafficDefaults).toSorted());
    // Nothing of a name that is not read could be refused.
    for (const variable of variableOf.values()) {
      expect(mistakesOf(() => trafficOf({ [variable]: 'x' }))).toMatchObject([{ variable }]);
    }
  });

  it('leaves a request time after a subgraph that hangs', () => {
    expect(trafficOf({ HUB_REQUEST_TIMEOUT_MS: '3000' }).all.timeoutMs).toBe(1500);
    const environment = { HUB_SUBGRAPHS: subgraphs, HUB_REQUEST_TIMEOUT_MS: '3000', HUB_SUBGRAPH_TIMEOUT_MS: '3000' };
    expect(mistakesOf(() => readGatewayConfig(environment))).toEqual([
      { variable: 'HUB_SUBGRAPH_TIMEOUT_MS', expected: 'a whole number from 1 to 2999', came: '"3000"' },
    ]);
  });

  it('is refused with every mistake, by subgraph and setting', () => {
    const environment = {
      HUB_SUBGRAPHS: subgraphs,
      HUB_SUBGRAPH_RETRIES: '-1',
      HUB_SUBGRAPH_TRAFFIC: JSON.stringify({
        members: { timeoutMs: 0, retries: '2', sharing: true, patience: 3, toString: 1 },
        incidents: [],
        wallets: { maxCalls: 5 },
      }),
    };
    const variable = 'HUB_SUBGRAPH_TRAFFIC';
    const fields = Object.keys(trafficDefaults);
    const known = [...fields.filter((field) => field !== 'timeoutMs' && field !== 'sharing'), 'timeoutMs', 'sharing'];
    expect(mistakesOf(() => readGatewayConfig(environment))).toEqual([
      { variable: 'HUB_SUBGRAPH_RETRIES', expected: 'a whole number from 0 to 10', came: '"-1"' },
      { variable, expected: 'members.timeoutMs: a whole number from 1 to 29999', came: '"0"' },
      { variable, expected: 'members.retries: a whole number from 0 to 10', came: '"2"' },
      { variable, expected: 'members.sharing: one of on, off', came: '"true"' },
      { variable, expected: `members.patience: one of the settings ${known.join(', ')}`, came: '"patience"' },
      { variable, expected: `members.toString: one of the settings ${known.join(', ')}`, came: '"toString"' },
      { variable, expected: 'incidents: an object of settings', came: '"[]"' },
      { variable, expected: 'wallets: one of the names in HUB_SUBGRAPHS (members, incidents)', came: '"wallets"' },
    ]);
  });

  it.each(['{', '[]', 'null', 'members'])('refuses %s for settings of single subgraphs', (text) => {
    expect(mistakesOf(() => readGatewayConfig({ HUB_SUBGRAPHS: subgraphs, HUB_SUBGRAPH_TRAFFIC: text }))).toMatchObject(
      [
        {
          variable: 'HUB_SUBGRAPH_TRAFFIC',
          expected: 'a JSON object such as {"members":{"timeoutMs":500}}',
          came: JSON.stringify(text),
        },
      ],
    );
  });
});

describe('readLauncherConfig', () => {
  it('seeds the demo alliance, except in production', () => {
    expect(readLauncherConfig({})).toMatchObject({ host: '127.0.0.1', port: 4000, seed: 'demo', production: false });
    expect(readLauncherConfig({ NODE_ENV: 'production' })).toMatchObject({ seed: 'none', production: true });
    expect(mistakesOf(() => readLauncherConfig({ NODE_ENV: 'production', HUB_SEED: 'demo' }))).toEqual([
      { variable: 'HUB_SEED', expected: '"none" where NODE_ENV is production', came: '"demo"' },
    ]);
  });

  it('does not repeat the address of a database, which holds a password', () => {
    const read = () => readLauncherConfig({ DATABASE_URL: 'mysql://root:hunter2@db/x' });
    expect(read).toThrow('DATABASE_URL: expected an address that begins with postgres:// or postgresql://');
    expect(read).not.toThrow('hunter2');
  });

  it('reads the port variables that manifests name', () => {
    const { portOverrides } = readLauncherConfig({ MEMBERS_PORT: '5001', INCIDENTS_PORT: 'http', FREE_PORT: '0' });
    expect([portOverrides('MEMBERS_PORT'), portOverrides('FREE_PORT'), portOverrides('OTHER_PORT')]).toEqual([
      5001,
      0,
      undefined,
    ]);
    expect(mistakesOf(() => portOverrides('INCIDENTS_PORT'))).toEqual([
      { variable: 'INCIDENTS_PORT', expected: 'a whole number from 0 to 65535', came: '"http"' },
    ]);
  });
});

describe('HUB_OIDC_PROVIDERS', () => {
  const read = (value: unknown) =>
    readGatewayConfig({
      HUB_SUBGRAPHS: subgraphs,
      HUB_OIDC_PROVIDERS: typeof value === 'string' ? value : JSON.stringify(value),
    });
  const provider = { issuer: 'https://id.example', audience: 'hub', member: 'ctma' };

  it('grants little unless it says more', () => {
    expect(read([provider]).identity.providers).toEqual([{ ...provider, roles: ['ANALYST'], clearance: 'GREEN' }]);
    const generous = {
      ...provider,
      jwksUri: 'http://localhost:9/keys',
      roles: ['ADMIN', 'APP'],
      rolesClaim: 'r',
      clearance: 'RED',
      clearanceClaim: 'c',
      purpose: 'RESEARCH',
    };
    expect(read([generous]).identity.providers).toEqual([generous]);
  });

  it('is refused with every mistake, each by its place and field', () => {
    const mistakes = mistakesOf(() =>
      read([
        { ...provider, issuer: 'http://id.example', roles: ['BOSS'], clearance: 'PURPLE', colour: 'red' },
        { issuer: 'https://id.example', audience: '', member: 7, roles: 'ADMIN', purpose: 'fun' },
        provider,
      ]),
    );
    expect(mistakes.map(({ variable, expected }) => `${variable}: ${expected}`)).toEqual([
      'HUB_OIDC_PROVIDERS[0].colour: one of issuer, audience, member, jwksUri, roles, rolesClaim, clearance, clearanceClaim, purpose',
      'HUB_OIDC_PROVIDERS[0].issuer: an address that begins with https://',
      'HUB_OIDC_PROVIDERS[0].roles: one of ADMIN, ANALYST, APP',
      'HUB_OIDC_PROVIDERS[0].clearance: one of CLEAR, GREEN, AMBER, AMBER_STRICT, RED',
      'HUB_OIDC_PROVIDERS[1].roles: a list of ADMIN, ANALYST, APP',
      'HUB_OIDC_PROVIDERS[1].audience: a text',
      'HUB_OIDC_PROVIDERS[1].member: a text',
      'HUB_OIDC_PROVIDERS[1].purpose: one of FRAUD_PREVENTION, COMPLIANCE, INVESTIGATION, LAW_ENFORCEMENT, RESEARCH',
      'HUB_OIDC_PROVIDERS: each issuer once',
    ]);
    expect(mistakesOf(() => read('{'))).toEqual([expect.objectContaining({ variable: 'HUB_OIDC_PROVIDERS' })]);
  });
});

describe('HUB_SUBGRAPH_CHANNELS', () => {
  const read = (value: unknown, environment: Record<string, string> = { HUB_SUBGRAPHS: closed }) =>
    readGatewayConfig({ ...environment, HUB_SUBGRAPH_CHANNELS: JSON.stringify(value) });
  const closed = 'members=https://m.example/graphql,incidents=https://i.example/graphql';
  const open = 'members=http://m.example/graphql,incidents=https://i.example/graphql';

  it('says what proves hub and subgraph to each other', () => {
    const channel = { sign: true, caFile: 'ca.pem', certFile: 'hub.pem', keyFile: 'hub.key' };
    expect(read({ incidents: channel, members: {} }).channels).toEqual({
      incidents: channel,
      members: { sign: false },
    });
  });

  it('is refused with every mistake, each by subgraph and field', () => {
    const mistakes = mistakesOf(() =>
      read({ partner: { sign: 'yes' }, members: { certFile: 'a.pem', port: 1 }, incidents: 7 }),
    );
    expect(mistakes.map(({ variable, expected }) => `${variable}: ${expected}`)).toEqual([
      'HUB_SUBGRAPH_CHANNELS.partner: one of the names in HUB_SUBGRAPHS (members, incidents)',
      'HUB_SUBGRAPH_CHANNELS.partner.sign: true or false',
      'HUB_SUBGRAPH_CHANNELS.members.port: one of sign, caFile, certFile, keyFile',
      'HUB_SUBGRAPH_CHANNELS.members: certFile and keyFile together',
      'HUB_SUBGRAPH_CHANNELS.incidents: an object with sign, caFile, certFile, keyFile',
    ]);
  });

  it.each([{ caFile: 'ca.pem' }, { certFile: 'hub.pem', keyFile: 'hub.key' }])(
    'is refused where certificates %p stand beside an address without encryption',
    (certificates) => {
      const channels = { members: { sign: true, ...certificates }, incidents: certificates };
      expect(mistakesOf(() => read(channels, { HUB_SUBGRAPHS: open }))).toEqual([
        {
          variable: 'HUB_SUBGRAPH_CHANNELS.members',
          expected:
            'an address that begins with https:// for "members" in HUB_SUBGRAPHS, since certificates protect no other',
          came: '"http://m.example/graphql"',
        },
      ]);
    },
  );

  it('is refused where events come from an address without encryption', () => {
    const protocols = 'members=ws://m.example/events,incidents=wss://i.example/events';
    const environment = { HUB_SUBGRAPHS: closed, HUB_SUBSCRIPTION_PROTOCOLS: protocols };
    expect(
      mistakesOf(() => read({ members: { caFile: 'ca.pem' }, incidents: { caFile: 'ca.pem' } }, environment)),
    ).toEqual([
      {
        variable: 'HUB_SUBGRAPH_CHANNELS.members',
        expected:
          'an address that begins with https:// or wss:// for "members" in HUB_SUBSCRIPTION_PROTOCOLS, since certificates protect no other',
        came: '"ws://m.example/events"',
      },
    ]);
  });

  it('takes a signature alone at any address', () => {
    expect(read({ members: { sign: true } }, { HUB_SUBGRAPHS: open }).channels).toEqual({ members: { sign: true } });
  });
});
