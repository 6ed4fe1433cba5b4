import fc from 'fast-check';
import { execute, type GraphQLFormattedError, parse, validate } from 'graphql';
import { makeExecutableSchema } from './one-schema.js';
import { federate } from '../../support/federation.js';
import { operations } from './operations.js';
import { subgraphs } from './subgraphs.js';

interface Response {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
}

describe('a federation', () => {
  it('answers any operation like one schema that has all fields', async () => {
    await using federation = await federate(subgraphs);
    const schema = makeExecutableSchema(federation.engine.schema);
    await fc.assert(
      fc.asyncProperty(operations, fc.boolean(), fc.boolean(), async (source, yes, no) => {
        const document = parse(source);
        fc.pre(validate(schema, document).length === 0);
        const variableValues = { yes, no };
        const expected = JSON.parse(JSON.stringify(await execute({ schema, document, variableValues }))) as Response;
        const response = (await federation.ask(source, variableValues)) as Response;
        expect(JSON.stringify(response.data)).toBe(JSON.stringify(expected.data));
        const places = (response.errors ?? []).map(({ path }) => JSON.stringify(path));
        // One schema stops at the first error that empties an object; subgraphs have answered by then.
        for (const { path } of expected.errors ?? []) expect(places).toContain(JSON.stringify(path));
        for (const { path } of response.errors ?? []) expect(reaches(response.data, path ?? [])).toBe(null);
      }),
      { numRuns: 200, seed: 20_260 },
    );
  });
});

/** What stands at a path; null as soon as something on the way is. */
function reaches(data: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown> | null)?.[key] ?? null, data);
}
