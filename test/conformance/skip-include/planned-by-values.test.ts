import { type Federation, federate } from '../../support/federation.js';
import { catalogue, notes } from './catalogue.subgraph.js';
import { reviews } from './reviews.subgraph.js';

/** Subgraphs that were asked since the last time, and the text of what they were asked. */
function asked({ subgraphs }: Federation) {
  const calls = subgraphs.calls.splice(0);
  return { of: calls.map(({ subgraph }) => subgraph), text: calls.map(({ query }) => query).join('\n') };
}

describe('what @skip and @include keep out', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await federate([catalogue, reviews]);
  });
  afterAll(() => federation[Symbol.asyncDispose]());

  it.each([
    {
      what: 'a field beside one of another subgraph',
      source: 'query ($no: Boolean!) { book { broken @include(if: $no) stars } }',
      data: { book: { stars: 5 } },
    },
    {
      what: 'a fragment with a field of another subgraph',
      source: 'query ($no: Boolean!) { works { ... on Book @include(if: $no) { broken stars } id } }',
      data: { works: [{ id: 'b1' }, null, { id: 'f1' }] },
    },
    {
      what: 'a whole object with a field of another subgraph',
      source: 'query ($yes: Boolean!) { book { ... @skip(if: $yes) { title broken postage } id } }',
      data: { book: { id: 'b1' } },
    },
    {
      what: 'a field that another type has under the same key',
      source: `query ($no: Boolean!) {
        works { ... on Book { it: title stars } ... on Film @include(if: $no) { it: torn stars } }
      }`,
      data: { works: [{ it: 'Book b1', stars: 5 }, null, {}] },
    },
    {
      what: 'a field in a named fragment that is used elsewhere',
      source: `query ($no: Boolean!, $yes: Boolean!) {
        book { ...Part } again: book { ...Part @skip(if: $yes) id }
      }
      fragment Part on Book { stars broken @include(if: $no) }`,
      data: { book: { stars: 5 }, again: { id: 'b1' } },
    },
  ])('is asked of nobody: $what', async ({ source, data }) => {
    expect(await federation.ask(source, { no: false, yes: true })).toEqual({ data });
    expect(asked(federation).text).not.toMatch(/broken|torn|@skip|@include|\$no|\$yes/);
  });

  it('needs no way to other subgraphs', async () => {
    const source = `query ($no: Boolean!) { book { title postage @include(if: $no) maker { id fame @include(if: $no) } } }`;
    expect(await federation.ask(source, { no: false })).toEqual({
      data: { book: { title: 'Book b1', maker: { id: 'm1' } } },
    });
    expect(asked(federation).of).toEqual(['catalogue']);
    expect(await federation.ask(source, { no: true })).toEqual({
      data: { book: { title: 'Book b1', postage: 6, maker: { id: 'm1', fame: 9 } } },
    });
    expect(asked(federation).of.slice(0, 2)).toEqual(['catalogue', 'reviews']);
  });

  it('fails when it is included', async () => {
    const source = 'query ($yes: Boolean!) { book { broken @include(if: $yes) stars } }';
    expect(await federation.ask(source, { yes: true })).toEqual({
      data: { book: null },
      errors: [{ message: 'torn apart', path: ['book', 'broken'], extensions: expect.any(Object) }],
    });
    asked(federation);
  });

  it('may be all of an object, which is empty then, or null, or in a list', async () => {
    const source = `query ($no: Boolean! = false, $yes: Boolean! = true) {
      book { title @include(if: $no) ... @skip(if: $yes) { stars } critic { name @include(if: $no) } nobody { ...N } }
      absent { title @skip(if: true) critic @include(if: $no) { name } }
      works { ... on Book @include(if: $no) { title } ... on Film { torn @include(if: $no) } }
      kind: __type(name: "Book") { name @include(if: $no) }
      nothing: __type(name: "Nothing") { name @include(if: $no) }
    }
    fragment N on Critic { name @include(if: $no) }`;
    expect(await federation.ask(source)).toEqual({
      data: { book: { critic: {}, nobody: null }, absent: null, works: [{}, null, {}], kind: {}, nothing: null },
    });
    expect(asked(federation).of).toEqual(['catalogue', 'reviews']);
  });

  it('may be all of the operation', async () => {
    const source = `query ($no: Boolean!) {
      book @include(if: $no) { title } ...All @include(if: $no) ... @include(if: $no) { __typename absent { id } }
    }
    fragment All on Query { works { id } }`;
    expect(await federation.ask(source, { no: false })).toEqual({ data: {} });
    expect(asked(federation).of).toEqual([]);
  });

  it.each([
    [{ a: true, b: true }, { book: { id: 'b1', weight: 3 } }],
    [{ a: true, b: false }, { book: { id: 'b1', title: 'Book b1', stars: 5, weight: 3 } }],
    [{ a: false, b: true }, { book: { id: 'b1', postage: 6 } }],
    [{ a: false, b: false }, { book: { id: 'b1', postage: 6, maker: { fame: 9 } } }],
  ])('goes by all conditions around it, as with %j', async (variables, data) => {
    const source = `query ($a: Boolean!, $b: Boolean!) {
      book { id ...Outer @include(if: $a) postage @skip(if: $a) @include(if: true) ... @skip(if: $a) { ...Maker @skip(if: $b) } }
    }
    fragment Outer on Book { ... on Work { ... on Book @skip(if: $b) { title stars } } ...Inner @include(if: $a) @skip(if: false) }
    fragment Inner on Book { weight maker @skip(if: $a) { id } }
    fragment Maker on Book { maker { fame } }`;
    expect(await federation.ask(source, variables)).toEqual({ data });
    asked(federation);
  });

  it('goes by the value of the request, or else the default', async () => {
    const source =
      'query ($with: Boolean! = true, $without: Boolean = true) { book { id @include(if: $with) title @skip(if: $without) } }';
    expect(await federation.ask(source)).toEqual({ data: { book: { id: 'b1' } } });
    expect(await federation.ask(source, { with: false, without: false })).toEqual({
      data: { book: { title: 'Book b1' } },
    });
    asked(federation);
  });

  it('goes by variables that are used elsewhere, too', async () => {
    const source =
      'query ($id: ID!, $with: Boolean!, $id2: ID!) { book(id: $id) { id } other: book(id: $id2) @include(if: $with) { id } }';
    const variables = { id: 'b1', id2: 'b2', with: false };
    expect(await federation.ask(source, variables)).toEqual({ data: { book: { id: 'b1' } } });
    expect(federation.subgraphs.calls.splice(0).map((call) => call.variables)).toEqual([{ id: 'b1' }]);
    expect(await federation.ask(source, { ...variables, with: true })).toEqual({
      data: { book: { id: 'b1' }, other: { id: 'b2' } },
    });
    asked(federation);
  });

  it('cannot be told from variables that do not fit, of which all are named', async () => {
    const source =
      'query ($id: ID!, $with: Boolean!, $other: Boolean = true) { book(id: $id) @include(if: $with) { id @skip(if: $other) } }';
    const refused = (message: string) => ({ message, extensions: { code: 'BAD_USER_INPUT' } });
    expect(await federation.ask(source, { with: 'perhaps', other: null })).toEqual({
      errors: [
        refused('Variable "$id" of required type "ID!" was not provided.'),
        refused(
          'Variable "$with" got invalid value "perhaps"; Boolean cannot represent a non boolean value: "perhaps"',
        ),
      ],
    });
    expect(await federation.ask(source, { with: false })).toEqual({
      errors: [refused('Variable "$id" of required type "ID!" was not provided.')],
    });
    expect(await federation.ask(source, { id: 'b1', with: true, other: null })).toEqual({
      errors: [refused('Variable "$other" decides a @skip or @include, and must not be null.')],
    });
    expect(asked(federation).of).toEqual([]);
  });

  it('is not done by a mutation', async () => {
    const source = `mutation ($no: Boolean!, $text: String!) {
      first: note(text: "first") @include(if: $no)
      second: note(text: $text)
      ... @include(if: $no) { third: note(text: "third") }
    }`;
    notes.splice(0);
    expect(await federation.ask(source, { no: false, text: 'second' })).toEqual({ data: { second: 1 } });
    expect(
      await federation.ask('mutation ($no: Boolean!) { note(text: "n") @include(if: $no) }', { no: false }),
    ).toEqual({ data: {} });
    expect(notes).toEqual(['second']);
    asked(federation);
  });

  it('is not withheld, whether the rest is or not', async () => {
    const source = `query ($with: Boolean!, $title: Boolean!) {
      book { secret @include(if: $with) title @include(if: $title) ... @skip(if: $with) { stars } }
    }`;
    const withheld = {
      message: 'The caller lacks the rights to Book.secret.',
      path: ['book', 'secret'],
      extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
    };
    const answers = [
      [{ with: false, title: false }, { data: { book: { stars: 5 } } }],
      [
        { with: true, title: false },
        { data: { book: { secret: null } }, errors: [withheld] },
      ],
      [
        { with: true, title: true },
        { data: { book: { secret: null, title: 'Book b1' } }, errors: [withheld] },
      ],
    ] as const;
    for (const [variables, answer] of answers) expect(await federation.ask(source, variables)).toEqual(answer);
    expect(asked(federation).text).not.toContain('secret');
  });
});

