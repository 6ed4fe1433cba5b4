import DataLoader from 'dataloader';
import { manyByKey, oneByKey, type PageLoader, pageLoader, type Session, type SubgraphContext } from '@alliance/kit';
import type { ActorRow } from '../persistence/actor.entity.js';
import { findActors } from '../persistence/actor.repository.js';
import type { AttestationRow } from '../persistence/attestation.entity.js';
import {
  countAttestations,
  findAttestationPages,
  findCurrent,
  findHistories,
} from '../persistence/attestation.repository.js';
import { countHiddenInstitutions, findForScreening, type ScreenedRow } from '../persistence/screening.repository.js';
import type { SourceRow } from '../persistence/source.entity.js';
import { findSources } from '../persistence/source.repository.js';

/** This subgraph's loaders, made anew for each request. */
export interface IntelligenceLoaders {
  readonly attestations: DataLoader<string, AttestationRow | null>;
  /** All versions of an attestation that the viewer may see, the newest first. */
  readonly histories: DataLoader<string, readonly AttestationRow[]>;
  /** By `addressKeyOf`. */
  readonly attestationsOfAddress: PageLoader<AttestationRow>;
  readonly attestationsOfMember: PageLoader<AttestationRow>;
  readonly sources: DataLoader<string, SourceRow | null>;
  readonly actors: DataLoader<string, ActorRow | null>;
  /** What a screening reads, by the payload of an address. */
  readonly screened: DataLoader<string, readonly ScreenedRow[]>;
  /** By `addressKeyOf`. */
  readonly hiddenInstitutions: DataLoader<string, number>;
}

export type IntelligenceContext = SubgraphContext<IntelligenceLoaders>;

export function createIntelligenceLoaders(session: Session): IntelligenceLoaders {
  return {
    attestations: oneByKey(
      (ids: readonly string[]) => findCurrent(session, ids),
      ({ id }) => id,
    ),
    histories: manyByKey(
      (ids: readonly string[]) => findHistories(session, ids),
      ({ id }) => id,
    ),
    attestationsOfAddress: pageLoader(
      (keys, page) => findAttestationPages(session, 'address', { keys, page }),
      (keys) => countAttestations(session, 'address', keys),
    ),
    attestationsOfMember: pageLoader(
      (keys, page) => findAttestationPages(session, 'member', { keys, page }),
      (keys) => countAttestations(session, 'member', keys),
    ),
    sources: oneByKey(
      (ids: readonly string[]) => findSources(session, ids),
      ({ id }) => id,
    ),
    actors: oneByKey(
      (ids: readonly string[]) => findActors(session, ids),
      ({ id }) => id,
    ),
    screened: manyByKey(
      (keys: readonly string[]) => findForScreening(session, keys),
      ({ subjectKey }) => subjectKey,
    ),
    hiddenInstitutions: new DataLoader(async (keys: readonly string[]) => {
      const counted = await countHiddenInstitutions(session, keys);
      const counts = new Map(counted.map(({ address, institutions }) => [address, institutions]));
      return keys.map((key) => counts.get(key.slice(key.indexOf(' ') + 1)) ?? 0);
    }),
  };
}
