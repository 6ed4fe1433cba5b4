import { readFile } from 'node:fs/promises';

import { parse, validate } from 'graphql';

import { examples, welcome } from '../../../gateway/playground/src/examples.js';
import { deriveApiSchema } from '../../../gateway/src/engine/api-schema.js';

it.each([...examples.map(({ title, query }) => [title, query] as const), ['welcome', welcome] as const])(
  'The example "%s" fits the graph',
  async (_title, query) => {
    const schema = deriveApiSchema(parse(await readFile('schema/sdl/supergraph.graphql', 'utf8')));
    expect(validate(schema, parse(query))).toEqual([]);
  },
);
