import { federate } from '../../support/federation.js';
import { pay } from './pay.subgraph.js';
import { team } from './team.subgraph.js';

describe('fragments and aliases', () => {
  it('merge into one object, in the order of the document', async () => {
    await using federation = await federate([team, pay]);
    const source = `
      query {
        ida: person(id: 1) { ...A boss { ...A } ...B }
        nobody: person(id: 9) { ...A }
      }
      fragment A on Person { called: name ...B }
      fragment B on Person { loud: name(upper: true) boss { euro: salary(currency: "EUR") } }
    `;
    const response = await federation.ask(source);
    expect(JSON.stringify(response)).toBe(
      JSON.stringify({
        data: {
          ida: {
            called: 'Ida',
            loud: 'IDA',
            boss: { euro: '200 EUR', called: 'Max', loud: 'MAX', boss: null },
          },
          nobody: null,
        },
      }),
    );
  });

  it('keep the same field with different arguments apart, also across subgraphs', async () => {
    await using federation = await federate([team, pay]);
    const source = `query ($other: String!) {
      person(id: 1) { id: name name: id eur: salary(currency: "EUR") other: salary(currency: $other) }
    }`;
    expect(await federation.ask(source, { other: 'CHF' })).toEqual({
      data: { person: { id: 'Ida', name: '1', eur: '100 EUR', other: '100 CHF' } },
    });
  });

  it('may use names that every object answers to', async () => {
    await using federation = await federate([team, pay]);
    const source = '{ constructor: person(id: 1) { toString: name __proto__: salary(currency: "EUR") } }';
    const response = JSON.stringify(await federation.ask(source));
    expect(response).toBe('{"data":{"constructor":{"toString":"Ida","__proto__":"100 EUR"}}}');
  });
});
