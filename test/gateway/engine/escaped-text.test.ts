import { federate } from '../../support/federation.js';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"]) type Item @key(fields: "id")';

function itemsCalled(name: string) {
  return {
    name: 'items',
    typeDefs: `${link} { id: ID!, name: String } type Query { item: Item }`,
    resolvers: { Query: { item: () => ({ id: '1', name }) } },
  };
}

function itemsDescribedAs(description: string) {
  return {
    name: 'descriptions',
    typeDefs: `${link} { id: ID!, description: String }`,
    resolvers: { Item: { __resolveReference: () => ({ id: '1', description }) } },
  };
}

const plain = 'ü \u2028 \u007f 😀 /';
const escaped = ['"', '\\', '\n', '\u0000', '\u001f', '\ud800', '\udfff'];

describe('text that JSON has to escape', () => {
  it.each<[string, string]>([
    [plain, plain],
    ...escaped.flatMap((text): [string, string][] => [
      [plain, text],
      [text, plain],
    ]),
  ])('comes as it was, whichever subgraph sends it: %j and %j', async (name, description) => {
    await using federation = await federate([itemsCalled(name), itemsDescribedAs(description)]);
    expect(await federation.ask('{ item { name description } }')).toEqual({ data: { item: { name, description } } });
  });
});
