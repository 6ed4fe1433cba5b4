import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { CompiledQuery } from 'kysely';

/**
 * Runs a statement of our own within the entity manager's transaction, its parameters apart from its text ($1, $2, …).
 * The ORM's own `execute` writes parameters into the text, which for a batch of thousands costs more than the insert.
 */
export async function runSql<Row>(
  em: SqlEntityManager,
  text: string,
  parameters: readonly unknown[] = [],
): Promise<Row[]> {
  em.config.getLogger().logQuery({ query: text, level: 'info' });
  const { rows } = await em.getKysely().executeQuery(CompiledQuery.raw(text, [...parameters]));
  return rows as Row[];
}
