import { federate } from '../../support/federation.js';
import { echo } from './echo.subgraph.js';
import { mirror } from './mirror.subgraph.js';

const source = `query ($options: Options, $list: [Int!] = [1, 2], $id: ID, $number: Float, $depth: Int) {
  echo(options: $options, list: $list, id: $id, number: $number) { arguments mirrored(depth: $depth) }
}`;

describe('variables and scalars', () => {
  it('pass on what the client sent, and leave defaults to apply where they are declared', async () => {
    await using federation = await federate([echo, mirror]);
    const sent = { list: [1, 2], number: 2.5 };
    expect(await federation.ask(source)).toEqual({
      data: { echo: { arguments: sent, mirrored: { args: sent, depth: 1 } } },
    });
    const options = { tags: ['a "b"'], more: { level: 'HIGH' }, extra: { any: [1, { thing: null }] } };
    const variables = { options, list: null, id: 12, number: 3, depth: 2 };
    const received = { options: { level: 'LOW', ...options }, list: null, id: '12', number: 3 };
    expect(await federation.ask(source, variables)).toEqual({
      data: { echo: { arguments: received, mirrored: { args: received, depth: 2 } } },
    });
  });

  it('refuse what does not fit, before any subgraph is asked', async () => {
    await using federation = await federate([echo, mirror]);
    expect(await federation.ask(source, { list: ['x'], options: { level: 'MIDDLE' } })).toEqual({
      errors: [
        {
          message:
            'Variable "$options" got invalid value "MIDDLE" at "options.level"; Value "MIDDLE" does not exist in "Level" enum.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
        {
          message: 'Variable "$list" got invalid value "x" at "list[0]"; Int cannot represent non-integer value: "x"',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ],
    });
    expect(federation.callsSince()).toEqual([]);
  });

  it('come out as they went in, whatever characters and numbers they hold', async () => {
    await using federation = await federate([echo, mirror]);
    expect(await federation.ask('{ echo { id level text int float ids } }')).toEqual({
      data: {
        echo: {
          id: '7',
          level: 'HIGH',
          text: 'quote " slash \\ line \n sep \u2028 lone \ud800 pair 😀',
          int: 0,
          float: 1e21,
          ids: ['1', 'two'],
        },
      },
    });
  });

  it('choose among several operations by name', async () => {
    await using federation = await federate([echo, mirror]);
    const several = 'query A { echo { id } } query B { other: echo { level } }';
    expect(await federation.ask(several, {}, { operationName: 'B' })).toEqual({ data: { other: { level: 'HIGH' } } });
    expect(await federation.ask(several, {}, { operationName: 'A' })).toEqual({ data: { echo: { id: '7' } } });
    const refusal = {
      errors: [
        {
          message: 'The document has no such operation.',
          extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
        },
      ],
    };
    expect(await federation.ask(several)).toEqual(refusal);
    expect(await federation.ask(several, {}, { operationName: 'C' })).toEqual(refusal);
  });
});
