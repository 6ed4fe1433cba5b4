import { readGatewayConfig } from '@alliance/gateway';
import { mistakesOf } from './mistakes-of.js';

const subgraphs = 'members=http://127.0.0.1:4001/graphql, incidents=https://i.example/graphql';

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
