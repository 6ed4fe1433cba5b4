import { guildComposer } from '../../../gateway/src/composition/composer.js';

const version = 'https://specs.apollo.dev/federation/v2.9';

function compose(head: string, types: string) {
  return guildComposer.compose([{ name: 'partner', url: 'http://partner.test/', sdl: `${head}\n${types}` }]);
}

function refusedFor(reason: string) {
  return { ok: false, errors: [{ message: `[partner] ${reason}`, subgraph: 'partner' }] };
}

const link = (imports: string) => `extend schema @link(url: "${version}", import: [${imports}])`;

describe('what a subgraph states about who may read what', () => {
  it.each([
    ['imported', link('"@authenticated"'), '@authenticated'],
    ['renamed', link('{ name: "@authenticated", as: "@members" }'), '@members'],
    ['prefixed', link('"@key"'), '@federation__authenticated'],
    ['with scopes', link('"@requiresScopes"'), '@requiresScopes(scopes: [["a"], ["b", "c"]])'],
    ['with policies', link('"@policy"'), '@policy(policies: [["a"]])'],
  ])('stands in the supergraph: %s', (_, head, directive) => {
    const result = compose(head, `type Query { a: Int ${directive} }`);
    expect(result).toMatchObject({ ok: true });
    expect(result.ok && result.supergraphSdl).toMatch(/a: Int @(authenticated|requiresScopes|policy)/);
  });

  it.each([
    ['is not imported', link('"@key"'), '@authenticated'],
    [
      'is linked by itself',
      `${link('"@key"')} @link(url: "https://specs.apollo.dev/authenticated/v0.1")`,
      '@authenticated',
    ],
    ['is of the first federation', '', '@authenticated'],
  ])('is not lost without a word when it %s', (_, head, directive) => {
    const types = `directive @authenticated on FIELD_DEFINITION type Query { a: Int ${directive} }`;
    expect(compose(head, types)).toEqual(
      refusedFor('@authenticated is not imported from the federation specification, so it would not be enforced.'),
    );
  });

  it.each(['scopes: []', 'scopes: [[]]', 'scopes: [["a"], []]'])('is not lost when it names no right: %s', (args) => {
    expect(compose(link('"@requiresScopes"'), `type Query { a: Int @requiresScopes(${args}) }`)).toEqual(
      refusedFor('@requiresScopes names no right, so it would not be enforced: each list needs an entry.'),
    );
  });

  it('may be a directive of somebody else, which says so', () => {
    const head = `${link('"@key"')} @link(url: "https://example.org/billing/v1.0", import: ["@policy"])`;
    const types = 'directive @policy(tier: Int) on FIELD_DEFINITION type Query { a: Int @policy(tier: 1) }';
    expect(compose(head, types)).toMatchObject({ ok: true });
  });
});
