import { Directive, Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { readFile } from 'node:fs/promises';

import { buildSubgraph, type SubgraphDefinition } from '@alliance/kit';
import { guildComposer } from '@alliance/gateway';

@ObjectType('Note')
@Directive('@key(fields: "id")')
class Note {
  @Field(() => ID)
  id!: string;
}

@ObjectType('Address')
@Directive('@key(fields: "id")')
class AddressStub {
  @Field(() => ID)
  id!: string;
}

@Resolver(() => AddressStub)
class AddressNotesResolver {
  @FieldResolver(() => [Note])
  notes(@Root() { id }: AddressStub): Note[] {
    return [{ id: `note of ${id}` }];
  }
}

const definition: Pick<SubgraphDefinition, 'resolvers' | 'references'> = {
  resolvers: [AddressNotesResolver],
  references: { Address: ({ id }) => ({ id }), Note: ({ id }) => ({ id }) },
};

it('holds what a subgraph adds to the types of others, though no root field leads there', async () => {
  const { sdl, schema } = await buildSubgraph({ ...definition, types: [AddressStub, Note] });
  expect(sdl).toContain('type Address @key(fields: "id") {\n  id: ID!\n  notes: [Note!]!\n}');
  expect(Object.keys(schema.getQueryType()?.getFields() ?? {}).sort()).toEqual(['_entities', '_service']);
});

it('composes such a subgraph with the institution that owns the type', async () => {
  const owner = await readFile('schema/sdl/address-intelligence.graphql', 'utf8');
  const { sdl } = await buildSubgraph({ ...definition, types: [AddressStub, Note] });
  const composed = guildComposer.compose([
    { name: 'address-intelligence', url: 'http://127.0.0.1:4003/graphql', sdl: owner },
    { name: 'notes', url: 'http://127.0.0.1:4004/graphql', sdl },
  ]);
  expect(composed).toMatchObject({ ok: true });
  expect(composed.ok && composed.supergraphSdl).toContain('notes: [Note!]! @join__field(graph: NOTES)');
});

it('refuses to leave a type out without a word', async () => {
  await expect(buildSubgraph(definition)).rejects.toThrow(
    'No root field leads to Address, Note. List the classes under "types" in the subgraph\'s definition.',
  );
});
