import { parse } from 'graphql';
import { readRequirements } from '../../../gateway/src/authorization/requirements.js';
import { compose } from '../../support/federation.js';
import { authorizationLink } from '../../support/subgraph-server.js';

const authenticated = { kind: 'authenticated' };
const scopes = (...anyOf: string[][]) => ({ kind: 'scopes', anyOf });
const policies = (...anyOf: string[][]) => ({ kind: 'policies', anyOf });

/** What fields ask for, of a supergraph as the composer of the hub writes it. */
function requirementsOf(...typeDefs: string[]) {
  const sources = typeDefs.map((text, index) => ({ name: `s${index}`, typeDefs: `${authorizationLink}\n${text}` }));
  return demandsIn(compose(sources, (name) => `http://${name}`));
}

function demandsIn(supergraph: string) {
  const requirements = readRequirements(parse(supergraph));
  return (coordinate: string) => {
    const [type = '', field = ''] = coordinate.split('.');
    return requirements.of({ type, field }).map((number) => requirements.demands[number]);
  };
}

describe('readRequirements', () => {
  it('adds up what stands on the field, on its type and on the type it leads to', () => {
    const of = requirementsOf(`
      type Query { open: Int box: Box list: [[Paper!]!]! }
      type Box @requiresScopes(scopes: [["box"]]) { size: Int kind: Kind @policy(policies: [["p"], ["q", "r"]]) }
      scalar Paper @requiresScopes(scopes: [["paper"]])
      enum Kind @authenticated { A }
    `);
    expect(of('Query.open')).toEqual([]);
    expect(of('Query.box')).toEqual([scopes(['box'])]);
    expect(of('Query.list')).toEqual([scopes(['paper'])]);
    expect(of('Box.size')).toEqual([scopes(['box'])]);
    expect(of('Box.kind')).toEqual([scopes(['box']), policies(['p'], ['q', 'r']), authenticated]);
  });

  it('finds what the composer made of several subgraphs: all of their demands', () => {
    const of = requirementsOf(
      `type Query { a: Int @shareable @requiresScopes(scopes: [["x", "y"], ["z"]]) }`,
      `type Query { a: Int @shareable @authenticated @requiresScopes(scopes: [["w"]]) }`,
      `type Query { a: Int @shareable @policy(policies: [["p"]]) }`,
    );
    const asked = of('Query.a');
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([authenticated, scopes(['w', 'z'], ['w', 'x', 'y']), policies(['p'])]),
    );
  });

  it('keeps the demands of a subgraph whose field another one has overridden', () => {
    const of = requirementsOf(
      `type Query { t: T } type T @key(fields: "id") { id: ID! secret: Int @authenticated }`,
      `type T @key(fields: "id") { id: ID! secret: Int @override(from: "s0") }`,
    );
    expect(of('T.secret')).toEqual([authenticated]);
  });

  it('knows the directives by whatever name a subgraph has for them', () => {
    const link = authorizationLink.replace('"@authenticated"', '{ name: "@authenticated", as: "@members" }');
    const typeDefs = `${link}\n type Query { a: Int @members }`;
    expect(demandsIn(compose([{ name: 's', typeDefs }], () => ''))('Query.a')).toEqual([authenticated]);
  });

  it('asks on an interface for what any of its types asks for, and on a type for its own', () => {
    const of = requirementsOf(`
      type Query { n: N }
      interface N { id: ID! name: String }
      type A implements N { id: ID! name: String @requiresScopes(scopes: [["a"]]) }
      type B implements N { id: ID! name: String @requiresScopes(scopes: [["b"]]) }
      type C implements N { id: ID! name: String }
    `);
    expect(of('N.name')).toEqual(expect.arrayContaining([scopes(['a']), scopes(['b'])]));
    expect([of('A.name'), of('B.name'), of('C.name'), of('N.id')]).toEqual([[scopes(['a'])], [scopes(['b'])], [], []]);
  });

  it('asks of a field for what its inputs from other subgraphs ask for, and for theirs', () => {
    const graph = (directives: string) => `
      schema @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
        @link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)
        @link(url: "https://specs.apollo.dev/requiresScopes/v0.1", for: SECURITY) { query: Query }
      type Query { t: T }
      type T {
        id: ID!
        first: Int @join__field(graph: A, requires: "second") ${directives}
        second: Int @join__field(graph: B, requires: "third { deep: inner ... on U { inner } }")
        third: U @join__field(graph: C)
        circle: Int @join__field(graph: A, requires: "back")
        back: Int @join__field(graph: B, requires: "circle") @requiresScopes(scopes: [["back"]])
      }
      type U { inner: Int @requiresScopes(scopes: [["inner"]]) }
    `;
    const of = demandsIn(graph(''));
    expect([of('T.first'), of('T.second'), of('T.third')]).toEqual([[scopes(['inner'])], [scopes(['inner'])], []]);
    expect([of('T.circle'), of('T.back')]).toEqual([[scopes(['back'])], [scopes(['back'])]]);
    expect(demandsIn(graph('@authenticated'))('T.first')).toHaveLength(2);
  });

  it('closes what the composer leaves open: an input of an interface object, and alternatives of its own', () => {
    const lent = requirementsOf(
      `type Query { n: N } interface N @key(fields: "id") { id: ID! x: Int }
       type A implements N @key(fields: "id") { id: ID! x: Int @authenticated }
       type B implements N @key(fields: "id") { id: ID! x: Int }`,
      `type N @key(fields: "id") @interfaceObject { id: ID! x: Int @external extra: Int @requires(fields: "x") }`,
    );
    expect([lent('A.extra'), lent('B.extra'), lent('N.extra')]).toEqual([
      [authenticated],
      [authenticated],
      [authenticated],
    ]);
    expect([lent('B.x'), lent('B.id')]).toEqual([[], []]);

    const widened = requirementsOf(
      `type Query { t: T } type T @key(fields: "id") { id: ID! secret: Int @requiresScopes(scopes: [["a"]]) }`,
      `type T @key(fields: "id") {
        id: ID! secret: Int @external d: Int @requires(fields: "secret") @requiresScopes(scopes: [["a"], ["b"]])
      }`,
    );
    expect(widened('T.d')).toEqual(expect.arrayContaining([scopes(['a'], ['b']), scopes(['a'])]));
  });

  it('takes over what is asked for the fields that arguments are set from', () => {
    const link = authorizationLink.replace('v2.7', 'v2.9').replace('"@tag"', '"@tag", "@context", "@fromContext"');
    const typeDefs = `${link}
      type Query { t: T }
      type T @key(fields: "id") @context(name: "ctx") { id: ID! secret: String @requiresScopes(scopes: [["s"]]) u: U }
      type U @key(fields: "id") {
        id: ID! f(a: String @fromContext(field: "$ctx { secret }")): Int @requiresScopes(scopes: [["s"], ["other"]])
      }`;
    const of = demandsIn(compose([{ name: 's', typeDefs }], () => ''));
    expect(of('U.f')).toEqual(expect.arrayContaining([scopes(['s']), scopes(['s'], ['other'])]));
  });

  it.each([
    ['as:', '@link(url: "https://specs.apollo.dev/authenticated/v0.1", as: "login", for: SECURITY)', '@login', true],
    [
      'import',
      '@link(url: "https://specs.apollo.dev/authenticated/v0.1", import: [{ name: "@authenticated", as: "@in" }])',
      '@in',
      true,
    ],
    ['nothing linked', '', '@authenticated', true],
    ['a custom directive', '@link(url: "https://example.org/authenticated/v1.0")', '@authenticated', false],
    [
      'a custom import',
      '@link(url: "https://example.org/custom/v1.0", import: ["@authenticated"])',
      '@authenticated',
      false,
    ],
  ])('finds the name in a supergraph: %s', (_, link, directive, isGuarded) => {
    const of = demandsIn(`schema ${link} { query: Query } type Query { a: Int ${directive} }`);
    expect(of('Query.a')).toEqual(isGuarded ? [authenticated] : []);
  });

  it.each([
    'https://specs.apollo.dev/authenticated/v1.0',
    'https://specs.apollo.dev/policy/v0.2',
    'https://example.org/fortress/v0.1',
  ])('refuses a protection that is not known: %s', (url) => {
    const read = () =>
      readRequirements(parse(`schema @link(url: "${url}", for: SECURITY) { query: Query } type Query { a: Int }`));
    expect(read).toThrow(url);
  });

  it.each(['scopes: []', 'scopes: [[]]', 'scopes: null', '', 'scopes: [[1]]', 'scope: [["a"]]'])(
    'takes a demand that names nothing for one that nobody meets: %s',
    (args) => {
      const of = demandsIn(`type Query { a: Int @requiresScopes${args && `(${args})`} }`);
      const [demand] = of('Query.a');
      expect([scopes(), scopes([])]).toContainEqual(demand);
    },
  );
});
