import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { viewerSql } from '../database/visibility-policies.js';

const isMember = `${viewerSql.kind} = 'member'`;

/** In one's own name alone; the public applies for membership and claims its first key. */
const inOwnName =
  `((${isMember} and actor_member = ${viewerSql.member} and actor = ${viewerSql.caller})` +
  ` or (${viewerSql.kind} in ('public', 'hub') and actor_member is null and actor = ${viewerSql.kind} and kind <> 'DISCLOSURE'))`;

/** Of the time of the transaction that writes it, as far as clocks are set: nobody writes into the past. */
const isNow = `"at" between now() - interval '1 second' and clock_timestamp() + interval '1 second'`;

/**
 * An institution reads what happened to its records, and what its own people did; a program only what it did itself. Who
 * read a record whose originator does not show its name finds no entry, since the entry names it.
 */
const isByOwn = `(actor_member = ${viewerSql.member} and originator_shown)`;
const concernsOwn =
  `(${isMember} and ((${viewerSql.roles} && array['ADMIN', 'ANALYST'] and (originator = ${viewerSql.member} or ${isByOwn}))` +
  ` or (actor = ${viewerSql.caller} and ${isByOwn})))`;

/**
 * Who read or changed what. Only ever added to: the unprivileged role may insert in its caller's own name, and neither
 * update nor delete. `items` and `details` are JSON as it was written, since their octets are hashed.
 */
export const LedgerEntryEntity = defineEntity({
  name: 'LedgerEntry',
  tableName: 'ledger_entry',
  policies: [
    { name: 'may_view', command: 'select', using: concernsOwn },
    { name: 'may_insert', command: 'insert', check: `${inOwnName} and ${isNow}` },
  ],
  indexes: [
    {
      name: 'ledger_entry_originator',
      expression: 'create index "ledger_entry_originator" on "ledger_entry" ("originator", "at", "id")',
    },
    {
      name: 'ledger_entry_actor_member',
      expression: 'create index "ledger_entry_actor_member" on "ledger_entry" ("actor_member", "at", "id")',
    },
    {
      // By which a recall finds who has read a record.
      name: 'ledger_entry_disclosed',
      expression: `create index "ledger_entry_disclosed" on "ledger_entry" using gin (jsonb_path_query_array(items::jsonb, '$[*].id') jsonb_path_ops) with (fastupdate = off) where kind = 'DISCLOSURE'`,
    },
  ],
  properties: {
    id: p.uuid().primary(),
    salt: p.text(),
    kind: p.text(),
    at: p.datetime(),
    actorMember: p.text().strictNullable(),
    actor: p.text(),
    originator: p.text(),
    /** Whether the one who reads or changes the records learns whose they are. */
    originatorShown: p.boolean(),
    recordType: p.text(),
    items: p.text(),
    purpose: p.text().strictNullable(),
    details: p.text(),
  },
});

export type LedgerEntryRow = InferEntity<typeof LedgerEntryEntity>;

/** Entries that have no place in the log yet. Filled by a trigger, emptied by the sequencer; nobody else touches it. */
export const LedgerPendingEntity = defineEntity({
  name: 'LedgerPending',
  tableName: 'ledger_pending',
  policies: [{ name: 'nobody', command: 'select', using: 'false' }],
  properties: { entry: p.uuid().primary() },
});

/** The log: each entry's place, and its hash when it got it. */
export const LedgerLeafEntity = defineEntity({
  name: 'LedgerLeaf',
  tableName: 'ledger_leaf',
  policies: [{ name: 'may_view', command: 'select', using: isMember }],
  properties: {
    index: p.bigint('number').autoincrement(false).primary(),
    entry: p.uuid().unique(),
    /** Hexadecimal. */
    hash: p.text(),
  },
});

/** The complete subtrees above the leaves, from level 1, so that a proof reads a few rows and never the whole log. */
export const LedgerNodeEntity = defineEntity({
  name: 'LedgerNode',
  tableName: 'ledger_node',
  policies: [{ name: 'may_view', command: 'select', using: isMember }],
  properties: {
    level: p.smallint().primary(),
    index: p.bigint('number').autoincrement(false).primary(),
    hash: p.text(),
  },
});

/** What the log promised, each time signed. */
export const LedgerHeadEntity = defineEntity({
  name: 'LedgerHead',
  tableName: 'ledger_head',
  policies: [{ name: 'may_view', command: 'select', using: isMember }],
  properties: {
    number: p.bigint('number').autoincrement(false).primary(),
    origin: p.text(),
    size: p.bigint('number'),
    root: p.text(),
    at: p.datetime(),
    signature: p.text(),
    publicKey: p.text(),
  },
});

/** The key with which heads are signed, unless it is configured. The unprivileged role has no right to it. */
export const LedgerKeyEntity = defineEntity({
  name: 'LedgerKey',
  tableName: 'ledger_key',
  policies: [{ name: 'nobody', command: 'select', using: 'false' }],
  properties: {
    /** Always 1: there is one. */
    id: p.smallint().autoincrement(false).primary(),
    privateJwk: p.text(),
  },
});

export const ledgerEntities = [
  LedgerEntryEntity,
  LedgerPendingEntity,
  LedgerLeafEntity,
  LedgerNodeEntity,
  LedgerHeadEntity,
  LedgerKeyEntity,
];

/** What the unprivileged role may do. Of what is not listed here, nothing. */
export const ledgerGrants = {
  ledger_entry: 'SELECT, INSERT',
  ledger_leaf: 'SELECT',
  ledger_node: 'SELECT',
  ledger_head: 'SELECT',
} as const;
