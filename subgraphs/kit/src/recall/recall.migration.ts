import { Migration } from '@mikro-orm/migrations';

/** As the policies were rendered when this was written. */
const kind = `(select current_setting('hub.viewer', true))`;
const member = `(select nullif(current_setting('hub.member', true), ''))`;
const caller = `(select nullif(current_setting('hub.caller', true), ''))`;
const clearance = `(select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)`;
const isReader = `(${kind} = 'member' and reader = ${member} and (tlp <= ${clearance} and (tlp < 4 or ${caller} = any (readers))))`;
const isOriginator = `(${kind} = 'member' and originator = ${member} and tlp <= ${clearance})`;

/**
 * Withdrawals and the entries of the ledger take turns: key of a PostgreSQL advisory lock ("hub", 3). Whoever discloses
 * shares it, whoever recalls has it alone. So either the recall finds the entry, or the entry finds the recall.
 */
const recallLock = String(0x687562_03);

const noticeColumns = `record_type, record_id, whole_id, version, reason, issued_at, originator, originator_shown, tlp, sharing_group`;
const noticeOf = (row: string): string =>
  noticeColumns
    .split(', ')
    .map((column) => `${row}.${column}`)
    .join(', ');

/** The last withdrawal before a notice: what was read before it has been recalled by it. */
const lastBefore = `coalesce((select max(p.version) from recall_notice p where p.record_id = n.record_id and p.record_type = n.record_type and p.reason <> 'MARKING_NARROWED' and p.version < n.version), 0)`;

/**
 * Recalls, and how they are issued. The same in every subgraph. The index is kept up to date at once, since a list of new
 * entries would be read whole for each record; and nothing is compiled, which takes longer than what is to be done.
 */
export class RecallMigration extends Migration {
  override up(): void {
    this.#createTables();
    this.#createPolicies();
    this.#createIssue();
    this.#createLateReaders();
    this.#createQuestions();
  }

