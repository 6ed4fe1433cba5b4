import { badInput, memberOf, refusal, tlpOfLevel } from '@alliance/schema';
import type { NewAttestation } from '../persistence/new-attestation.js';
import { isUuid } from './attestation.resolver.js';
import type { IntelligenceContext } from './intelligence-context.js';

/**
 * What follows from other statements must be marked at least as narrowly as the narrowest of them, and what follows from
 * somebody else's statement to a sharing group stays in that group or with its author. Throws BAD_USER_INPUT otherwise,
 * and NOT_FOUND for a statement that the viewer does not see.
 */
export async function checkDerivation(
  attestations: readonly NewAttestation[],
  { loaders, viewer }: IntelligenceContext,
): Promise<void> {
  const derived = attestations.filter(({ derivedFrom }) => derivedFrom.length > 0);
  await Promise.all(
    derived.flatMap(({ reference, tlp, sharingGroup, derivedFrom }) =>
      derivedFrom.map(async (id) => {
        const origin = isUuid(id) ? await loaders.attestations.load(id) : null;
        if (origin === null)
          throw refusal('NOT_FOUND', `derivedFrom of "${reference}": there is no attestation "${id}".`);
        if (origin.tlp > tlp) {
          throw badInput(
            'input.marking.tlp',
            `at least ${tlpOfLevel(origin.tlp)}, the marking of ${id}, from which it follows`,
            tlpOfLevel(tlp),
          );
        }
        const isForeign = origin.sharingGroup !== null && origin.originator !== memberOf(viewer);
        if (isForeign && sharingGroup !== null && sharingGroup !== origin.sharingGroup) {
          throw badInput(
            'input.marking.sharingGroup',
            `"${origin.sharingGroup}", the sharing group of ${id}, from which it follows, or none`,
            sharingGroup,
          );
        }
      }),
    ),
  );
}
