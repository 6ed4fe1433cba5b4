import pg from 'pg';

import { connect, type DatabaseDefinition, definerFunctionSql } from '@alliance/kit';

import { createTestDatabase } from './database.js';

/** Everything that makes up the tables of a database, as PostgreSQL itself writes it, sorted. */
export async function readCatalog(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(`
      select line from (
        select format('column %s.%s %s null=%s default=%s', table_name, column_name, udt_name, is_nullable, column_default) as line from information_schema.columns where table_schema = 'public'
        union all select format('index %s', indexdef) from pg_indexes where schemaname = 'public'
        union all select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint where connamespace = 'public'::regnamespace
        union all select format('policy %s %s %s %s using %s check %s', tablename, policyname, permissive, cmd, qual, with_check) from pg_policies where schemaname = 'public'
        union all select format('trigger %s %s', pg_get_triggerdef(t.oid), f.prosrc) from pg_trigger t join pg_proc f on f.oid = t.tgfoid where not t.tgisinternal and t.tgname not like 'ledger\\_%'
        union all select format('rls %s %s', relname, relrowsecurity) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
      ) lines where line not like '%mikro_orm_migrations%' order by line collate "C"`);
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

/** What the tables would be if they were made from the entities alone, without any migration. */
export async function catalogOfEntities(definition: DatabaseDefinition): Promise<string[]> {
  const database = await createTestDatabase();
  try {
    const orm = await connect(definition, database.ownerUrl, 2);
    for (const each of definition.functions ?? []) await orm.em.execute(definerFunctionSql(each));
    await orm.schema.create();
    await orm.close();
    return await readCatalog(database.ownerUrl);
  } finally {
    await database[Symbol.asyncDispose]();
  }
}