  #createTables(): void {
    this.addSql(
      `create table "recall" ("id" uuid not null, "notice" uuid not null, "record_type" text not null, "record_id" text not null, "whole_id" text not null, "version" int not null, "reason" text not null, "issued_at" timestamptz not null, "originator" text not null, "originator_shown" boolean not null, "tlp" smallint not null, "sharing_group" text null, "reader" text not null, "readers" text[] not null, "delivered_at" timestamptz null, "acknowledged_at" timestamptz null, "acknowledged_by" text null, primary key ("id"))`,
    );
    this.addSql(`create index "recall_whole" on "recall" ("whole_id")`);
    this.addSql(`create index "recall_reader" on "recall" ("reader", "issued_at", "id")`);
    this.addSql(`create index "recall_by_notice" on "recall" ("notice")`);
    this.addSql(
      `alter table "recall" add constraint "recall_once" unique ("record_type", "record_id", "version", "reader")`,
    );
    this.addSql(
      `create table "recall_notice" ("id" uuid not null, "record_type" text not null, "record_id" text not null, "whole_id" text not null, "version" int not null, "reason" text not null, "issued_at" timestamptz not null, "originator" text not null, "originator_shown" boolean not null, "tlp" smallint not null, "sharing_group" text null, "content_keys" text[] not null, primary key ("id"))`,
    );
    this.addSql(`create index "recall_notice_record" on "recall_notice" ("record_id", "record_type")`);
    this.addSql(`create index "recall_notice_content" on "recall_notice" using gin ("content_keys")`);
    this.addSql(
      `create index "ledger_entry_disclosed" on "ledger_entry" using gin (jsonb_path_query_array(items::jsonb, '$[*].id') jsonb_path_ops) with (fastupdate = off) where kind = 'DISCLOSURE'`,
    );
  }

  #createPolicies(): void {
    this.addSql(`alter table "recall" enable row level security`);
    this.addSql(`create policy "may_view" on "recall" for select using (${isReader} or ${isOriginator})`);
    this.addSql(`create policy "may_update" on "recall" for update using (${isReader}) with check (${isReader})`);
    this.addSql(
      `create or replace function "recall_says_it_once_fn"() returns trigger as $$ begin if (old.delivered_at is not null and new.delivered_at is distinct from old.delivered_at) or (old.acknowledged_at is not null and (new.acknowledged_at, new.acknowledged_by) is distinct from (old.acknowledged_at, old.acknowledged_by)) or (new.acknowledged_at is not null and (new.delivered_at is null or new.acknowledged_by is null)) then raise exception 'A recall is delivered once, and acknowledged once.' using errcode = '42501'; end if; return new; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "says_it_once" BEFORE UPDATE on "recall" for each ROW when (old.readers is not distinct from new.readers) execute function "recall_says_it_once_fn"()`,
    );
    this.addSql(`alter table "recall_notice" enable row level security`);
    this.addSql(`create policy "nobody" on "recall_notice" for select using (false)`);
  }

  /** Only a function that sees the whole ledger finds all readers: a program of the originator's sees its own entries alone. */
  #createIssue(): void {
    this.addSql(
      `create function "recall_issue"(type_name text, why text, records json) returns table (recalled text, before_version integer, told text)
       language plpgsql security definer set search_path = public, pg_temp set jit = off as $$
       #variable_conflict use_column
       begin
         if ${kind} is distinct from 'member' or ${member} is null then
           raise exception 'Only an originator recalls its records.' using errcode = '42501';
         end if;
         perform pg_advisory_xact_lock(${recallLock});
         return query
           with n as (
             insert into recall_notice (id, ${noticeColumns}, content_keys)
             select gen_random_uuid(), type_name, x.id, x.whole, x.version, why, date_trunc('milliseconds', clock_timestamp()), ${member},
               x.shown, x.tlp, x."group", x.contents
             from json_to_recordset(records) as x(id text, whole text, version integer, tlp smallint, "group" text, shown boolean, contents text[])
             returning *
           )
           insert into recall (id, notice, ${noticeColumns}, reader, readers)
           select gen_random_uuid(), n.id, n.record_type, n.record_id, n.whole_id, n.version, n.reason, n.issued_at, n.originator,
             n.originator_shown, least(n.tlp, (select min(o.tlp) from recall o where o.record_id = n.record_id and o.record_type = n.record_type and o.reader = r.reader)),
             n.sharing_group, r.reader, r.readers
           from n cross join lateral (
             select e.actor_member as reader, array_agg(distinct e.actor) as readers
             from ledger_entry e cross join lateral jsonb_to_recordset(e.items::jsonb) as i(id text, version integer)
             where e.kind = 'DISCLOSURE' and e.record_type = n.record_type and e.originator = n.originator
               and jsonb_path_query_array(e.items::jsonb, '$[*].id') @> jsonb_build_array(n.record_id)
               and i.id = n.record_id and (i.version is null or (i.version < n.version and i.version > ${lastBefore}))
               and e.actor_member <> n.originator
             group by e.actor_member
           ) r
           returning record_id, version, reader;
       end $$`,
    );
  }

  /** Who reads while a record is withdrawn writes that down afterwards; its entry brings it its recall. */
  #createLateReaders(): void {
    this.addSql(
      `create function "recall_late_readers"() returns trigger language plpgsql security definer set search_path = public, pg_temp set jit = off as $$
       begin
         if not exists (select 1 from added where kind = 'DISCLOSURE') then return null; end if;
         perform pg_advisory_xact_lock_shared(${recallLock});
         if not exists (select 1 from recall_notice) then return null; end if;
         with late as (
           insert into recall (id, notice, ${noticeColumns}, reader, readers)
           select gen_random_uuid(), n.id, ${noticeOf('n')}, e.actor_member, array_agg(distinct e.actor)
           from added e cross join lateral jsonb_to_recordset(e.items::jsonb) as i(id text, version integer)
           join recall_notice n on n.record_id = i.id and n.record_type = e.record_type and n.originator = e.originator
             and (i.version is null or (i.version < n.version and i.version > ${lastBefore}))
           where e.kind = 'DISCLOSURE' and e.actor_member <> e.originator
           group by n.id, e.actor_member
           order by n.record_type, n.record_id, n.version, e.actor_member
           on conflict (record_type, record_id, version, reader) do update
             set readers = array(select distinct unnest(recall.readers || excluded.readers) order by 1)
             where not recall.readers @> excluded.readers
           returning *
         )
         insert into ledger_entry (id, salt, kind, at, actor_member, actor, originator, originator_shown, record_type, items, purpose, details)
         select gen_random_uuid(), replace(gen_random_uuid()::text, '-', ''), 'RECALLED', date_trunc('milliseconds', clock_timestamp()), null, 'hub',
           late.originator, true, late.record_type, '[{"id":' || to_json(late.record_id)::text || ',"version":' || late.version::text || '}]', null,
           json_build_object('reason', late.reason, 'reader', late.reader)::text
         from late where cardinality(late.readers) = 1;
         return null;
       end $$`,
    );
    this.addSql(
      `create trigger "ledger_entry_recall" after insert on "ledger_entry" referencing new table as added for each statement execute function "recall_late_readers"()`,
    );
  }

  #createQuestions(): void {
    this.addSql(
      `create function "recall_keeps_out"(type_name text, contents text[]) returns setof text
       language sql stable security definer set search_path = public, pg_temp as $$
         select distinct c.content from unnest(contents) as c(content)
         join recall_notice n on n.content_keys @> array[c.content] and n.record_type = type_name and n.reason = 'SENSITIVE'
         where ${kind} = 'member' and (n.originator = ${member} or exists (select 1 from recall r where r.notice = n.id and r.reader = ${member}))
       $$`,
    );
    this.addSql(
      `create function "recall_hides"(type_name text, record text, read_version integer) returns boolean
       language sql stable security definer set search_path = public, pg_temp as $$
         select exists (select 1 from recall_notice n where n.record_id = record and n.record_type = type_name
           and n.reason = 'SENSITIVE' and n.version > read_version)
       $$`,
    );
  }
}
