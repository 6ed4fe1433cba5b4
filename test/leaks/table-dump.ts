import { queryAs } from '../support/ledger-reader.js';
import { subgraphNames, type TestedHub } from './tested-hub.js';

/** Tables that grow by asking alone, and the column that tells when a key was last used. */
const growing = `('ledger_entry', 'ledger_leaf', 'ledger_head', 'ledger_node', 'mikro_orm_migrations')`;

/** A text that differs whenever a row of a table does: read as the owner, whatever anybody may see. */
export async function dumpTables({ subgraphs }: TestedHub): Promise<string> {
  const sums: string[] = [];
  for (const name of subgraphNames) {
    const { ownerUrl } = subgraphs[name].database;
    const tables = await queryAs<{ name: string }>(
      ownerUrl,
      `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname not in ${growing} order by relname`,
    );
    for (const table of tables) {
      const [row] = await queryAs<{ sum: string | null }>(
        ownerUrl,
        `select md5(string_agg(row, ',' order by row)) as sum from (select (to_jsonb(t) - 'last_used_at')::text as row from "${table.name}" t) rows`,
      );
      sums.push(`${name}.${table.name} ${row?.sum ?? 'empty'}`);
    }
  }
  return sums.join('\n');
}
