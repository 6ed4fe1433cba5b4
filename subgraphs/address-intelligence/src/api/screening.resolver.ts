import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { badInput } from '@alliance/schema';
import { type CanonicalAddress, canonicaliseAddress } from '../domain/chain/canonicalise-address.js';
import { addressOf, AddressType } from './address.type.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { screenAddress } from './screen-address.js';
import { AddressInput, Screening, ScreeningResult } from './screening.type.js';

/** Addresses screened in one request at most; whoever sends more is refused, not cut. */
export const maxScreenedAddresses = 1000;

const asOfScreening =
  'As it was at an earlier moment: what you could see then, as old as it was then. Known-good lists have no history.';

@Resolver(() => AddressType)
export class ScreeningResolver {
  @Query(() => [ScreeningResult], {
    description: `Screens up to ${String(maxScreenedAddresses)} addresses. Each is answered, in their order; one that is none says why.`,
  })
  async screenAddresses(
    @Arg('addresses', () => [AddressInput]) addresses: AddressInput[],
    @Arg('asOf', () => Date, { nullable: true, description: asOfScreening }) asOf: Date | null,
    @Ctx() context: IntelligenceContext,
  ): Promise<ScreeningResult[]> {
    if (addresses.length > maxScreenedAddresses) {
      throw badInput('addresses', `at most ${String(maxScreenedAddresses)} addresses`, addresses.length);
    }
    const then = await context.asOf(asOf);
    return Promise.all(addresses.map((address) => screenSubmitted(address, then)));
  }

  @FieldResolver(() => Screening, { description: 'What the alliance knows of it, as far as you may see it.' })
  async screening(
    @Root() { canonical }: AddressType,
    @Arg('asOf', () => Date, { nullable: true, description: asOfScreening }) asOf: Date | null,
    @Ctx() context: IntelligenceContext,
  ): Promise<Screening> {
    return screenCanonical(canonical, await context.asOf(asOf));
  }
}

@Resolver(() => Screening)
export class HiddenInstitutionsResolver {
  @FieldResolver(() => Int, {
    description:
      'How many further institutions state something AMBER about it that is not shared with you; 0 for fewer than three, for the public, and as of an earlier moment. It counts nothing: ask the groups that may know.',
  })
  async hiddenInstitutions(
    @Root() { addressKey, past }: Screening,
    @Ctx() { loaders, viewer }: IntelligenceContext,
  ): Promise<number> {
    return past === undefined && viewer.kind === 'member' ? loaders.hiddenInstitutions.load(addressKey) : 0;
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
