import { Migration } from '@mikro-orm/migrations';

/** The tables as they first were. Made from the entities; a test holds the two against each other. */
export class InitialMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table "api_key" ("key_id" text not null, "member" text not null, "label" text not null, "roles" text[] not null, "clearance" smallint not null, "purpose" text null, "secret_hash" text not null, "created_at" timestamptz not null, "expires_at" timestamptz null, "revoked_at" timestamptz null, "last_used_at" timestamptz null, primary key ("key_id"))`,
    );
    this.addSql(`create index "api_key_member_index" on "api_key" ("member")`);
    this.addSql(
      `alter table "api_key" add constraint "api_key_purpose_check" check ("purpose" in ('FRAUD_PREVENTION', 'COMPLIANCE', 'INVESTIGATION', 'LAW_ENFORCEMENT', 'RESEARCH'))`,
    );
    this.addSql(
      `create table "contact" ("id" uuid not null, "member" text not null, "role" text not null, "reached_by" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "contact_member_index" on "contact" ("member")`);
    this.addSql(
      `create table "first_key_claim" ("member" text not null, "secret_hash" text not null, "redeemed_at" timestamptz null, primary key ("member"))`,
    );
    this.addSql(
      `create table "member" ("id" text not null, "legal_name" text not null, "display_name" text not null, "aliases" text[] not null, "kind" text not null, "vasp_categories" text[] not null, "jurisdictions" text[] not null, "website" text null, "regulators" jsonb not null, "status" text not null, "verification" text not null, "joined_on" date null, "updated_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "member" add constraint "member_kind_check" check ("kind" in ('EXCHANGE', 'WALLET', 'CUSTODIAN', 'PAYMENT', 'ISSUER', 'ANALYTICS', 'SECURITY_FIRM', 'BLOCKCHAIN_PROJECT', 'INDUSTRY_BODY', 'RESEARCH', 'GOVERNMENT_ADVISORY', 'REGULATOR', 'LAW_ENFORCEMENT'))`,
    );
    this.addSql(
      `alter table "member" add constraint "member_status_check" check ("status" in ('APPLIED', 'EMAIL_VERIFIED', 'UNDER_REVIEW', 'ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED', 'REJECTED', 'APPEALED'))`,
    );
    this.addSql(
      `alter table "member" add constraint "member_verification_check" check ("verification" in ('UNVERIFIED', 'EMAIL', 'DOCUMENTS', 'IN_PERSON'))`,
    );
    this.addSql(
      `create table "membership" ("id" uuid not null, "group_id" text not null, "member" text not null, "role" text not null, "since" timestamptz not null, "until" timestamptz null, primary key ("id"))`,
    );
    this.addSql(`create index "membership_group_id_index" on "membership" ("group_id")`);
    this.addSql(`create index "membership_member_index" on "membership" ("member")`);
    this.addSql(
      `create unique index "membership_one_at_a_time" on "membership" ("group_id", "member") where "until" is null`,
    );
    this.addSql(
      `alter table "membership" add constraint "membership_role_check" check ("role" in ('OWNER', 'CONTRIBUTOR', 'READER'))`,
    );
    this.addSql(
      `create table "public_key" ("key_id" text not null, "member" text not null, "algorithm" text not null, "public_key" text not null, "valid_from" timestamptz not null, "valid_to" timestamptz null, "revoked_at" timestamptz null, primary key ("key_id"))`,
    );
    this.addSql(`create index "public_key_member_index" on "public_key" ("member")`);
    this.addSql(
      `alter table "public_key" add constraint "public_key_algorithm_check" check ("algorithm" in ('ED25519', 'ES256', 'RS256'))`,
    );
    this.addSql(
      `create table "sharing_group" ("id" text not null, "name" text not null, "purpose" text not null, "owner" text not null, "max_tlp" smallint not null, "reshare" text not null, "join_sees" text not null, "status" text not null, "created_at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(
      `alter table "sharing_group" add constraint "sharing_group_reshare_check" check ("reshare" in ('NONE', 'GROUP_OWNER', 'ANY_MEMBER'))`,
    );
    this.addSql(
      `alter table "sharing_group" add constraint "sharing_group_join_sees_check" check ("join_sees" in ('FROM_JOIN', 'ALL_HISTORY'))`,
    );
    this.addSql(
      `alter table "sharing_group" add constraint "sharing_group_status_check" check ("status" in ('OPEN', 'CLOSED'))`,
    );
    this.addSql(
      `create table "status_change" ("id" uuid not null, "member" text not null, "from_status" text not null, "to_status" text not null, "reason" text not null, "decided_by" text not null, "at" timestamptz not null, primary key ("id"))`,
    );
    this.addSql(`create index "status_change_member_index" on "status_change" ("member")`);
    this.addSql(
      `alter table "status_change" add constraint "status_change_from_status_check" check ("from_status" in ('APPLIED', 'EMAIL_VERIFIED', 'UNDER_REVIEW', 'ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED', 'REJECTED', 'APPEALED'))`,
    );
    this.addSql(
      `alter table "status_change" add constraint "status_change_to_status_check" check ("to_status" in ('APPLIED', 'EMAIL_VERIFIED', 'UNDER_REVIEW', 'ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED', 'REJECTED', 'APPEALED'))`,
    );
    this.addSql(`create table "steward" ("member" text not null, primary key ("member"))`);
    this.addSql(`alter table "api_key" enable row level security`);
    this.addSql(
      `create policy "may_view" on "api_key" for select using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(
      `create policy "may_insert" on "api_key" for insert with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or exists (select 1 from "first_key_claim" c join "member" m on m."id" = c."member" where c."member" = "api_key"."member" and c."redeemed_at" is null and m."status" = 'ACTIVE'))`,
    );
    this.addSql(
      `create policy "may_update" on "api_key" for update using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(`alter table "contact" enable row level security`);
    this.addSql(
      `create policy "may_view" on "contact" for select using ((select current_setting('hub.viewer', true)) = 'member')`,
    );
    this.addSql(
      `create policy "may_insert" on "contact" for insert with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(
      `create policy "may_delete" on "contact" for delete using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(`alter table "first_key_claim" enable row level security`);
    this.addSql(
      `create policy "may_view" on "first_key_claim" for select using (secret_hash = (select nullif(current_setting('hub.claim', true), '')))`,
    );
    this.addSql(
      `create policy "may_insert" on "first_key_claim" for insert with check (redeemed_at is null and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
    this.addSql(
      `create policy "may_update" on "first_key_claim" for update using (secret_hash = (select nullif(current_setting('hub.claim', true), '')) and redeemed_at is null) with check (secret_hash = (select nullif(current_setting('hub.claim', true), '')))`,
    );
    this.addSql(`alter table "member" enable row level security`);
    this.addSql(
      `create policy "may_view" on "member" for select using ((status in ('ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED') and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or id = (select nullif(current_setting('hub.member', true), '')) or ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), '')))))`,
    );
    this.addSql(
      `create policy "may_apply" on "member" for insert with check (status = 'APPLIED' and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
    this.addSql(
      `create policy "may_update" on "member" for update using ((id = (select nullif(current_setting('hub.member', true), '')) and status = 'ACTIVE' and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (not id = (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), ''))))))`,
    );
    this.addSql(`alter table "membership" enable row level security`);
    this.addSql(
      `create policy "may_view" on "membership" for select using ((group_id = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or group_id = any ((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[])) or exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(
      `create policy "may_insert" on "membership" for insert with check (exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
    );
    this.addSql(
      `create policy "may_update" on "membership" for update using ((exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) or member = (select nullif(current_setting('hub.member', true), ''))) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
    );
    this.addSql(`alter table "public_key" enable row level security`);
    this.addSql(
      `create policy "may_view" on "public_key" for select using ((select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
    this.addSql(
      `create policy "may_insert" on "public_key" for insert with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(
      `create policy "may_update" on "public_key" for update using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(`alter table "sharing_group" enable row level security`);
    this.addSql(
      `create policy "may_view" on "sharing_group" for select using ((id = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or id = any ((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[])) or owner = (select nullif(current_setting('hub.member', true), '')) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(
      `create policy "may_insert" on "sharing_group" for insert with check (owner = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
    );
    this.addSql(
      `create policy "may_update" on "sharing_group" for update using (owner = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
    );
    this.addSql(`alter table "status_change" enable row level security`);
    this.addSql(
      `create policy "may_view" on "status_change" for select using ((select current_setting('hub.viewer', true)) = 'member')`,
    );
    this.addSql(
      `create policy "may_insert" on "status_change" for insert with check (decided_by = (select nullif(current_setting('hub.member', true), '')) and member <> decided_by and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), '')))))`,
    );
    this.addSql(`alter table "steward" enable row level security`);
    this.addSql(
      `create policy "may_view" on "steward" for select using ((select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
  }
}
