import path from 'node:path';
import { ConfigError, readGatewayConfig, readLauncherConfig } from '@alliance/gateway';

import { mistakesOf } from './config/mistakes-of.js';
import { trafficDefaults } from './config/traffic-defaults.js';

const subgraphs = 'members=http://127.0.0.1:4001/graphql, incidents=https://i.example/graphql';

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
