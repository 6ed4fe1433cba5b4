import { Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import type { SubgraphDefinition } from '@alliance/kit';

@ObjectType('Note')
class Note {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => Note)
class NoteResolver {
  @Query(() => Note)
  note(): Note {
    return { id: 'n' };
  }
}

/** The smallest subgraph by the kit: one field, and no table of its own. */
export const noteSubgraph: SubgraphDefinition = {
  name: 'notes',
  portVariable: 'NOTES_PORT',
  defaultPort: 4004,
  database: { entities: [], migrations: [], grants: {} },
  resolvers: [NoteResolver],
  references: {},
  createLoaders: () => ({}),
};
