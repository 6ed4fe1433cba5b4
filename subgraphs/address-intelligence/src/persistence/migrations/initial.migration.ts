import { Migration } from '@mikro-orm/migrations';

/** The tables as they first were. Made from the entities; a test holds the two against each other. */
export class InitialMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table "actor" ("id" text not null, "originator" text not null, "label" text not null, "uri" text null, "categories" text[] not null, "jurisdictions" text[] not null, "aliases" text[] not null, "content_hash" text not null, "updated_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `create table "attestation" ("id" uuid not null, "version" int not null, "originator" text not null, "reference" text not null, "reference_key" uuid not null, "content_hash" text not null, "subject_kind" text not null, "subject" text not null, "subject_key" text not null, "submitted" text null, "claim_type" text not null, "concepts" text[] not null, "label" text null, "statement" text null, "actor" text null, "method" text not null, "reliability" text null, "observed_from" timestamptz null, "observed_to" timestamptz null, "valid_until" timestamptz null, "evidence" jsonb not null, "source" text not null, "derived_from" text[] not null, "tlp" smallint not null, "sharing_group" text null, "pap" text not null, "originator_display" text not null, "state" text not null, "published_at" timestamptz not null, "superseded_at" timestamptz null, "list" text null, "list_version" date null, "withdrawal_reason" text null, "withdrawn_on" date null, "withdrawal_note" text null, primary key ("id", "version"))`,
    );
    this.addSql(
      `create index "attestation_current_subject" on "attestation" ("subject_key") where "superseded_at" is null`,
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
      `create table "concluded_list" ("originator" text not null, "list" text not null, "version" date not null, "concluded_at" timestamptz not null, primary key ("originator", "list"))`,
    );
    this.addSql(
      `create table "quarantine" ("id" uuid not null, "originator" text not null, "reference" text not null, "reference_key" uuid not null, "chain" text null, "submitted" text null, "reason" text not null, "message" text not null, "item" jsonb not null, "first_seen_at" timestamptz not null, "last_seen_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "quarantine" add constraint "quarantine_reference" unique ("originator", "reference_key")`,
    );
    this.addSql(
      `create table "source" ("id" text not null, "originator" text not null, "tlp" smallint not null, "sharing_group" text null, "publisher" text not null, "url" text null, "kind" text not null, "title" text null, "retrieved_on" date null, "licence" text null, "root" text null, "root_key" text not null, primary key ("id"))`,
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
      `create policy "may_view" on "attestation" for select using (((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or ((select current_setting('hub.viewer', true)) = 'member' and tlp <= (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (originator = (select nullif(current_setting('hub.member', true), '')) or tlp = 1 or (tlp in (2, 3) and sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[]))))) and (superseded_at is null or originator = (select nullif(current_setting('hub.member', true), ''))))`,
    );
    this.addSql(
      `create policy "may_insert" on "attestation" for insert with check (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (sharing_group is null or sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[]))))`,
    );
    this.addSql(
      `create policy "may_update" on "attestation" for update using (originator = (select nullif(current_setting('hub.member', true), ''))) with check (originator = (select nullif(current_setting('hub.member', true), '')))`,
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
      `create policy "may_view" on "source" for select using (((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or ((select current_setting('hub.viewer', true)) = 'member' and tlp <= (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (originator = (select nullif(current_setting('hub.member', true), '')) or tlp = 1 or (tlp in (2, 3) and sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[]))))))`,
    );
    this.addSql(
      `create policy "may_insert" on "source" for insert with check (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (sharing_group is null or sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[]))))`,
    );
    this.addSql(
      `create policy "may_update" on "source" for update using (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (sharing_group is null or sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[])))) with check (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint) and (sharing_group is null or sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}'))::text[]))))`,
    );
  }
}
