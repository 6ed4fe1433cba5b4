import { Migration } from '@mikro-orm/migrations';

/** The tables as they first were. Made from the entities; a test holds the two against each other. */
export class InitialMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table "administrative_approval" ("proposal" uuid not null, "member" text not null, "approved_by" text not null, "approver" text not null, "at" timestamptz not null default now(), primary key ("proposal"))`,
    );
    this.addSql(
      `create table "administrative_proposal" ("id" uuid not null, "member" text not null, "from_status" text not null, "to_status" text not null, "verification" text null, "reason" text not null, "proposed_by" text not null, "proposer" text not null, "proposed_at" timestamptz not null, "expires_at" timestamptz not null, "state" text not null, primary key ("id"))`,
    );
    this.addSql(`create index "administrative_proposal_member_index" on "administrative_proposal" ("member")`);
    this.addSql(
      `create index "administrative_proposal_proposed_index" on "administrative_proposal" ("proposed_at", "id")`,
    );
    this.addSql(
      `create unique index "administrative_proposal_one_open" on "administrative_proposal" ("member", "to_status") where "state" = 'OPEN'`,
    );
    this.addSql(
      `alter table "administrative_proposal" add constraint "administrative_proposal_expires_check" check (expires_at > proposed_at and expires_at <= proposed_at + interval '14 days')`,
    );
    this.addSql(
      `alter table "administrative_proposal" add constraint "administrative_proposal_from_status_check" check ("from_status" in ('APPLIED', 'EMAIL_VERIFIED', 'UNDER_REVIEW', 'ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED', 'REJECTED', 'APPEALED'))`,
    );
    this.addSql(
      `alter table "administrative_proposal" add constraint "administrative_proposal_to_status_check" check ("to_status" in ('APPLIED', 'EMAIL_VERIFIED', 'UNDER_REVIEW', 'ACTIVE', 'SUSPENDED', 'LEFT', 'EXPELLED', 'REJECTED', 'APPEALED'))`,
    );
    this.addSql(
      `alter table "administrative_proposal" add constraint "administrative_proposal_verification_check" check ("verification" in ('UNVERIFIED', 'EMAIL', 'DOCUMENTS', 'IN_PERSON'))`,
    );
    this.addSql(
      `alter table "administrative_proposal" add constraint "administrative_proposal_state_check" check ("state" in ('OPEN', 'APPROVED', 'WITHDRAWN', 'EXPIRED', 'OVERTAKEN'))`,
    );
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
      `create or replace function "member_status_by_two_fn"() returns trigger as $$ begin if row_security_active('member') and not exists (select 1 from "administrative_proposal" p join "administrative_approval" a on a."proposal" = p."id" where p."member" = new."id" and p."from_status" = old."status" and p."to_status" = new."status" and p."state" = 'APPROVED' and a."at" = now()) then raise exception 'This step takes two people.' using errcode = '42501'; end if; return new; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "status_by_two" BEFORE UPDATE on "member" for each ROW when (old."status" is distinct from new."status" and new."status" in ('ACTIVE', 'LEFT', 'EXPELLED')) execute function "member_status_by_two_fn"()`,
    );
    this.addSql(
      `create or replace function "member_status_overtakes_fn"() returns trigger as $$ begin update "administrative_proposal" set "state" = 'OVERTAKEN' where "member" = new."id" and "state" = 'OPEN' and "expires_at" > now(); return null; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "status_overtakes" AFTER UPDATE on "member" for each ROW when (old."status" is distinct from new."status") execute function "member_status_overtakes_fn"()`,
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
    this.addSql(`alter table "administrative_approval" enable row level security`);
    this.addSql(
      `create policy "may_view" on "administrative_approval" for select using ((member <> (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), ''))))))`,
    );
    this.addSql(
      `create policy "may_insert" on "administrative_approval" for insert with check ((member <> (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), ''))))) and approved_by = (select nullif(current_setting('hub.member', true), '')) and approver = (select nullif(current_setting('hub.caller', true), '')) and "at" = now() and exists (select 1 from "member" m where m."id" = (select nullif(current_setting('hub.member', true), '')) and m."status" = 'ACTIVE') and exists (select 1 from "administrative_proposal" p where p."id" = "administrative_approval"."proposal" and p."member" = "administrative_approval"."member" and p."state" = 'OPEN' and p."expires_at" > now() and p."proposer" <> (select nullif(current_setting('hub.caller', true), '')) and exists (select 1 from "member" m where m."id" = p."proposed_by" and m."status" = 'ACTIVE') and (p."proposed_by" <> (select nullif(current_setting('hub.member', true), '')) or not exists (select 1 from "steward" s join "member" m on m."id" = s."member" where s."member" <> p."proposed_by" and m."status" in ('ACTIVE', 'SUSPENDED') and (s."member" <> p."member" or p."to_status" <> 'ACTIVE')))))`,
    );
    this.addSql(`alter table "administrative_proposal" enable row level security`);
    this.addSql(
      `create policy "may_view" on "administrative_proposal" for select using ((member <> (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), ''))))))`,
    );
    this.addSql(
      `create policy "may_insert" on "administrative_proposal" for insert with check ((member <> (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), ''))))) and proposed_by = (select nullif(current_setting('hub.member', true), '')) and proposer = (select nullif(current_setting('hub.caller', true), '')) and state = 'OPEN' and exists (select 1 from "member" m where m."id" = (select nullif(current_setting('hub.member', true), '')) and m."status" = 'ACTIVE') and exists (select 1 from "member" m where m."id" = "administrative_proposal"."member" and m."status" = "from_status"))`,
    );
    this.addSql(
      `create policy "may_update" on "administrative_proposal" for update using (state = 'OPEN' and (member <> (select nullif(current_setting('hub.member', true), '')) and ('ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and exists (select 1 from "steward" s where s."member" = (select nullif(current_setting('hub.member', true), '')))))) with check ((state = 'WITHDRAWN' and proposed_by = (select nullif(current_setting('hub.member', true), ''))) or (state = 'EXPIRED' and expires_at <= now()) or (state = 'APPROVED' and exists (select 1 from "administrative_approval" a where a."proposal" = "administrative_proposal"."id" and a."approver" = (select nullif(current_setting('hub.caller', true), '')) and a."at" = now())) or (state = 'OVERTAKEN' and exists (select 1 from "member" m where m."id" = "administrative_proposal"."member" and m."status" <> "from_status")))`,
    );
    this.addSql(`alter table "api_key" enable row level security`);
    this.addSql(
      `create policy "may_view" on "api_key" for select using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(
      `create policy "may_insert" on "api_key" for insert with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or exists (select 1 from "first_key_claim" c join "member" m on m."id" = c."member" where c."member" = "api_key"."member" and c."redeemed_at" is null and m."status" = 'ACTIVE'))`,
    );
    this.addSql(
      `create policy "may_update" on "api_key" for update using (((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (select current_setting('hub.viewer', true)) = 'hub') and revoked_at is null) with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) or (select current_setting('hub.viewer', true)) = 'hub')`,
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
      `create policy "may_insert" on "first_key_claim" for insert with check (redeemed_at is null and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub') and not exists (select 1 from "member" m where m."id" = "first_key_claim"."member" and m."status" <> 'APPLIED'))`,
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
      `create policy "may_insert" on "membership" for insert with check (exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and since > now() - interval '1 minute' and until is null)`,
    );
    this.addSql(
      `create policy "may_update" on "membership" for update using ((exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) or member = (select nullif(current_setting('hub.member', true), ''))) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and until is null) with check ((exists (select 1 from "sharing_group" g where g."id" = group_id and g."owner" = (select nullif(current_setting('hub.member', true), ''))) or member = (select nullif(current_setting('hub.member', true), ''))) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and until is not null)`,
    );
    this.addSql(`alter table "public_key" enable row level security`);
    this.addSql(
      `create policy "may_view" on "public_key" for select using ((select current_setting('hub.viewer', true)) in ('public', 'member', 'hub'))`,
    );
    this.addSql(
      `create policy "may_insert" on "public_key" for insert with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(
      `create policy "may_update" on "public_key" for update using ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])) and revoked_at is null) with check ((member = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[])))`,
    );
    this.addSql(`alter table "sharing_group" enable row level security`);
    this.addSql(
      `create policy "may_view" on "sharing_group" for select using ((id = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or id = any ((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[])) or owner = (select nullif(current_setting('hub.member', true), '')) or (select current_setting('hub.viewer', true)) = 'hub')`,
    );
    this.addSql(
      `create policy "may_insert" on "sharing_group" for insert with check (owner = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
    );
    this.addSql(
      `create policy "may_update" on "sharing_group" for update using (owner = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]) and status = 'OPEN') with check (owner = (select nullif(current_setting('hub.member', true), '')) and 'ADMIN' = any ((select coalesce(nullif(current_setting('hub.roles', true), ''), '{}')::text[])::text[]))`,
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
