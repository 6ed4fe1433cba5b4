import { buildSchema } from 'graphql';
import { EngineGenerations } from '../../../gateway/src/graphql-server/engine-generations.js';
import type { OperationEngine } from '../../../gateway/src/graphql-server/operation-engine.js';

/** An engine of which only the end is of interest. */
function engine(name: string, closed: string[]): OperationEngine {
  return {
    schema: buildSchema('type Query { a: Int }'),
    supergraphSdl: name,
    execute: () => Promise.reject(new Error('not executed here')),
    subscribe: () => Promise.reject(new Error('not subscribed here')),
    close: async () => {
      closed.push(name);
    },
  };
}

describe('EngineGenerations', () => {
  it('closes an engine only when no request is left that may meet it', async () => {
    const closed: string[] = [];
    const generations = new EngineGenerations();
    await generations.advance(engine('first', closed));
    const onFirst = Promise.withResolvers<undefined>();
    const first = generations.hold(() => onFirst.promise);
    await generations.advance(engine('second', closed));
    const onSecond = Promise.withResolvers<undefined>();
    const second = generations.hold(() => onSecond.promise);
    await generations.advance(engine('third', closed));
    onSecond.resolve(undefined);
    await second;
    expect(closed).toEqual([]); // The request from the first may have moved on to the second.
    onFirst.resolve(undefined);
    await first;
    expect(closed).toEqual(['first', 'second']);
    await generations.close();
    expect(closed).toEqual(['first', 'second', 'third']);
  });

  it('closes at once what nobody uses', async () => {
    const closed: string[] = [];
    const generations = new EngineGenerations();
    await generations.advance(engine('first', closed));
    await generations.advance(engine('second', closed));
    expect(closed).toEqual(['first']);
  });

  it('releases its hold when a request fails', async () => {
    const closed: string[] = [];
    const generations = new EngineGenerations();
    await generations.advance(engine('first', closed));
    await expect(generations.hold(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await generations.advance(engine('second', closed));
    expect(closed).toEqual(['first']);
  });

  it('finds the engine of a schema, and none for a strange one', async () => {
    const generations = new EngineGenerations();
    const first = engine('first', []);
    await generations.advance(first);
    expect(generations.engineFor(first.schema)).toBe(first);
    expect(() => generations.engineFor(buildSchema('type Query { b: Int }'))).toThrow('no engine serves');
  });
});
