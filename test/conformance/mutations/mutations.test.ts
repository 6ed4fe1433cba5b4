import { federate } from '../../support/federation.js';
import { accounts, journal } from './accounts.subgraph.js';
import { bookings } from './bookings.subgraph.js';

describe('mutations', () => {
  it('run in the order of the document, across subgraphs, and are followed by queries for entities', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    const source = `mutation ($amount: Int!) {
      first: book(amount: 1) { amount account { name: id balance } }
      open(name: "Ada") { id balance }
      close(id: "ada")
      second: book(amount: $amount) { amount }
    }`;
    expect(await federation.ask(source, { amount: 7 })).toEqual({
      data: {
        first: { amount: 1, account: { name: 'ada', balance: 1 } },
        open: { id: 'ada', balance: 0 },
        close: null,
        second: { amount: 7 },
      },
      errors: [
        {
          message: 'ada is not empty',
          path: ['close'],
          extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'accounts' },
        },
      ],
    });
    expect(journal).toEqual(['book 1', 'open Ada', 'close ada', 'book 7']);
    const kinds = federation.subgraphs.calls.map(({ query }) => (query.startsWith('mutation') ? 'mutation' : 'query'));
    expect(kinds.filter((kind) => kind === 'query')).toHaveLength(1);
  });

  // Section 6.4.4: the null of a non-null field is that of the whole; graphql-js executes nothing after it either.
  it('stop after a non-null field that failed, in whichever subgraph the next would run', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    const source = `mutation {
      first: book(amount: 1) { amount }
      freeze(id: "ada") { name }
      second: book(amount: 2) { amount account { name } }
      open(name: "Bob") { id }
    }`;
    expect(await federation.ask(source)).toEqual({
      data: null,
      errors: [
        {
          message: 'ada is frozen already',
          path: ['freeze'],
          extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'accounts' },
        },
      ],
    });
    expect(journal).toEqual(['book 1', 'freeze ada']);
  });

  it('stop after a non-null field whose subgraph did not answer', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'accounts') response.destroy();
      return subgraph === 'accounts';
    });
    expect(await federation.ask('mutation { open(name: "Ada") { id } book(amount: 1) { amount } }')).toMatchObject({
      data: null,
      errors: [{ path: ['open'], extensions: { code: 'SUBGRAPH_UNREACHABLE' } }],
    });
    expect(journal).toEqual([]);
  });

  it('go on after a nullable field that failed, and past a non-null one that is left out', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    const source = `mutation ($no: Boolean!) {
      close(id: "ada")
      freeze(id: "ada") @include(if: $no) { id }
      ... @include(if: $no) { open(name: "Ada") { id } }
      book(amount: 3) { amount }
    }`;
    expect(await federation.ask(source, { no: false })).toMatchObject({ data: { close: null, book: { amount: 3 } } });
    expect(journal).toEqual(['close ada', 'book 3']);
  });
});
