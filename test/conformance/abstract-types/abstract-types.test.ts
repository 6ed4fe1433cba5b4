import { federate } from '../../support/federation.js';
import { lending } from './lending.subgraph.js';
import { media } from './media.subgraph.js';

describe('interfaces and unions across subgraphs', () => {
  it('complete the members of a union from where each is known', async () => {
    await using federation = await federate([media, lending]);
    const source = `{
      search {
        __typename
        ... on Note { text }
        ... on Titled { title }
        ... on Lendable { dueIn }
        ... on Book { shelf }
      }
    }`;
    expect(await federation.ask(source)).toEqual({
      data: {
        search: [
          { __typename: 'Book', title: 'Signs', dueIn: 14, shelf: 'shelf of b1' },
          { __typename: 'Film', title: 'Noise', dueIn: 2 },
          { __typename: 'Note', text: 'see also' },
          { __typename: 'Book', title: 'Ways', dueIn: 14, shelf: 'shelf of b2' },
        ],
      },
    });
  });

  it('follow a fragment on an interface that only another subgraph declares', async () => {
    await using federation = await federate([media, lending]);
    const source = '{ titled { title ... on Lendable { due: dueIn } ... on Film { minutes } } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        titled: [
          { title: 'Signs', due: 14 },
          { title: 'Noise', due: 2, minutes: 90 },
          { title: 'Ways', due: 14 },
        ],
      },
    });
  });
});
