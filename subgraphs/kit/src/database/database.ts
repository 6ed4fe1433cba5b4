import { type EntityName, MikroORM, type SqlEntityManager } from '@mikro-orm/postgresql';
import { type Migration, Migrator } from '@mikro-orm/migrations';
import type { Viewer } from '@alliance/schema';
import { ledgerEntities, ledgerGrants } from '../ledger/ledger.entity.js';
import { LedgerMigration } from '../ledger/ledger.migration.js';
import { recallEntities, recallGrants } from '../recall/recall.entity.js';
import { RecallMigration } from '../recall/recall.migration.js';
import { PastSession } from './past-session.js';
import { type ConnectionPool, returnLostConnections } from './return-lost-connections.js';
import { Session } from './session.js';

/** What a subgraph keeps in its database, beside its ledger and its recalls, which every subgraph has without saying so. */
export interface DatabaseDefinition {
  readonly entities: readonly EntityName[];
  /** In the order in which they run. */
  readonly migrations: readonly { readonly name: string; readonly class: new (...args: never[]) => Migration }[];
  /** For each table what the unprivileged role may do, in SQL: `SELECT, INSERT, UPDATE (superseded_at)`. */
  readonly grants: Readonly<Record<string, string>>;
  /** What policies and questions call that must see more than a viewer does; see {@link DefinerFunction}. */
  readonly functions?: readonly DefinerFunction[];
}

/**
 * A function that runs with the rights of the tables' owner, whom no policy binds. It tells no more than its one answer,
 * and reads the viewer, where that matters, from the session variables. Made anew at every start, before the migrations,
 * since policies name it: hence in PL/pgSQL, which looks for its tables when it runs.
 */
export interface DefinerFunction {
  /** With its parameters: `attestation_recalled(uuid, integer)`. */
  readonly signature: string;
  readonly returns: string;
  /** A PL/pgSQL block. It changes nothing, unless it returns a trigger. */
  readonly body: string;
}

export interface DatabaseConnections {
  readonly databaseUrl: string;
  readonly databaseOwnerUrl: string;
}

/** Called with every statement that is sent, for tests that count and for logs. */
export type StatementListener = (sql: string) => void;

