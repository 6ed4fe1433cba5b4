import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readGatewayConfig } from '@alliance/gateway';
import { mistakesOf } from './mistakes-of.js';
import { trafficDefaults } from './traffic-defaults.js';

const subgraphs = 'members=http://127.0.0.1:4001/graphql, incidents=https://i.example/graphql';

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
    const readme = await readFile(path.join(import.meta.dirname, '../../../gateway/README.md'), 'utf8');
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
