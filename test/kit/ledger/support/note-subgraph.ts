import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';
import { Arg, Ctx, Directive, Field, ID, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import { memberOf } from '@alliance/schema';
import { anyViewer, ledgerResolvers, noteInLedger, type SubgraphContext, type SubgraphDefinition } from '@alliance/kit';

const NoteEntity = defineEntity({
  name: 'Note',
  tableName: 'note',
  policies: [
    { name: 'may_view', command: 'select', using: anyViewer },
    { name: 'may_insert', command: 'insert', check: anyViewer },
  ],
  properties: { id: p.text().primary(), tlp: p.smallint(), originator: p.text(), shown: p.boolean() },
});

class NoteMigration extends Migration {
  override up(): void {
    this.addSql(
      'create table note (id text primary key, tlp smallint not null, originator text not null, shown boolean not null)',
    );
    this.addSql('alter table note enable row level security');
    this.addSql('create policy may_view on note for select using (true)');
    this.addSql('create policy may_insert on note for insert with check (true)');
  }
}

@ObjectType('Note')
@Directive('@key(fields: "id")')
class NoteType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  secret!: string;
}

@Resolver()
class NoteResolver {
  @Query(() => [NoteType])
  async notes(@Ctx() { session }: SubgraphContext): Promise<NoteType[]> {
    const rows = await session.read((em) => em.find(NoteEntity, {}, { orderBy: { id: 'asc' } }));
    return rows.map(({ id, tlp, originator, shown }) => {
      session.disclose('Note', {
        id,
        version: 1,
        tlp,
        originator,
        originatorDisplay: shown ? 'NAMED' : 'ANONYMOUS',
      });
      return { id, secret: `the secret of ${id}` };
    });
  }

  @Mutation(() => String)
  async addNote(
    @Arg('id', () => ID) id: string,
    @Arg('tlp', () => Int) tlp: number,
    @Arg('shown', () => Boolean, { nullable: true }) shown: boolean | null,
    @Ctx() { session, viewer }: SubgraphContext,
  ): Promise<string> {
    const originator = memberOf(viewer) ?? 'nobody';
    await session.write(async (em) => {
      await em.insert(NoteEntity, { id, tlp, originator, shown: shown ?? true });
      noteInLedger(em, {
        kind: 'CREATED',
        originator,
        recordType: 'Note',
        items: [{ id, version: 1 }],
        details: { tlp },
      });
      if (id === 'refused') throw new Error('Refused after it was noted.');
    });
    return id;
  }
}

/** The least subgraph with a ledger: notes that everybody sees, and that say whose they are. */
export const noteSubgraph: SubgraphDefinition<object> = {
  name: 'notes',
  portVariable: 'NOTES_PORT',
  defaultPort: 4010,
  database: {
    entities: [NoteEntity],
    migrations: [{ name: 'notes', class: NoteMigration }],
    grants: { note: 'SELECT, INSERT' },
  },
  resolvers: [NoteResolver, ...ledgerResolvers('notesLedger')],
  references: { Note: () => null },
  createLoaders: () => ({}),
};
