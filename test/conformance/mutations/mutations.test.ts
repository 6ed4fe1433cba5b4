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
});
