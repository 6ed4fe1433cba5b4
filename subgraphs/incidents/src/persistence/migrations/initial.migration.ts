import { Migration } from '@mikro-orm/migrations';

/** The tables as they first were. Made from the entities; a test holds the two against each other. */
export class InitialMigration extends Migration {
  override up(): void {
    this.addSql(
      `create table "incident" ("id" text not null, "version" int not null, "reference" text null, "content_hash" text not null, "title" text not null, "summary" text null, "category" text not null, "techniques" text[] not null, "state" text not null, "rejection" text null, "state_note" text null, "merged_into" text null, "severity" text not null, "occurred_from" timestamptz null, "occurred_to" timestamptz null, "occurred_fidelity" text null, "occurred_sort" timestamptz not null, "detected_at" timestamptz null, "chains" text[] not null, "jurisdictions" text[] not null, "transactions" jsonb not null, "domains" text[] not null, "timeline" jsonb not null, "reference_list" jsonb not null, "chosen" jsonb not null, "originator" text not null, "originator_display" text not null, "tlp" smallint not null, "pap" text not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "published_at" timestamptz not null, "updated_at" timestamptz not null, "withdrawn_at" timestamptz null, "withdrawal_reason" text null, "withdrawal_note" text null, primary key ("id"))`,
    );
    this.addSql(`create index "incident_occurred_index" on "incident" ("occurred_sort", "id")`);
    this.addSql(`create index "incident_published_index" on "incident" ("published_at", "id")`);
    this.addSql(`create index "incident_updated_index" on "incident" ("updated_at", "id")`);
    this.addSql(`create index "incident_title_index" on "incident" ("title", "id")`);
    this.addSql(`create index "incident_chains_index" on "incident" using gin ("chains")`);
    this.addSql(`create index "incident_jurisdictions_index" on "incident" using gin ("jurisdictions")`);
    this.addSql(`alter table "incident" add constraint "incident_reference_unique" unique ("originator", "reference")`);
    this.addSql(`alter table "incident" add constraint "incident_tlp_check" check (tlp between 0 and 4)`);
    this.addSql(
      `alter table "incident" add constraint "incident_category_check" check ("category" in ('PYRAMID_SCHEME', 'PONZI', 'INVESTMENT_FRAUD', 'PHISHING', 'WALLET_DRAIN', 'SERVICE_HACK', 'CONTRACT_EXPLOIT', 'BRIDGE_EXPLOIT', 'KEY_COMPROMISE', 'RANSOMWARE', 'EXTORTION', 'RUG_PULL', 'SANCTIONS_EVASION', 'MONEY_LAUNDERING', 'OTHER'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_state_check" check ("state" in ('REPORTED', 'TRIAGED', 'CONFIRMED', 'CONTAINED', 'CLOSED', 'REJECTED', 'MERGED'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_rejection_check" check ("rejection" in ('INSUFFICIENT_DATA', 'REFUTED', 'FAULTY_INDICATOR'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_severity_check" check ("severity" in ('NOT_SPECIFIED', 'LOW', 'MODERATE', 'HIGH', 'EXTREME'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_occurred_fidelity_check" check ("occurred_fidelity" in ('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_originator_display_check" check ("originator_display" in ('NAMED', 'ALLIANCE', 'ANONYMOUS'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_pap_check" check ("pap" in ('CLEAR', 'GREEN', 'AMBER', 'RED'))`,
    );
    this.addSql(
      `alter table "incident" add constraint "incident_withdrawal_reason_check" check ("withdrawal_reason" in ('ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'))`,
    );
    this.addSql(
      `create or replace function "incident_withdrawal_keeps_marking_fn"() returns trigger as $$ begin if old.withdrawn_at is not null or (old."originator", old."tlp", old."sharing_group", old."recipients", old."release_at", old."purposes") is distinct from (new."originator", new."tlp", new."sharing_group", new."recipients", new."release_at", new."purposes") then raise exception 'A withdrawal is the last version, marked as the one before.' using errcode = '42501'; end if; return new; end; $$ language plpgsql`,
    );
    this.addSql(
      `create trigger "withdrawal_keeps_marking" BEFORE UPDATE on "incident" for each ROW when (new.withdrawn_at is not null) execute function "incident_withdrawal_keeps_marking_fn"()`,
    );
    this.addSql(
      `create table "claim" ("id" text not null, "incident" text not null, "version" int not null, "position" int not null, "fact" text not null, "value" text not null, "unit" text null, "rate_date" date null, "as_of" date null, "publisher" text not null, "url" text null, "retrieved_on" date null, "note" text null, "reported" boolean not null, "content_hash" text not null, "originator" text not null, "originator_display" text not null, "tlp" smallint not null, "pap" text not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "published_at" timestamptz not null, "updated_at" timestamptz not null, "withdrawn_at" timestamptz null, "withdrawal_reason" text null, "withdrawal_note" text null, primary key ("id"))`,
    );
    this.addSql(`create index "claim_incident_index" on "claim" ("incident")`);
    this.addSql(`alter table "claim" add constraint "claim_tlp_check" check (tlp between 0 and 4)`);
    this.addSql(
      `alter table "claim" add constraint "claim_fact_check" check ("fact" in ('LOSS', 'VICTIMS', 'ARRESTS', 'RECOVERED', 'START', 'END', 'ATTRIBUTION'))`,
    );
    this.addSql(
      `alter table "claim" add constraint "claim_originator_display_check" check ("originator_display" in ('NAMED', 'ALLIANCE', 'ANONYMOUS'))`,
    );
    this.addSql(
      `alter table "claim" add constraint "claim_pap_check" check ("pap" in ('CLEAR', 'GREEN', 'AMBER', 'RED'))`,
    );
    this.addSql(
      `alter table "claim" add constraint "claim_withdrawal_reason_check" check ("withdrawal_reason" in ('ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'))`,
    );
    this.addSql(
      `create table "incident_version" ("incident" text not null, "version" int not null, "change" text not null, "recorded_at" timestamptz not null, "originator" text not null, "tlp" smallint not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "content" jsonb null, primary key ("incident", "version"))`,
    );
    this.addSql(
      `alter table "incident_version" add constraint "incident_version_change_check" check ("change" in ('REPORTED', 'UPDATED', 'STATE_CHANGED', 'CLAIM_CHOSEN', 'WITHDRAWN'))`,
    );
    this.addSql(
      `create table "party" ("id" text not null, "incident" text not null, "position" int not null, "address" text null, "submitted" text null, "actor" text null, "role" text not null, "note" text null, "since" date null, "until" date null, primary key ("id"))`,
    );
    this.addSql(`create index "party_incident_index" on "party" ("incident")`);
    this.addSql(`create index "party_address_index" on "party" ("address")`);
    this.addSql(
      `alter table "party" add constraint "party_role_check" check ("role" in ('ATTACKER', 'ATTACK_CONTRACT', 'VULNERABLE_CONTRACT', 'VICTIM', 'COLLECTOR', 'LAUNDERING_HOP', 'CASH_OUT', 'OPERATOR'))`,
    );
    this.addSql(
      `alter table "claim" add constraint "claim_incident_foreign" foreign key ("incident") references "incident" ("id")`,
    );
    this.addSql(
      `alter table "incident_version" add constraint "incident_version_incident_foreign" foreign key ("incident") references "incident" ("id")`,
    );
    this.addSql(
      `alter table "party" add constraint "party_incident_foreign" foreign key ("incident") references "incident" ("id")`,
    );
    this.addSql(`alter table "incident" enable row level security`);
    this.addSql(
      `create policy "may_view" on "incident" for select using (((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or updated_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))))`,
    );
    this.addSql(
      `create policy "may_insert" on "incident" for insert with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])))`,
    );
    this.addSql(
      `create policy "may_update" on "incident" for update using (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and ("withdrawn_at" is not null and "withdrawal_note" is null and "title" = '' and "summary" is null and "category" = 'OTHER' and "techniques" = '{}' and "rejection" is null and "state_note" is null and "merged_into" is null and "severity" = 'NOT_SPECIFIED' and "occurred_from" is null and "occurred_to" is null and "occurred_fidelity" is null and "detected_at" is null and "chains" = '{}' and "jurisdictions" = '{}' and "transactions" = '[]' and "domains" = '{}' and "timeline" = '[]' and "reference_list" = '[]' and "chosen" = '{}')))`,
    );
    this.addSql(`alter table "claim" enable row level security`);
    this.addSql(
      `create policy "may_view" on "claim" for select using (((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or updated_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) and ("claim"."withdrawn_at" is null or "claim"."originator" = (select nullif(current_setting('hub.member', true), ''))) and exists (select 1 from "incident" parent where parent."id" = "claim"."incident" and parent."withdrawn_at" is null))`,
    );
    this.addSql(
      `create policy "may_insert" on "claim" for insert with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) and exists (select 1 from "incident" parent where parent."id" = "claim"."incident" and parent."withdrawn_at" is null and parent."tlp" <= "claim"."tlp"))`,
    );
    this.addSql(
      `create policy "may_update" on "claim" for update using (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) with check ((((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (sharing_group is null or tlp <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and withdrawn_at is not null))`,
    );
    this.addSql(`alter table "incident_version" enable row level security`);
    this.addSql(
      `create policy "may_view" on "incident_version" for select using (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and exists (select 1 from "incident" parent where parent."id" = "incident_version"."incident" and parent."originator" = (select nullif(current_setting('hub.member', true), '')) and ("incident_version"."content" is null or parent."withdrawal_reason" is distinct from 'SENSITIVE')))`,
    );
    this.addSql(
      `create policy "may_insert" on "incident_version" for insert with check (((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and exists (select 1 from "incident" parent where parent."id" = "incident_version"."incident" and parent."originator" = (select nullif(current_setting('hub.member', true), ''))))`,
    );
    this.addSql(`alter table "party" enable row level security`);
    this.addSql(
      `create policy "may_view" on "party" for select using (exists (select 1 from "incident" parent where parent."id" = "party"."incident"))`,
    );
    this.addSql(
      `create policy "may_insert" on "party" for insert with check (exists (select 1 from "incident" parent where parent."id" = "party"."incident" and (((select current_setting('hub.viewer', true)) = 'member' and parent."originator" = (select nullif(current_setting('hub.member', true), '')) and parent."tlp" between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint)) and (parent."sharing_group" is null or parent."tlp" <= ((select coalesce(nullif(current_setting('hub.write_max_tlp', true), ''), '{}')::smallint[])::smallint[])[array_position(((select coalesce(nullif(current_setting('hub.write_groups', true), ''), '{}')::text[])::text[]), parent."sharing_group")]))))`,
    );
    this.addSql(
      `create policy "may_delete" on "party" for delete using (exists (select 1 from "incident" parent where parent."id" = "party"."incident" and ((select current_setting('hub.viewer', true)) = 'member' and parent."originator" = (select nullif(current_setting('hub.member', true), '')) and parent."tlp" between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))))`,
    );
    this.addSql(
      `create table "claim_history" ("id" text not null, "version" int not null, "incident" text not null, "position" int not null, "fact" text not null, "value" text not null, "unit" text null, "rate_date" date null, "as_of" date null, "publisher" text not null, "url" text null, "retrieved_on" date null, "note" text null, "reported" boolean not null, "content_hash" text not null, "originator" text not null, "originator_display" text not null, "tlp" smallint not null, "pap" text not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "published_at" timestamptz not null, "updated_at" timestamptz not null, "withdrawn_at" timestamptz null, "withdrawal_reason" text null, "withdrawal_note" text null, "superseded_at" timestamptz null, primary key ("id", "version"))`,
    );
    this.addSql(`create index "claim_history_incident_index" on "claim_history" ("incident")`);
    this.addSql(
      `alter table "claim_history" add constraint "claim_history_fact_check" check ("fact" in ('LOSS', 'VICTIMS', 'ARRESTS', 'RECOVERED', 'START', 'END', 'ATTRIBUTION'))`,
    );
    this.addSql(
      `alter table "claim_history" add constraint "claim_history_originator_display_check" check ("originator_display" in ('NAMED', 'ALLIANCE', 'ANONYMOUS'))`,
    );
    this.addSql(
      `alter table "claim_history" add constraint "claim_history_pap_check" check ("pap" in ('CLEAR', 'GREEN', 'AMBER', 'RED'))`,
    );
    this.addSql(
      `alter table "claim_history" add constraint "claim_history_withdrawal_reason_check" check ("withdrawal_reason" in ('ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'))`,
    );
    this.addSql(
      `create trigger "claim_history" after insert or update on "claim" for each row execute function keep_claim_history()`,
    );
    this.addSql(
      `create table "incident_history" ("id" text not null, "version" int not null, "reference" text null, "content_hash" text not null, "title" text not null, "summary" text null, "category" text not null, "techniques" text[] not null, "state" text not null, "rejection" text null, "state_note" text null, "merged_into" text null, "severity" text not null, "occurred_from" timestamptz null, "occurred_to" timestamptz null, "occurred_fidelity" text null, "occurred_sort" timestamptz not null, "detected_at" timestamptz null, "chains" text[] not null, "jurisdictions" text[] not null, "transactions" jsonb not null, "domains" text[] not null, "timeline" jsonb not null, "reference_list" jsonb not null, "chosen" jsonb not null, "originator" text not null, "originator_display" text not null, "tlp" smallint not null, "pap" text not null, "sharing_group" text null, "recipients" text[] not null, "release_at" timestamptz null, "purposes" text[] not null, "published_at" timestamptz not null, "updated_at" timestamptz not null, "withdrawn_at" timestamptz null, "withdrawal_reason" text null, "withdrawal_note" text null, "parties" jsonb not null, "superseded_at" timestamptz null, primary key ("id", "version"))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_category_check" check ("category" in ('PYRAMID_SCHEME', 'PONZI', 'INVESTMENT_FRAUD', 'PHISHING', 'WALLET_DRAIN', 'SERVICE_HACK', 'CONTRACT_EXPLOIT', 'BRIDGE_EXPLOIT', 'KEY_COMPROMISE', 'RANSOMWARE', 'EXTORTION', 'RUG_PULL', 'SANCTIONS_EVASION', 'MONEY_LAUNDERING', 'OTHER'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_state_check" check ("state" in ('REPORTED', 'TRIAGED', 'CONFIRMED', 'CONTAINED', 'CLOSED', 'REJECTED', 'MERGED'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_rejection_check" check ("rejection" in ('INSUFFICIENT_DATA', 'REFUTED', 'FAULTY_INDICATOR'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_severity_check" check ("severity" in ('NOT_SPECIFIED', 'LOW', 'MODERATE', 'HIGH', 'EXTREME'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_occurred_fidelity_check" check ("occurred_fidelity" in ('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_originator_display_check" check ("originator_display" in ('NAMED', 'ALLIANCE', 'ANONYMOUS'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_pap_check" check ("pap" in ('CLEAR', 'GREEN', 'AMBER', 'RED'))`,
    );
    this.addSql(
      `alter table "incident_history" add constraint "incident_history_withdrawal_reason_check" check ("withdrawal_reason" in ('ERROR', 'SOURCE_WITHDRAWN', 'DISPUTE_UPHELD', 'SENSITIVE', 'OTHER'))`,
    );
    this.addSql(
      `create trigger "incident_history" after insert on "incident_version" for each row execute function keep_incident_history()`,
    );
    this.addSql(`alter table "claim_history" enable row level security`);
    this.addSql(
      `create policy "may_view" on "claim_history" for select using ((select nullif(current_setting('hub.as_of', true), '')::timestamptz) is not null and updated_at <= (select nullif(current_setting('hub.as_of', true), '')::timestamptz) and (superseded_at is null or superseded_at > (select nullif(current_setting('hub.as_of', true), '')::timestamptz)) and ((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or updated_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) and exists (select 1 from "incident_history" parent where parent."id" = "claim_history"."incident" and parent."withdrawn_at" is null) and not claim_recalled(id))`,
    );
    this.addSql(`alter table "incident_history" enable row level security`);
    this.addSql(
      `create policy "may_view" on "incident_history" for select using ((select nullif(current_setting('hub.as_of', true), '')::timestamptz) is not null and updated_at <= (select nullif(current_setting('hub.as_of', true), '')::timestamptz) and (superseded_at is null or superseded_at > (select nullif(current_setting('hub.as_of', true), '')::timestamptz)) and ((((tlp = 0 and (select current_setting('hub.viewer', true)) in ('public', 'member', 'hub')) or (tlp <= (select case when current_setting('hub.viewer', true) = 'member' then coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint else (-1)::smallint end) and (tlp = 1 or (tlp in (2, 3) and (sharing_group = any ((select coalesce(nullif(current_setting('hub.groups', true), ''), '{}')::text[])::text[]) or updated_at >= ((select coalesce(nullif(current_setting('hub.joined_since', true), ''), '{}')::timestamptz[])::timestamptz[])[array_position(((select coalesce(nullif(current_setting('hub.joined_groups', true), ''), '{}')::text[])::text[]), sharing_group)])) or (tlp = 4 and (select nullif(current_setting('hub.caller', true), '')) = any (recipients))))) and (release_at is null or release_at <= (select least(now(), nullif(current_setting('hub.as_of', true), '')::timestamptz))) and (purposes = '{}' or (select nullif(current_setting('hub.purpose', true), '')) = any (purposes))) or ((select current_setting('hub.viewer', true)) = 'member' and originator = (select nullif(current_setting('hub.member', true), '')) and tlp between 0 and (select coalesce(nullif(current_setting('hub.clearance', true), ''), '0')::smallint))) and (withdrawn_at is not null or not incident_recalled(id)))`,
    );
  }
}
