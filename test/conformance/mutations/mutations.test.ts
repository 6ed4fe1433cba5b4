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
    expect(journal).toEqual(['book 1', 'balance of ada', 'open Ada', 'balance of ada', 'close ada', 'book 7']);
  });

  // Section 6.2.2: what a field selects is part of it.
  it('complete each field before the next begins; neighbours of one subgraph are asked in one call', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    const source = `mutation ($amount: Int!) {
      close(id: "ada")
      ... { first: open(name: "Bob") { id } }
      second: open(name: "Eve") { name balance }
      ... { third: open(name: "Ida") { ...Opened } third: open(name: "Ida") { name } }
      book(amount: $amount) { amount }
    } fragment Opened on Account { balance }`;
    expect(await federation.ask(source, { amount: 7 })).toMatchObject({
      data: {
        close: null,
        first: { id: 'bob' },
        second: { name: 'Eve', balance: 0 },
        third: { balance: 0, name: 'Ida' },
        book: { amount: 7 },
      },
      errors: [{ path: ['close'] }],
    });
    expect(journal).toEqual([
      ...['close ada', 'open Bob', 'open Eve', 'balance of eve'],
      ...['open Ida', 'balance of ida'],
      'book 7',
    ]);
    expect(federation.callsSince()).toEqual(['accounts', 'bookings', 'accounts', 'bookings', 'bookings']);
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

  it('stop after a field that another subgraph could not complete', async () => {
    await using federation = await federate([accounts, bookings]);
    journal.length = 0;
    const source = `mutation { open(name: "Nobody") { name balance } again: open(name: "Bob") { id } book(amount: 3) { amount } }`;
    expect(await federation.ask(source)).toEqual({
      data: null,
      errors: [
        {
          message: 'nobody has a balance',
          path: ['open', 'balance'],
          extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'bookings' },
        },
      ],
    });
    expect(journal).toEqual(['open Nobody', 'balance of nobody']);
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
