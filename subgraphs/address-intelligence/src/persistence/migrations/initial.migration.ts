import { Migration } from '@mikro-orm/migrations';

/** The tables as they first were. Made from the entities; a test holds the two against each other. */
export class InitialMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table "actor" ("id" text not null, "originator" text not null, "label" text not null, "uri" text null, "categories" text[] not null, "jurisdictions" text[] not null, "aliases" text[] not null, "content_hash" text not null, "updated_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `create table "attestation" ("id" uuid not null, "version" int not null, "originator" text not null, "reference" text not null, "reference_key" uuid not null, "content_hash" text not null, "subject_kind" text not null, "subject" text not null, "subject_key" text not null, "submitted" text null, "claim_type" text not null, "concepts" text[] not null, "label" text null, "statement" text null, "actor" text null, "method" text not null, "reliability" text null, "observed_from" timestamptz null, "observed_to" timestamptz null, "valid_until" timestamptz null, "evidence" jsonb not null, "source" text not null, "derived_from" text[] not null, "tlp" smallint not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "pap" text not null, "originator_display" text not null, "state" text not null, "published_at" timestamptz not null, "superseded_at" timestamptz null, "list" text null, "list_version" date null, "withdrawal_reason" text null, "withdrawn_on" date null, "withdrawal_note" text null, primary key ("id", "version"))`,
    );
    this.addSql(
      `create index "attestation_current_subject" on "attestation" ("subject_key") where "superseded_at" is null`,
    );
    this.addSql(
      `create index "attestation_past_subject" on "attestation" ("subject_key") where "superseded_at" is not null`,
    );
    this.addSql(
      `create index "attestation_current_published" on "attestation" ("published_at", "id") where "superseded_at" is null`,
    );
    this.addSql(
      `create index "attestation_current_list" on "attestation" ("originator", "list", "list_version") where "superseded_at" is null and "list" is not null`,
    );
    this.addSql(
      `create unique index "attestation_current_reference" on "attestation" ("originator", "reference_key") where "superseded_at" is null`,
    );
    this.addSql(
      `create or replace function "attestation_withdrawal_ends_version_fn"() returns trigger as $$ begin if not exists (select 1 from "attestation" ended where ended."id" = new."id" and ended."version" = new."version" - 1 and ended."state" = 'PUBLISHED' and (ended."originator", ended."reference", ended."reference_key", ended."content_hash", ended."subject_kind", ended."claim_type", ended."method", ended."source", ended."tlp", ended."sharing_group", ended."recipients", ended."release_at", ended."purposes", ended."pap", ended."originator_display", ended."list", ended."list_version") is not distinct from (new."originator", new."reference", new."reference_key", new."content_hash", new."subject_kind", new."claim_type", new."method", new."source", new."tlp", new."sharing_group", new."recipients", new."release_at", new."purposes", new."pap", new."originator_display", new."list", new."list_version") and (new."subject", new."subject_key") in (('', ''), (ended."subject", ended."subject_key"))) then raise exception 'A withdrawal ends the version before it, marked as that one.' using errcode = '42501'; end if; return new; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "withdrawal_ends_version" BEFORE INSERT on "attestation" for each ROW when (new.state = 'WITHDRAWN') execute function "attestation_withdrawal_ends_version_fn"()`,
    );
    this.addSql(
      `create table "concluded_list" ("originator" text not null, "list" text not null, "version" date not null, "concluded_at" timestamptz not null, primary key ("originator", "list"))`,
    );
    this.addSql(
      `create table "quarantine" ("id" uuid not null, "originator" text not null, "reference" text not null, "reference_key" uuid not null, "chain" text null, "submitted" text null, "reason" text not null, "message" text not null, "item" jsonb not null, "first_seen_at" timestamptz not null, "last_seen_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "quarantine" add constraint "quarantine_reference" unique ("originator", "reference_key")`,
    );
    this.addSql(
      `create table "source" ("id" text not null, "originator" text not null, "tlp" smallint not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "published_at" timestamptz not null, "publisher" text not null, "url" text null, "kind" text not null, "title" text null, "retrieved_on" date null, "licence" text null, "root" text null, "root_key" text not null, primary key ("id"))`,
    );
    this.addSql(`alter table "actor" enable row level security`);
    this.addSql(
      `create policy "may_view" on "actor" for select using ((select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
    this.addSql(
      `create policy "may_insert" on "actor" for insert with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_update" on "actor" for update using (originator = (select nullif(current_setting('hub.member', true), ''))) with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(`alter table "attestation" enable row level security`);
    this.addSql(
      `create policy "may_view" on "attestation" for select using (((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or published_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) and case when (select nullif(current_setting('hub.as_of', true), '')::timestamptz) is null then superseded_at is null or (originator = (select nullif(current_setting('hub.member', true), '')) and not attestation_recalled(id, version)) else published_at <= (select nullif(current_setting('hub.as_of', true), '')::timestamptz) and (superseded_at is null or (superseded_at > (select nullif(current_setting('hub.as_of', true), '')::timestamptz) and not attestation_recalled(id, version))) end)`,
    );
    this.addSql(
      `create policy "may_insert" on "attestation" for insert with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (state = 'WITHDRAWN' and withdrawal_note is null and submitted is null and concepts = '{}' and label is null and statement is null and actor is null and reliability is null and observed_from is null and observed_to is null and valid_until is null and evidence = '[]' and derived_from = '{}')))`,
    );
    this.addSql(
      `create policy "may_update" on "attestation" for update using (originator = (select nullif(current_setting('hub.member', true), '')) and superseded_at is null) with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(`alter table "concluded_list" enable row level security`);
    this.addSql(
      `create policy "may_view" on "concluded_list" for select using (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_insert" on "concluded_list" for insert with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_update" on "concluded_list" for update using (originator = (select nullif(current_setting('hub.member', true), ''))) with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(`alter table "quarantine" enable row level security`);
    this.addSql(
      `create policy "may_view" on "quarantine" for select using (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_insert" on "quarantine" for insert with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_update" on "quarantine" for update using (originator = (select nullif(current_setting('hub.member', true), ''))) with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(
      `create policy "may_delete" on "quarantine" for delete using (originator = (select nullif(current_setting('hub.member', true), '')))`,
    );
    this.addSql(`alter table "source" enable row level security`);
    this.addSql(
      `create policy "may_view" on "source" for select using (((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or published_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))))`,
    );
    this.addSql(
      `create policy "may_insert" on "source" for insert with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])))`,
    );
    this.addSql(
      `create policy "may_update" on "source" for update using (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])))`,
    );
  }
}
