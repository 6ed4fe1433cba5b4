import {
  badInput,
  memberOf,
  type MemberViewer,
  paps,
  refusal,
  requireWritable,
  tlpOfLevel,
  type Viewer,
} from '@alliance/schema';
import type { Marking } from '@alliance/kit';
import type { AttestationRow } from '../persistence/attestation.entity.js';
import type { NewAttestation } from '../persistence/new-attestation.js';
import { isUuid } from './attestation.resolver.js';
import type { IntelligenceContext } from './intelligence-context.js';

/** Refuses a marking under which the viewer could not write. Throws FORBIDDEN naming the field. */
export function requireWritableItem({ tlp, sharingGroup }: Marking, viewer: MemberViewer): void {
  requireWritable({ tlp: tlpOfLevel(tlp), sharingGroup }, viewer, 'input.marking');
}

/**
 * What follows from other statements takes over the strictest of their markings: the latest release, the purposes that
 * all of them allow, the strictest PAP. A wider TLP is refused, since only the originator of a statement widens it. What
 * follows from somebody else's statement to a sharing group stays in that group or with its author, and what follows from
 * a RED one with its author.
 *
 * @throws BAD_USER_INPUT naming the field, NOT_FOUND for a statement that the viewer does not see
 */
export async function inheritMarkings(
  attestations: readonly NewAttestation[],
  { loaders, viewer }: IntelligenceContext,
): Promise<NewAttestation[]> {
  return Promise.all(
    attestations.map(async (attestation) => {
      const origins = await Promise.all(
        attestation.derivedFrom.map(async (id) => {
          const origin = isUuid(id) ? await loaders.attestations.load(id) : null;
          if (origin !== null) return origin;
          throw refusal('NOT_FOUND', `derivedFrom of "${attestation.reference}": there is no attestation "${id}".`);
        }),
      );
      return origins.reduce((derived, origin) => inherit(derived, origin, viewer), attestation);
    }),
  );
}

function inherit(derived: NewAttestation, origin: AttestationRow, viewer: Viewer): NewAttestation {
  if (origin.tlp > derived.tlp) {
    throw tooWide('tlp', `at least ${tlpOfLevel(origin.tlp)}, the marking of`, origin, tlpOfLevel(derived.tlp));
  }
  if (origin.originator !== memberOf(viewer)) requireSameCircle(derived, origin);
  return {
    ...derived,
    releaseAt: laterRelease(derived, origin),
    purposes: commonPurposes(derived, origin),
    pap: paps.indexOf(origin.pap) > paps.indexOf(derived.pap) ? origin.pap : derived.pap,
  };
}

/** Of RED nobody but its originator knows the circle, so that its author alone remains. */
function requireSameCircle({ sharingGroup, recipients }: NewAttestation, origin: AttestationRow): void {
  if (origin.sharingGroup !== null && sharingGroup !== null && sharingGroup !== origin.sharingGroup) {
    throw tooWide('sharingGroup', `none, or "${origin.sharingGroup}", the sharing group of`, origin, sharingGroup);
  }
  if (origin.tlp === 4 && recipients.length > 0) {
    throw tooWide('recipients', 'no recipients, as somebody else chose those of', origin, recipients);
  }
}

function laterRelease({ releaseAt }: NewAttestation, origin: AttestationRow): Date | null {
  if (origin.releaseAt === null || origin.releaseAt <= new Date()) return releaseAt;
  return releaseAt !== null && releaseAt > origin.releaseAt ? releaseAt : origin.releaseAt;
}

/** Nothing in common is refused: an empty list would mean any purpose. */
function commonPurposes({ purposes }: NewAttestation, origin: AttestationRow): NewAttestation['purposes'] {
  if (origin.purposes.length === 0) return purposes;
  if (purposes.length === 0) return origin.purposes;
  const common = purposes.filter((purpose) => origin.purposes.includes(purpose));
  if (common.length > 0) return common;
  throw tooWide('purposes', `one of ${origin.purposes.join(', ')}, the purposes of`, origin, purposes);
}

function tooWide(field: keyof Marking, expected: string, { id }: AttestationRow, came: unknown): Error {
  return badInput(`input.marking.${field}`, `${expected} ${id}, from which it follows`, came);
}
