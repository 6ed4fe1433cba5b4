import { guildComposer, type SubgraphSdl } from '../../../gateway/src/composition/composer.js';
import { composeTolerantly } from '../../../gateway/src/composition/tolerant-composition.js';

function subgraph(name: string, sdl: string): SubgraphSdl {
  const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@external"])';
  return { name, url: `http://${name}.test/graphql`, sdl: `${link} ${sdl}` };
}

const members = subgraph(
  'members',
  'type Query { members: [Member!]! } type Member @key(fields: "id") { id: ID! name: String! }',
);
const incidents = subgraph(
  'incidents',
  'type Query { incidents: [Int!]! } type Member @key(fields: "id") { id: ID! cases: Int! }',
);
const clashing = subgraph(
  'incidents',
  'type Query { incidents: [Int!]! } type Member @key(fields: "id") { id: ID! name: Int! }',
);

describe('guildComposer', () => {
  it('joins subgraphs, whatever their order', () => {
    const joined = guildComposer.compose([members, incidents]);
    expect(joined).toEqual({ ok: true, hints: [], supergraphSdl: expect.stringContaining('MEMBERS') as string });
    expect(guildComposer.compose([incidents, members])).toEqual(joined);
  });

  it('names the subgraph at fault', () => {
    const broken = subgraph('broken', 'type Query { a: Unknown }');
    const unreadable = subgraph('unreadable', 'type Query {');
    expect([guildComposer.compose([members, broken]), guildComposer.compose([members, unreadable])]).toEqual([
      {
        ok: false,
        errors: [{ message: '[broken] Unknown type Unknown', code: 'INVALID_GRAPHQL', subgraph: 'broken' }],
      },
      {
        ok: false,
        errors: [
          {
            message: '[unreadable] Syntax Error: Expected Name, found <EOF>.',
            code: 'INVALID_GRAPHQL',
            subgraph: 'unreadable',
          },
        ],
      },
    ]);
  });

  it('states what clashes between subgraphs', () => {
    const result = guildComposer.compose([members, clashing]);
    expect(result.ok ? [] : result.errors.map(({ code }) => code)).toContain('FIELD_TYPE_MISMATCH');
  });
});

describe('composeTolerantly', () => {
  const newMembers = { ...members, sdl: `${members.sdl} extend type Query { memberCount: Int! }` };

  function namesAndSdls(latest: readonly SubgraphSdl[], good: readonly SubgraphSdl[]) {
    const { errors, joined } = composeTolerantly(guildComposer, latest, good);
    return { failed: errors.length > 0, taken: joined && new Set(joined.subgraphs) };
  }

  it('takes all when all compose', () => {
    expect(namesAndSdls([newMembers, incidents], [members])).toEqual({
      failed: false,
      taken: new Set([newMembers, incidents]),
    });
  });

  it('takes the change of one and not the mistake of another', () => {
    expect(namesAndSdls([newMembers, clashing], [members, incidents])).toEqual({
      failed: true,
      taken: new Set([newMembers, incidents]),
    });
  });

  it('takes two changes of which the first needs the second', () => {
    const asksMore = subgraph(
      'incidents',
      'type Query { incidents: [Int!]! } type Member @key(fields: "code") { code: ID! cases: Int! }',
    );
    const offersMore = {
      ...members,
      sdl: members.sdl
        .replace('@key(fields: "id")', '@key(fields: "id") @key(fields: "code")')
        .replace('id: ID!', 'id: ID! code: ID!'),
    };
    expect(guildComposer.compose([asksMore, members]).ok).toBe(false);
    const other = subgraph('other', 'type Query { a: Unknown }');
    expect(namesAndSdls([asksMore, offersMore, other], [members, incidents])).toEqual({
      failed: true,
      taken: new Set([asksMore, offersMore]),
    });
  });

  it('takes nothing when nothing composes', () => {
    expect(namesAndSdls([subgraph('a', 'type Query { a: Unknown }')], [])).toEqual({ failed: true, taken: undefined });
  });
});
