import type { DatabaseDefinition } from '@alliance/kit';
import { ActorEntity } from './actor.entity.js';
import { AttestationEntity } from './attestation.entity.js';
import { attestationRecalled, hiddenInstitutions } from './attestation-functions.js';
import { InitialMigration } from './migrations/initial.migration.js';
import { ConcludedListEntity, QuarantineEntity } from './quarantine.entity.js';
import { SourceEntity } from './source.entity.js';

/** The tables of address intelligence, how they came to be, and what requests may do with them. */
export const intelligenceDatabase: DatabaseDefinition = {
  entities: [AttestationEntity, SourceEntity, ActorEntity, QuarantineEntity, ConcludedListEntity],
  migrations: [{ name: 'initial', class: InitialMigration }],
  grants: {
    attestation: 'SELECT, INSERT, UPDATE (superseded_at, list_version)',
    source: 'SELECT, INSERT, UPDATE (published_at)',
    actor: 'SELECT, INSERT, UPDATE',
    quarantine: 'SELECT, INSERT, UPDATE, DELETE',
    concluded_list: 'SELECT, INSERT, UPDATE',
  },
  functions: [attestationRecalled, hiddenInstitutions],
};
