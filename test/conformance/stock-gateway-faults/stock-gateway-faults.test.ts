import { federate } from '../../support/federation.js';
import { engines, fleet, tests, workshop } from './garage.subgraphs.js';

/** Faults that `@apollo/gateway` is known for, each by the name it has in public; ours must not have them. */
describe('a fault of the stock gateway is none of ours:', () => {
  it('keys-mashup: an entity is not referred to by a key that the subgraph cannot find it by', async () => {
    await using federation = await federate([engines, tests]);
    expect(await federation.ask('{ engine { id grade } }')).toEqual({ data: { engine: { id: 'e1', grade: 'A' } } });
    const sent = federation.subgraphs.calls.map(({ variables }) => variables['representations']);
    expect(sent).toContainEqual([{ __typename: 'Engine', plate: { year: '1999', serial: 'S' }, power: 70 }]);
  });

  it('requires-with-argument: what the client asks for is not what a field requires', async () => {
    await using federation = await federate([fleet, workshop]);
    const source = '{ car { feeInDollar price } again: car { price(currency: "USD") feeInEuro } }';
    expect(await federation.ask(source)).toEqual({
      data: { car: { feeInDollar: 1200, price: 10 }, again: { price: 12, feeInEuro: 1000 } },
    });
  });

  it('requires-with-argument-conflict: two fields get each its own input', async () => {
    await using federation = await federate([fleet, workshop]);
    expect(await federation.ask('{ car { feeInEuro feeInDollar } }')).toEqual({
      data: { car: { feeInEuro: 1000, feeInDollar: 1200 } },
    });
  });

  it('an empty plan for an operation that asks for something is an error, not a null', async () => {
    const createPlanner = () => ({
      overrideLabels: [],
      overridePercentages: [],
      plan: () => Promise.resolve({ root: undefined }),
      close: () => Promise.resolve(),
    });
    await using federation = await federate([fleet], { createPlanner });
    expect(await federation.ask('{ car { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_NOT_PLANNABLE' } }],
    });
    expect(await federation.ask('{ car { id } }')).not.toHaveProperty('data');
    expect(await federation.ask('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('an error of an entity is blamed on that entity, at its place in the list', async () => {
    await using federation = await federate([fleet, workshop]);
    const answer = await federation.ask('{ vehicles { ... on Car { mechanic } ... on Sledge { dogs } } }');
    expect(answer).toEqual({
      data: { vehicles: [{ mechanic: 'Ada' }, { dogs: 6 }, { dogs: 8 }, { mechanic: null }] },
      errors: [
        {
          message: 'nobody wants to',
          path: ['vehicles', 3, 'mechanic'],
          extensions: { code: 'SUBGRAPH_ERROR', subgraph: 'workshop' },
        },
      ],
    });
  });

  it('a null in a non-null place is never silent', async () => {
    await using federation = await federate([fleet, workshop]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph !== 'workshop') return false;
      response.setHeader('content-type', 'application/json');
      response.end('{"data":{"_entities":[null]}}');
      return true;
    });
    expect(await federation.ask('{ car { id hours } }')).toEqual({
      data: { car: null },
      errors: [
        {
          message: 'Cannot return null for non-nullable field Car.hours.',
          path: ['car', 'hours'],
          extensions: { code: 'NULL_IN_NON_NULL', subgraph: 'workshop' },
        },
      ],
    });
  });

  it('a field is not computed from an input that failed', async () => {
    await using federation = await federate([fleet, workshop]);
    expect(await federation.ask('{ vehicles { ... on Car { toll } } }')).toEqual({
      data: { vehicles: [{ toll: 1800 }, {}, {}, { toll: null }] },
      // Not at the mass, which nobody asked for.
      errors: [expect.objectContaining({ message: 'the scale is broken', path: ['vehicles', 3, 'toll'] })],
    });
    expect(federation.subgraphs.calls.at(-1)?.variables['representations']).toEqual([
      { __typename: 'Car', id: 'red', mass: 900 },
    ]);
  });

  it('equal calls of unequal callers are not one call', async () => {
    await using federation = await federate([fleet]);
    let arrived: (() => void) | undefined;
    const both = new Promise<void>((resolve) => (arrived = resolve));
    const callers: unknown[] = [];
    federation.subgraphs.intercept(({ headers }, response) => {
      callers.push(headers.authorization);
      // Each waits for the other, so that both are under way at the same time.
      if (callers.length === 2) arrived?.();
      const data = { data: { car: { id: headers.authorization } } };
      void both.then(() => response.setHeader('content-type', 'application/json').end(JSON.stringify(data)));
      return true;
    });
    const answers = await Promise.all(
      ['ann', 'bob'].map((callerKey) => federation.ask('{ car { id } }', {}, { callerKey })),
    );
    expect(answers).toEqual([{ data: { car: { id: 'Bearer ann' } } }, { data: { car: { id: 'Bearer bob' } } }]);
    expect(callers.sort()).toEqual(['Bearer ann', 'Bearer bob']);
  });

  it('a subgraph that is down costs its own fields only', async () => {
    await using federation = await federate([fleet, workshop]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      if (subgraph === 'workshop') response.destroy();
      return subgraph === 'workshop';
    });
    expect(await federation.ask('{ car { id mass mechanic } }')).toEqual({
      data: { car: { id: 'red', mass: 900, mechanic: null } },
      errors: [expect.objectContaining({ path: ['car', 'mechanic'] })],
    });
  });

  it('nobody is asked when the gateway starts, so a subgraph that is down does not stop it', async () => {
    await using federation = await federate([fleet, workshop]);
    expect(federation.engine.schema.getType('Car')).toBeDefined();
    expect(federation.subgraphs.calls).toEqual([]);
  });
});
