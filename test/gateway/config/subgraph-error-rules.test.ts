import { readGatewayConfig } from '@alliance/gateway';
import { mistakesOf } from './mistakes-of.js';

const subgraphs = 'members=http://127.0.0.1:4001/graphql, incidents=https://i.example/graphql';

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