/** A subgraph's own database, seen through row-level security. */
export interface Database {
  /** Opens the tables for one viewer; the caller closes the session. */
  sessionFor(viewer: Viewer): Session;
  /** Opens the tables as the session's viewer could read them at an earlier moment. Ends with the session. */
  pastSessionOf(session: Session, asOf: Date): Promise<Session>;
  /** Has this called whenever entries of the ledger have been committed here; replaces what was called before. */
  onLedgerEntries(listener: () => void): void;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Two processes that start at once take turns with the migrations: key of a PostgreSQL advisory lock ("hub", 1). */
const migrationLock = 0x687562_01;

const ownMigrations = [
  { name: 'ledger', class: LedgerMigration },
  { name: 'recall', class: RecallMigration },
];

/** Connections a subgraph keeps open at most; a request holds one while it reads. */
const maxConnections = 16;

/** Beside them, for questions about the past, so that no request waits for one while it holds one of those. */
const maxPastConnections = 4;

/**
 * Brings the tables up to date as their owner, lets go of the owner's rights, and opens the database as the role that
 * owns nothing.
 */
export async function openDatabase(
  definition: DatabaseDefinition,
  connections: DatabaseConnections,
  onStatement?: StatementListener,
): Promise<Database> {
  await migrate(definition, connections);
  const orm = await connect(definition, connections.databaseUrl, maxConnections, onStatement);
  await refusePrivilegedRole(orm.em);
  let hearOfEntries = (): void => undefined;
  let past: Promise<MikroORM> | undefined;
  return {
    sessionFor: (viewer) => new Session(orm.em, viewer, undefined, () => hearOfEntries()),
    pastSessionOf: async (session, asOf) => {
      past ??= connect(definition, connections.databaseUrl, maxPastConnections, onStatement);
      return new PastSession((await past).em, session, asOf);
    },
    onLedgerEntries: (listener) => {
      hearOfEntries = listener;
    },
    ping: async () => {
      await orm.em.fork().getConnection().execute('select 1');
    },
    close: async () => {
      await orm.close();
      await (await past)?.close();
    },
  };
}

/** Runs the pending migrations and renews the grants. Safe to run from several processes at once. */
export async function migrate(definition: DatabaseDefinition, connections: DatabaseConnections): Promise<void> {
  const orm = await connect(definition, connections.databaseOwnerUrl, 2);
  try {
    await orm.em.fork().transactional(async (em) => {
      await em.execute(`select pg_advisory_xact_lock(${migrationLock})`);
      // Past this transaction, as the migrations are, which would not see what it has not committed.
      for (const each of definition.functions ?? []) await orm.em.getConnection().execute(definerFunctionSql(each));
      await orm.migrator.up();
      await em.execute(grantStatements(definition, roleOf(connections.databaseUrl)));
    });
  } finally {
    await orm.close();
  }
}

/** Works in one transaction as the owner of the tables, whom no policy binds. For migrations, seeds and the first start. */
export async function asOwner<T>(
  definition: DatabaseDefinition,
  { databaseOwnerUrl }: Pick<DatabaseConnections, 'databaseOwnerUrl'>,
  work: (em: SqlEntityManager) => Promise<T>,
): Promise<T> {
  const orm = await connect(definition, databaseOwnerUrl, 1);
  try {
    const em = orm.em.fork();
    return await em.transactional(work);
  } finally {
    await orm.close();
  }
}

/** Opens an ORM over the definition; whoever calls it closes it. */
export async function connect(
  definition: DatabaseDefinition,
  clientUrl: string,
  max: number,
  onStatement?: StatementListener,
): Promise<MikroORM> {
  return MikroORM.init({
    clientUrl,
    entities: [...ledgerEntities, ...recallEntities, ...definition.entities],
    extensions: [Migrator],
    discovery: { warnWhenNoEntities: false },
    pool: { min: 0, max },
    driverOptions: { onPoolCreated: (pool: ConnectionPool) => returnLostConnections(pool) },
    implicitTransactions: true,
    forceUtcTimezone: true,
    migrations: {
      migrationsList: [...ownMigrations, ...definition.migrations].map(({ name, class: migration }) => ({
        name,
        class: migration as never,
      })),
      snapshot: false,
    },
    colors: false,
    logger: onStatement ?? (() => undefined),
    ...(onStatement && { debug: ['query'] as const }),
  });
}

/**
 * A superuser or a role with BYPASSRLS would make every policy void, and so would the tables' owner or a role that was
 * granted to act as it: the subgraph does not start with one.
 */
async function refusePrivilegedRole(em: SqlEntityManager): Promise<void> {
  const [role] = await em
    .fork()
    .execute<{ name: string; free: boolean; owns: boolean }[]>(
      `select current_user as name, rolsuper or rolbypassrls as free, exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where pg_has_role(r.oid, c.relowner, 'MEMBER') and n.nspname = 'public') as owns from pg_roles r where rolname = current_user`,
    );
  if (!role || role.free || role.owns) {
    throw new Error(
      `DATABASE_URL: the role "${role?.name ?? 'unknown'}" must be neither superuser nor BYPASSRLS nor owner of a table, ` +
        'since row-level security would not bind it.',
    );
  }
}

/** SQL that makes the function, callable by nobody yet. */
export function definerFunctionSql({ signature, returns, body }: DefinerFunction): string {
  const volatility = returns === 'trigger' ? 'volatile' : 'stable';
  return (
    `create or replace function ${signature} returns ${returns} language plpgsql ${volatility} security definer ` +
    `set search_path = pg_catalog, public, pg_temp as $$ ${body} $$; revoke all on function ${signature} from public;`
  );
}

function grantStatements({ grants, functions = [] }: DatabaseDefinition, role: string): string {
  const quoted = `"${role.replaceAll('"', '""')}"`;
  const statements = Object.entries({ ...ledgerGrants, ...recallGrants, ...grants }).map(
    ([table, rights]) => `revoke all on "${table}" from ${quoted}; grant ${rights} on "${table}" to ${quoted};`,
  );
  const calls = functions.map(({ signature }) => `grant execute on function ${signature} to ${quoted};`);
  return `grant usage on schema public to ${quoted}; ${[...statements, ...calls].join(' ')}`;
}

function roleOf(url: string): string {
  return decodeURIComponent(new URL(url).username);
}
