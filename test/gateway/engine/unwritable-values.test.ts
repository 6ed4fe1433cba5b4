import { federate } from '../../support/federation.js';
import { federationLink, type SubgraphSource } from '../../support/subgraph-server.js';

const scales: SubgraphSource = {
  name: 'scales',
  typeDefs: `${federationLink}
    scalar Json
    input Weighing { json: Json }
    type Query { mass: Json! weigh(json: Json, weighings: [Weighing]): Int masses: [Json] name: String parcels: [Parcel!] }
    type Parcel @key(fields: "id") @key(fields: "grams") { id: ID! grams: Float }
  `,
};

const post: SubgraphSource = {
  name: 'post',
  typeDefs: `${federationLink}
    type Query { office: String }
    type Parcel @key(fields: "grams") { grams: Float postage: Int }
  `,
  resolvers: {
    Query: { office: () => 'open' },
    Parcel: { __resolveReference: ({ grams }: { grams: number }) => ({ grams, postage: grams * 2 }) },
  },
};

/** The answer when the scales answer with this text as their data. */
async function askWith(data: string, source: string) {
  await using federation = await federate([scales, post]);
  federation.subgraphs.intercept((call, response) => {
    if (call.subgraph !== 'scales') return false;
    response.setHeader('content-type', 'application/json').end(`{"data":${data}}`);
    return true;
  });
  return await federation.ask(source);
}

const tooDeep = '['.repeat(50_000) + ']'.repeat(50_000);

function unwritable(coordinate: string, path: readonly (string | number)[]) {
  const message = `${coordinate} came with a value that JSON cannot say.`;
  return { message, path, extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'scales' } };
}

describe('a value of a custom scalar that cannot be written', () => {
  it('is an error where it is a number beyond the range of numbers, and no silent null', async () => {
    expect(await askWith('{"masses":[1,1e400,-1e400]}', '{ masses office }')).toEqual({
      data: { masses: [1, null, null], office: 'open' },
      errors: [unwritable('Query.masses', ['masses', 1]), unwritable('Query.masses', ['masses', 2])],
    });
    expect(await askWith('{"mass":1e400}', '{ mass office }')).toEqual({
      data: null,
      errors: [unwritable('Query.mass', ['mass'])],
    });
  });

  it('costs its own field where it is nested too deeply', async () => {
    expect(await askWith(`{"masses":[${tooDeep}],"name":"old"}`, '{ masses name office }')).toEqual({
      data: { masses: [null], name: 'old', office: 'open' },
      errors: [unwritable('Query.masses', ['masses', 0])],
    });
  });
});

describe('a value that cannot be sent on', () => {
  it.each([
    ['is a number beyond the range of numbers', '1e400'],
    ['is nested too deeply', tooDeep],
  ])('keeps no other entity from being asked for when it %s', async (_, grams) => {
    const parcels = `[{"__typename":"Parcel","grams":2},{"__typename":"Parcel","grams":${grams}}]`;
    const answer = await askWith(`{"parcels":${parcels}}`, '{ parcels { postage } }');
    expect(answer).toEqual({
      data: { parcels: [{ postage: 4 }, { postage: null }] },
      errors: [
        {
          message: 'This field depends on a value that JSON cannot say.',
          path: ['parcels', 1, 'postage'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE' },
        },
      ],
    });
  });

  it('is told once where the value itself was asked for, too', async () => {
    const parcels = '[{"__typename":"Parcel","id":"1","grams":1e400}]';
    expect(await askWith(`{"parcels":${parcels}}`, '{ parcels { grams postage } }')).toEqual({
      data: { parcels: [{ grams: null, postage: null }] },
      errors: [
        {
          message: 'Parcel.grams is Float by the schema, and came as something else.',
          path: ['parcels', 0, 'grams'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'scales' },
        },
        {
          message: 'This field depends on a value that JSON cannot say.',
          path: ['parcels', 0, 'postage'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE' },
        },
      ],
    });
  });

  it('leaves no error without a place where the value takes its object along', async () => {
    const parcels = `[{"__typename":"Parcel","id":${tooDeep},"grams":1e400}]`;
    expect(await askWith(`{"parcels":${parcels}}`, '{ parcels { id postage } }')).toEqual({
      data: { parcels: null },
      errors: [
        {
          message: 'Parcel.id is ID by the schema, and came as something else.',
          path: ['parcels', 0, 'id'],
          extensions: { code: 'VALUE_OF_WRONG_TYPE', subgraph: 'scales' },
        },
      ],
    });
  });
});

describe('what a lost call was to add to an object', () => {
  it('is told of, also where something deep stands in that object', async () => {
    const shop: SubgraphSource = {
      name: 'shop',
      typeDefs: `${federationLink}
        scalar Json
        type Query { best: Item name: String }
        type Item @key(fields: "id") { id: ID! maker: Maker @shareable }
        type Maker @shareable { marks: Json }
      `,
    };
    const depot: SubgraphSource = {
      name: 'depot',
      typeDefs: `${federationLink}
        type Item @key(fields: "id") { id: ID! maker: Maker @shareable }
        type Maker @shareable { town: String }
      `,
    };
    await using federation = await federate([shop, depot]);
    federation.subgraphs.intercept(({ subgraph }, response) => {
      const item = `{"__typename":"Item","id":"1","maker":{"marks":${tooDeep}}}`;
      if (subgraph === 'depot') response.destroy();
      else response.setHeader('content-type', 'application/json').end(`{"data":{"best":${item},"name":"old"}}`);
      return true;
    });
    const answer = (await federation.ask('{ best { maker { marks town } } name }')) as { errors: { path: unknown }[] };
    expect(answer).toMatchObject({ data: { best: { maker: { marks: null, town: null } }, name: 'old' } });
    expect(answer.errors.map(({ path }) => path)).toEqual([
      ['best', 'maker', 'marks'],
      ['best', 'maker', 'town'],
    ]);
  });
});

describe('what a subgraph says of an error', () => {
  it('is left out where JSON cannot say it, and the error stays', async () => {
    await using federation = await federate([scales, post]);
    const extensions = `{"code":"TORN","reason":"age","state":${tooDeep},"field":1e400}`;
    federation.subgraphs.intercept((call, response) => {
      if (call.subgraph !== 'scales') return false;
      const errors = `[{"message":"torn","path":["name"],"extensions":${extensions}}]`;
      response.setHeader('content-type', 'application/json').end(`{"data":{"name":null},"errors":${errors}}`);
      return true;
    });
    expect(await federation.ask('{ name office }')).toEqual({
      data: { name: null, office: 'open' },
      errors: [{ message: 'torn', path: ['name'], extensions: { code: 'TORN', reason: 'age', subgraph: 'scales' } }],
    });
  });
});

describe('a variable that JSON cannot say', () => {
  const message = 'Variable "$json" has a number beyond the range of numbers, or is nested too deeply.';
  const refusal = { errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };

  it.each([
    ['has a number beyond the range of numbers', '[1,{"a":-1e400}]'],
    ['is nested too deeply', tooDeep],
  ])('is refused, and no subgraph is asked, when it %s', async (_, text) => {
    await using federation = await federate([scales, post]);
    const json: unknown = JSON.parse(text);
    expect(await federation.ask('query ($json: Json) { weigh(json: $json) }', { json })).toEqual(refusal);
    const within = 'query ($json: [Weighing]) { weigh(weighings: $json) }';
    expect(await federation.ask(within, { json: [{ json }] })).toEqual(refusal);
    expect(federation.callsSince()).toEqual([]);
  });
});
