import { parse, printSchema } from 'graphql';
import { InvalidSupergraphError } from '../../../gateway/src/engine/supergraph.js';
import { deriveApiSchema } from '../../../gateway/src/engine/api-schema.js';

const head = `
  schema
    @link(url: "https://specs.apollo.dev/link/v1.0")
    @link(url: "https://specs.apollo.dev/join/v0.3", for: EXECUTION)
    @link(url: "https://specs.apollo.dev/inaccessible/v0.2", for: SECURITY)
    @link(url: "https://specs.apollo.dev/tag/v0.3", import: [{ name: "@tag", as: "@marked" }])
    @link(url: "https://example.org/stamp/v1.0", import: ["@stamp"]) { query: Query }
  directive @join__type(graph: join__Graph!) repeatable on OBJECT
  directive @inaccessible on OBJECT | FIELD_DEFINITION | ENUM_VALUE | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION | INTERFACE | UNION
  directive @marked(name: String) repeatable on OBJECT | FIELD_DEFINITION
  directive @stamp(by: String) on FIELD_DEFINITION
  directive @onSchema on OBJECT
  scalar join__FieldSet
  scalar link__Import
  enum join__Graph { A }
`;

const derive = (types: string) => deriveApiSchema(parse(head + types));

describe('the API schema', () => {
  it('has what clients need and nothing else', () => {
    const schema = derive(`
      "All there is."
      type Query @join__type(graph: A) @onSchema {
        "The one."
        thing(old: Int @deprecated(reason: "no use"), secret: Int = 3 @inaccessible): Thing @marked(name: "x") @stamp
        pair: Pair @deprecated
        hidden: Hidden @inaccessible
      }
      interface Named { name: String }
      interface Shadow @inaccessible { name: String }
      type Thing implements Named & Shadow { name: String many(filter: Filter): [[Kind!]]! }
      type Hidden implements Named @inaccessible { name: String }
      union Pair = Thing | Hidden
      union Nobody @inaccessible = Hidden
      enum Kind { A "Second." B @deprecated(reason: "rare") C @inaccessible }
      input Filter @oneOf { text: String kind: Kind internal: String @inaccessible }
      scalar Url @specifiedBy(url: "https://example.org/url")
      directive @upper(how: String = "all") repeatable on FIELD | FIELD_DEFINITION
    `);
    expect(printSchema(schema)).toMatchInlineSnapshot(`
      "directive @upper(how: String = "all") repeatable on FIELD

      """All there is."""
      type Query {
        """The one."""
        thing(old: Int @deprecated(reason: "no use")): Thing
        pair: Pair @deprecated
      }

      interface Named {
        name: String
      }

      type Thing implements Named {
        name: String
        many(filter: Filter): [[Kind!]]!
      }

      union Pair = Thing

      enum Kind {
        A

        """Second."""
        B @deprecated(reason: "rare")
      }

      input Filter @oneOf {
        text: String
        kind: Kind
      }

      scalar Url @specifiedBy(url: "https://example.org/url")"
    `);
  });

  it.each([
    [
      'a field of a hidden type',
      'type Query { a: H } type H @inaccessible { b: Int }',
      'Query.a is accessible, but its type H is not.',
    ],
    [
      'an argument of a hidden type',
      'type Query { a(b: E): Int } enum E @inaccessible { X }',
      'Query.a(b:) is accessible, but its type E is not.',
    ],
    [
      'a type of which nothing is left',
      'type Query { a: Int @inaccessible }',
      'Query is accessible, but nothing in it is.',
    ],
    [
      'a required argument that is hidden',
      'type Query { a(b: Int! @inaccessible): Int }',
      'Query.a: "b" is required and must not be inaccessible.',
    ],
    [
      'a field that an interface promises and a type hides',
      'interface I { a: Int } type Query implements I { a: Int @inaccessible b: Int }',
      'The API schema is invalid: Interface field I.a expected but Query does not provide it.',
    ],
  ])('is refused with %s', (_, types, message) => {
    expect(() => derive(types)).toThrow(new InvalidSupergraphError(message));
  });
});
