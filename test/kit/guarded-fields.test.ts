import 'reflect-metadata';
import { Directive, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { guildComposer } from '../../gateway/src/composition/composer.js';
import { buildSubgraph } from '../../subgraphs/kit/src/server/subgraph-schema.js';

@ObjectType('Note')
@Directive('@federation__authenticated')
class Note {
  @Field(() => ID) id!: string;

  @Field(() => String)
  @Directive('@federation__requiresScopes(scopes: [["role:ANALYST", "clearance:AMBER"]])')
  text!: string;
}

@Resolver()
class NoteResolver {
  @Query(() => Note, { nullable: true })
  note(): Note | null {
    return null;
  }
}

describe('a field of a subgraph of the kit', () => {
  it('is guarded in the supergraph as its class says', async () => {
    const { sdl } = await buildSubgraph({ resolvers: [NoteResolver], references: {} });
    const result = guildComposer.compose([{ name: 'notes', url: 'http://notes.test/', sdl }]);
    expect(result).toMatchObject({ ok: true });
    const type = /type Note .*\n(?: .*\n)*\}/.exec(result.ok ? result.supergraphSdl : '')?.[0];
    expect(type).toBe(
      [
        'type Note @join__type(graph: NOTES) @authenticated {',
        '  id: ID!',
        '  text: String! @requiresScopes(scopes: [["role:ANALYST", "clearance:AMBER"]])',
        '}',
      ].join('\n'),
    );
  });
});
