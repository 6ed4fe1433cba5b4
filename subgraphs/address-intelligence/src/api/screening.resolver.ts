import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '@alliance/schema';
import { type CanonicalAddress, canonicaliseAddress } from '../domain/chain/canonicalise-address.js';
import { addressOf, AddressType } from './address.type.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { screenAddress } from './screen-address.js';
import { AddressInput, Screening, ScreeningResult } from './screening.type.js';

/** Addresses screened in one request at most; whoever sends more is refused, not cut. */
export const maxScreenedAddresses = 1000;

@Resolver(() => AddressType)
export class ScreeningResolver {
  @Query(() => [ScreeningResult], {
    description: `Screens up to ${String(maxScreenedAddresses)} addresses. Each is answered, in their order; one that is none says why.`,
  })
  async screenAddresses(
    @Arg('addresses', () => [AddressInput]) addresses: AddressInput[],
    @Ctx() context: IntelligenceContext,
  ): Promise<ScreeningResult[]> {
    if (addresses.length > maxScreenedAddresses) {
      throw badInput('addresses', `at most ${String(maxScreenedAddresses)} addresses`, addresses.length);
    }
    return Promise.all(addresses.map((address) => screenSubmitted(address, context)));
  }

  @FieldResolver(() => Screening, { description: 'What the alliance knows of it, as far as you may see it.' })
  screening(@Root() { canonical }: AddressType, @Ctx() context: IntelligenceContext): Promise<Screening> {
    return screenCanonical(canonical, context);
  }
}

async function screenSubmitted({ chain, value }: AddressInput, context: IntelligenceContext): Promise<ScreeningResult> {
  const read = canonicaliseAddress({ ...(chain && { chain }), value });
  if (!read.ok) {
    return {
      submitted: value,
      address: null,
      screening: null,
      refused: { reason: read.reason, message: read.message },
    };
  }
  const screening = await screenCanonical(read.address, context);
  return { submitted: value, address: addressOf(read.address), screening, refused: null };
}

async function screenCanonical(
  address: CanonicalAddress,
  { loaders, session }: IntelligenceContext,
): Promise<Screening> {
  return screenAddress(address, await loaders.screened.load(address.payloadHex), session);
}
