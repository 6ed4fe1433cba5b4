import { badInput, refusal, tlpOfLevel } from '@alliance/schema';
import type { NewAttestation } from '../persistence/new-attestation.js';
import { isUuid } from './attestation.resolver.js';
import type { IntelligenceContext } from './intelligence-context.js';

/**
 * What follows from other statements must be marked at least as narrowly as the narrowest of them. Throws
 * BAD_USER_INPUT otherwise, and NOT_FOUND for a statement that the viewer does not see.
 */
export async function checkDerivation(
  attestations: readonly NewAttestation[],
  { loaders }: IntelligenceContext,
): Promise<void> {
  const derived = attestations.filter(({ derivedFrom }) => derivedFrom.length > 0);
  await Promise.all(
    derived.flatMap(({ reference, tlp, derivedFrom }) =>
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
      }),
    ),
  );
}