describe('operations kept for the values of their conditions', () => {
  it('are found by these values alone, and counted like others', async () => {
    const hits: boolean[] = [];
    await using federation = await federate([catalogue, reviews], {
      onEvent: (event) => event.kind === 'operation-looked-up' && hits.push(event.hit),
    });
    const source =
      'query ($id: ID, $a: Boolean! = false, $b: Boolean! = false) { book(id: $id) { id title @include(if: $a) stars @skip(if: $b) } }';
    for (const variables of [{}, { a: false }, { id: 'b2', b: false }, { a: true }, { a: true, id: 'b3' }, {}]) {
      await federation.ask(source, variables);
    }
    expect(hits).toEqual([false, true, true, false, true, true]);
  });

  it('are no more than may be kept, however many combinations a caller tries', async () => {
    const hits: boolean[] = [];
    await using federation = await federate([catalogue, reviews], {
      limits: { maxCachedOperations: 4 },
      onEvent: (event) => event.kind === 'operation-looked-up' && hits.push(event.hit),
    });
    const names = ['a', 'b', 'c'];
    const source = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { book { ${names.map((name) => `${name}: title @include(if: $${name})`).join(' ')} } }`;
    const combinations = Array.from({ length: 8 }, (_, bits) =>
      Object.fromEntries(names.map((name, index) => [name, (bits >> index) % 2 === 1])),
    );
    for (const variables of [...combinations, ...combinations]) {
      const included = names.filter((name) => variables[name]).map((name) => [name, 'Book b1']);
      expect(await federation.ask(source, variables)).toEqual({ data: { book: Object.fromEntries(included) } });
    }
    expect(hits).toEqual(Array.from({ length: 16 }, () => false));
  });
});
