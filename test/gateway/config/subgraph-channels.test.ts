import { readGatewayConfig } from '@alliance/gateway';
import { mistakesOf } from './mistakes-of.js';

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
