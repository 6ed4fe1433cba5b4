import { federationLink } from '../../../support/subgraph-server.js';
import type { World } from '../world.js';

/** A catalogue of media: abstract types across subgraphs, interface objects, moved and hidden fields. */
export const media: World = {
  name: 'a media catalogue',
  sources: [
    {
      name: 'catalogue',
      typeDefs: `${federationLink}
        type Query {
          media(id: ID!): Media
          shelf(kind: [MediaKind!] = [BOOK, FILM]): [Media!]!
          search(text: String = "x", page: Page): [Found]
          anything: Found!
          newest: Titled
          songs: [Song]
        }
        input Page { from: Int! = 0, size: Int, order: [Order!] }
        input Order { by: MediaKind!, descending: Boolean = false, then: Order }
        enum MediaKind { BOOK FILM SONG }
        interface Titled { title: String }
        interface Media implements Titled @key(fields: "id") { id: ID! title: String kind: MediaKind! similar: [Media!] }
        type Book implements Media & Titled @key(fields: "id") @key(fields: "isbn") {
          id: ID!
          isbn: String!
          title: String
          kind: MediaKind!
          similar: [Media!]
          pages: Int!
          author: Person
          secret: Int @inaccessible
        }
        type Film implements Media & Titled @key(fields: "id") {
          id: ID!
          title: String
          kind: MediaKind!
          similar: [Media!]
          minutes: Int
          cast: [Person!]!
          chapters(from: Int = 1): [[Chapter!]!]
        }
        type Song implements Media & Titled @key(fields: "id") {
          id: ID!
          title: String
          kind: MediaKind!
          similar: [Media!]
          singers: [Performer]
          length: Duration @shareable
        }
        type Chapter { title: String! starts: Duration }
        type Duration @shareable { seconds: Int! text(style: DurationStyle = SHORT): String }
        enum DurationStyle { SHORT LONG }
        type Person @key(fields: "id") { id: ID! name: String! @override(from: "people") }
        type Band @key(fields: "name") { name: ID! founded: Int }
        union Performer = Person | Band
        union Found = Book | Film | Person | Band | Chapter
      `,
    },
    {
      name: 'people',
      typeDefs: `${federationLink}
        type Query { person(id: ID!): Person people: [Person!] actors: [Actor] }
        interface Actor { id: ID! nickname: String }
        type Person implements Actor @key(fields: "id") @key(fields: "passport { country number }") {
          id: ID!
          passport: Passport!
          name: String!
          nickname: String
          born: Date
          taste: String @override(from: "ratings", label: "percent(60)")
          spouse: Person
          roles: [Role]
        }
        type Passport { country: String! number: ID! issued: Date }
        type Role { film: Film! as: String partners: [Actor!] }
        type Film @key(fields: "id", resolvable: false) { id: ID! }
        type Band @key(fields: "name") { name: ID! members: [Person] label: String! }
        scalar Date
      `,
    },
    {
      name: 'ratings',
      typeDefs: `${federationLink}
        type Query { topRated(first: Int): [Media] rated: [Media!]! worst: Media }
        type Media @key(fields: "id") @interfaceObject {
          id: ID!
          stars: Float
          votes: Int!
          notes(last: Int): [Note!]
          blurb: String
        }
        type Note { text: String! by: Person about: Media }
        type Person @key(fields: "passport { country number }") { passport: Passport! taste: String notes: [Note!]! }
        type Passport { country: String! number: ID! }
      `,
    },
    {
      name: 'lending',
      typeDefs: `${federationLink}
        type Query { loans: [Loan!] branch(id: ID!): Branch item: Item }
        type Loan @key(fields: "branch { id } number") { number: Int! branch: Branch! item: Item due: Date by: Person }
        type Branch @key(fields: "id") { id: ID! city: String loans(open: Boolean! = true): [Loan!]! }
        union Item = Book | Song
        type Book @key(fields: "isbn") {
          isbn: String!
          pages: Int! @external
          secret: Int @external
          author: Person @external
          loans: [Loan!]
          fee(weeks: Int!): Float @requires(fields: "pages secret")
          shelfMark: String @requires(fields: "author { name }")
        }
        type Song @key(fields: "id") { id: ID! length: Duration @shareable copies: Int! }
        type Duration @shareable { seconds: Int! text(style: DurationStyle = SHORT): String }
        enum DurationStyle { SHORT LONG }
        type Person @key(fields: "id") { id: ID! name: String! @external card: String borrowed: [Item] }
        scalar Date
      `,
    },
  ],
  mishaps: {
    nulls: 6,
    failures: 14,
    failuresOfNonNull: 40,
    unknown: { 'lending.Song': 5 },
    failing: { 'ratings.Film': 11, 'people.Band': 9, 'lending.Book': 13 },
  },
};
