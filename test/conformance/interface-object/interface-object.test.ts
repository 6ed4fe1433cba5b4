import { federate } from '../../support/federation.js';
import { activity } from './activity.subgraph.js';
import { people } from './people.subgraph.js';

describe('@interfaceObject', () => {
  it('adds fields to every type of the interface', async () => {
    await using federation = await federate([people, activity]);
    const source = '{ accounts { __typename name logins ... on Robot { version } ... on Analyst { desk logins } } }';
    expect(await federation.ask(source)).toEqual({
      data: {
        accounts: [
          { __typename: 'Analyst', name: 'Ada', logins: 3, desk: 'East' },
          { __typename: 'Robot', name: 'Unit 1', logins: 99, version: 4 },
        ],
      },
    });
    expect(federation.callsSince()).toEqual(['people', 'activity']);
  });

  it('asks no object for what a fragment on another type asks for, where that may not be null', async () => {
    await using federation = await federate([people, activity]);
    expect(await federation.ask('{ accounts { ... on Human { ... on Account { shifts } } name logins } }')).toEqual({
      data: {
        accounts: [
          { shifts: 2, name: 'Ada', logins: 3 },
          { name: 'Unit 1', logins: 99 },
        ],
      },
    });
    expect(federation.callsSince()).toEqual(['people', 'activity']);
  });

  it('finds out the type of an object whose subgraph does not know it', async () => {
    await using federation = await federate([people, activity]);
    expect(await federation.ask('{ mostActive { kind: __typename logins ... on Robot { name } } }')).toEqual({
      data: { mostActive: { kind: 'Robot', logins: 99, name: 'Unit 1' } },
    });
  });

  it('leads to fields that only the concrete type has', async () => {
    await using federation = await federate([people, activity]);
    const source = `query ($desk: Boolean!) {
      mostActive { logins ...R ... on Analyst @include(if: $desk) { desk } }
    }
    fragment R on Account { ... on Robot { v: version logins self { id ... on Robot { version } } } }`;
    expect(await federation.ask(source, { desk: true })).toEqual({
      data: { mostActive: { logins: 99, v: 4, self: { id: 'r1', version: 4 } } },
    });
  });

  it('does not ask for the type when nobody wants to know', async () => {
    await using federation = await federate([people, activity]);
    expect(await federation.ask('{ mostActive { id logins } }')).toEqual({
      data: { mostActive: { id: 'r1', logins: 99 } },
    });
    expect(federation.callsSince()).toEqual(['activity']);
  });
});
