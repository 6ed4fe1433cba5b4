import { readFile } from 'node:fs/promises';
import { ConfigError, readGatewayConfig } from '@alliance/gateway';

const read = (environment: Record<string, string>) =>
  readGatewayConfig({ HUB_SUBGRAPHS: 'a=http://a/graphql,b=http://b/graphql', ...environment }).subscriptions;

describe('the settings of subscriptions', () => {
  it('say by what each subgraph is subscribed to', () => {
    expect(read({}).carriers).toEqual({});
    expect(read({ HUB_SUBSCRIPTION_PROTOCOLS: 'a=ws, b=wss://b.example/events' }).carriers).toEqual({
      a: { protocol: 'ws' },
      b: { protocol: 'ws', url: 'wss://b.example/events' },
    });
  });

  it('say which subgraphs end no stream with its token, by names that there are', () => {
    expect(read({ HUB_SUBSCRIPTION_UNRENEWED: 'b, a' }).unrenewed).toEqual(['b', 'a']);
    for (const text of ['c', 'a,,']) {
      expect(() => read({ HUB_SUBSCRIPTION_UNRENEWED: text })).toThrow(
        'HUB_SUBSCRIPTION_UNRENEWED: expected names in HUB_SUBGRAPHS (a, b), got',
      );
    }
  });

  it.each(['a', 'a=ftp://a', 'c=ws', 'a=ws,,'])('refuse the protocols "%s"', (text) => {
    expect(() => read({ HUB_SUBSCRIPTION_PROTOCOLS: text })).toThrow(ConfigError);
  });

  it('are documented', async () => {
    const readme = await readFile(new URL('../../../gateway/README.md', import.meta.url), 'utf8');
    const source = await readFile(
      new URL('../../../gateway/src/config/subscription-settings.ts', import.meta.url),
      'utf8',
    );
    const variables = [...source.matchAll(/'(HUB_\w+)'/g)].map(([, name = '']) => name);
    expect(variables).toHaveLength(11);
    expect(variables.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });
});
