import { Migration } from '@mikro-orm/migrations';

/** As the policies were rendered when this was written. */
const kind = `(select current_setting('hub.viewer', true))`;
const member = `(select nullif(current_setting('hub.member', true), ''))`;
const caller = `(select nullif(current_setting('hub.caller', true), ''))`;
const roles = `((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])`;
const isByOwn = `(actor_member = ${member} and originator_shown)`;

/** The ledger's tables, the hash of an entry, and the way of an entry into the log. The same in every subgraph. */
export class LedgerMigration extends Migration {
  override up(): void {
    this.#createTables();
    this.#createPolicies();
    this.#createHash();
    this.addSql(
      `create function "ledger_note_pending"() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
       begin
         insert into ledger_pending (entry) select id from added;
         return null;
       end $$`,
    );
    this.addSql(
      `create trigger "ledger_entry_pending" after insert on "ledger_entry" referencing new table as added for each statement execute function "ledger_note_pending"()`,
    );
    // Hashes are for every member, entries are not: only a function that sees them all can hash them anew.
    this.addSql(
      `create function "ledger_leaves"(beginning bigint, how_many integer) returns table ("index" bigint, entry uuid, recorded text, hash text)
       language sql stable security definer set search_path = public, pg_temp as $$
         select l."index", l.entry, l.hash, case when e.id is not null then ledger_leaf_hash(e) end
         from ledger_leaf l left join ledger_entry e on e.id = l.entry
         where l."index" >= beginning and ${kind} = 'member'
         order by l."index" limit how_many
       $$`,
    );
  }

  #createTables(): void {
    this.addSql(
      `create table "ledger_entry" ("id" uuid not null, "salt" text not null, "kind" text not null, "at" timestamptz not null, "actor_member" text null, "actor" text not null, "originator" text not null, "originator_shown" boolean not null, "record_type" text not null, "items" text not null, "purpose" text null, "details" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "ledger_entry_originator" on "ledger_entry" ("originator", "at", "id")`);
    this.addSql(`create index "ledger_entry_actor_member" on "ledger_entry" ("actor_member", "at", "id")`);
    this.addSql(
      `create table "ledger_head" ("number" bigint not null, "origin" text not null, "size" bigint not null, "root" text not null, "at" timestamptz not null, "signature" text not null, "public_key" text not null, primary key ("number"))`,
    );
    this.addSql(`create table "ledger_key" ("id" smallint not null, "private_jwk" text not null, primary key ("id"))`);
    this.addSql(
      `create table "ledger_leaf" ("index" bigint not null, "entry" uuid not null, "hash" text not null, primary key ("index"))`,
    );
    this.addSql(`alter table "ledger_leaf" add constraint "ledger_leaf_entry_unique" unique ("entry")`);
    this.addSql(
      `create table "ledger_node" ("level" smallint not null, "index" bigint not null, "hash" text not null, primary key ("level", "index"))`,
    );
    this.addSql(`create table "ledger_pending" ("entry" uuid not null, primary key ("entry"))`);
  }

  #createPolicies(): void {
    for (const table of ['entry', 'head', 'key', 'leaf', 'node', 'pending'])
      this.addSql(`alter table "ledger_${table}" enable row level security`);
    this.addSql(
      `create policy "may_view" on "ledger_entry" for select using ((${kind} = 'member' and ((${roles} && array['ADMIN', 'ANALYST'] and (originator = ${member} or ${isByOwn})) or (actor = ${caller} and ${isByOwn}))))`,
    );
    this.addSql(
      `create policy "may_insert" on "ledger_entry" for insert with check (((${kind} = 'member' and actor_member = ${member} and actor = ${caller}) or (${kind} in ('public', 'hub') and actor_member is null and actor = ${kind} and kind <> 'DISCLOSURE')) and "at" between now() - interval '1 second' and clock_timestamp() + interval '1 second')`,
    );
    for (const table of ['head', 'leaf', 'node'])
      this.addSql(`create policy "may_view" on "ledger_${table}" for select using (${kind} = 'member')`);
    for (const table of ['key', 'pending'])
      this.addSql(`create policy "nobody" on "ledger_${table}" for select using (false)`);
  }

  /** As `entryOctets` of the schema package writes an entry. Declared immutable since the encoding of a database is. */
  #createHash(): void {
    this.addSql(
      `create function "ledger_netstring"(value text) returns bytea language sql immutable parallel safe as $$
         select case when value is null then '-:,'::bytea else convert_to(octet_length(value)::text || ':' || value || ',', 'UTF8') end
       $$`,
    );
    this.addSql(
      `create function "ledger_leaf_hash"(entry ledger_entry) returns text language sql immutable parallel safe as $$
         select encode(sha256('\\x00'::bytea || ledger_netstring(entry.salt) || ledger_netstring(entry.id::text)
           || ledger_netstring(entry.kind) || ledger_netstring((extract(epoch from entry.at) * 1000000)::bigint::text)
           || ledger_netstring(entry.actor_member) || ledger_netstring(entry.actor) || ledger_netstring(entry.originator)
           || ledger_netstring(entry.originator_shown::text) || ledger_netstring(entry.record_type)
           || ledger_netstring(entry.items) || ledger_netstring(entry.purpose) || ledger_netstring(entry.details)), 'hex')
       $$`,
    );
  }
}
