import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/postgresql';
import { type LedgerKind, refusal, tlpOfLevel } from '@alliance/schema';
import { noteInLedger } from '@alliance/kit';
import type { PartyContent } from '../domain/incident-content.js';
import type { VersionChange } from '../domain/incident-vocabulary.js';
import { ClaimEntity } from './claim.entity.js';
import { IncidentEntity, type IncidentRow } from './incident.entity.js';
import { versionContentOf } from './incident-row.js';
import { IncidentVersionEntity } from './incident-version.entity.js';
import { PartyEntity } from './party.entity.js';

/** What a change is made of: whose, to which incident, and the version that its author has read. */
export interface ChangeRequest {
  readonly member: string;
  readonly id: string;
  readonly expectedVersion?: number | null | undefined;
}

/** Finds a live incident. Throws NOT_FOUND for one that is not there or not visible, CONFLICT for a tombstone. */
export async function findLiveIncident(em: SqlEntityManager, id: string): Promise<IncidentRow> {
  const row = await em.findOne(IncidentEntity, { id });
  if (row === null) throw refusal('NOT_FOUND', `There is no incident ${JSON.stringify(id)} that you may see.`);
  if (row.withdrawnAt !== null) {
    throw refusal('CONFLICT', `The incident ${JSON.stringify(id)} was withdrawn; nothing is added to it any more.`);
  }
  return row;
}

/**
 * Takes an incident for its originator to change; others wait until the transaction ends.
 *
 * @throws NOT_FOUND, FORBIDDEN for anybody else's incident, CONFLICT when it was withdrawn or changed meanwhile
 */
export async function lockOwnIncident(em: SqlEntityManager, request: ChangeRequest): Promise<IncidentRow> {
  const { member, id, expectedVersion } = request;
  const seen = await findLiveIncident(em, id);
  if (seen.originator !== member) {
    throw refusal('FORBIDDEN', 'Only the originator of an incident changes it. You may add a claim of your own.');
  }
  const row = await em.findOne(IncidentEntity, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (row === null) {
    throw refusal('FORBIDDEN', 'This incident is beyond your clearance.');
  }
  if (row.withdrawnAt !== null) throw refusal('CONFLICT', 'The incident was withdrawn meanwhile.');
  if (expectedVersion !== null && expectedVersion !== undefined && expectedVersion !== row.version) {
    throw refusal(
      'CONFLICT',
      `expectedVersion: expected ${row.version}, got ${expectedVersion}. Read the incident anew.`,
      {
        field: 'expectedVersion',
        version: row.version,
      },
    );
  }
  return row;
}

/** Stores changes to a locked incident as its next version. */
export async function storeNextVersion(
  em: SqlEntityManager,
  row: IncidentRow,
  { change, columns }: { readonly change: VersionChange; readonly columns: Partial<IncidentRow> },
): Promise<void> {
  const at = new Date();
  await em.nativeUpdate(IncidentEntity, { id: row.id }, { ...columns, version: row.version + 1, updatedAt: at });
  await recordVersion(em, row.id, { change, at });
}

const ledgerKinds: Readonly<Record<VersionChange, LedgerKind>> = {
  REPORTED: 'CREATED',
  UPDATED: 'CHANGED',
  STATE_CHANGED: 'STATUS_CHANGED',
  CLAIM_CHOSEN: 'CHANGED',
  WITHDRAWN: 'WITHDRAWN',
};

/** Keeps the present version of an incident for ever, and notes it in the ledger. */
export async function recordVersion(
  em: SqlEntityManager,
  id: string,
  { change, at }: { readonly change: VersionChange; readonly at: Date },
): Promise<void> {
  const row = await em.findOneOrFail(IncidentEntity, { id }, { refresh: true });
  const parties = await em.find(PartyEntity, { incident: id }, { orderBy: { position: 'asc' }, refresh: true });
  const claims = await em.find(
    ClaimEntity,
    { incident: id, originator: row.originator, withdrawnAt: null },
    { orderBy: { publishedAt: 'asc', position: 'asc', id: 'asc' }, refresh: true },
  );
  await em.insert(IncidentVersionEntity, {
    incident: id,
    version: row.version,
    change,
    recordedAt: at,
    originator: row.originator,
    sharingGroup: row.sharingGroup,
    recipients: row.recipients,
    releaseAt: row.releaseAt,
    purposes: row.purposes,
    // As narrow as the narrowest claim in it: a colleague with a lower clearance does not read it here.
    tlp: Math.max(row.tlp, ...claims.map(({ tlp }) => tlp)),
    content: change === 'WITHDRAWN' ? null : versionContentOf(row, parties, claims),
  });
  noteInLedger(em, {
    kind: ledgerKinds[change],
    originator: row.originator,
    recordType: 'Incident',
    items: [{ id, version: row.version }],
    details: { change, state: row.state, tlp: tlpOfLevel(row.tlp), sharingGroup: row.sharingGroup },
  });
}

/** Replaces the parties of an incident as a whole. */
export async function replaceParties(
  em: SqlEntityManager,
  incident: string,
  parties: readonly PartyContent[],
): Promise<void> {
  await em.nativeDelete(PartyEntity, { incident });
  if (parties.length === 0) return;
  await em.insertMany(
    PartyEntity,
    parties.map((party, position) => ({ ...party, id: randomUUID(), incident, position })),
  );
}
