import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { badInput, refusal } from '@alliance/schema';
import { type Connection, connectionOf, connectionType, PageArgs, readPageArgs } from '@alliance/kit';
import {
  type CanonicalAddress,
  canonicaliseAddress,
  parseAddressId,
  recogniseAddress,
} from '../domain/chain/canonicalise-address.js';
import { chains, findChain } from '../domain/chain/chain-registry.js';
import { sameKeyAddressIds } from '../domain/chain/related-addresses.js';
import type { Concept } from '../domain/attestation/concept.js';
import type { ClaimType } from '../domain/attestation/vocabulary.js';
import { knownGoodLists, knownGoodListsOf } from '../domain/screening/known-good.js';
import { type AddressFilter, listAddressIds } from '../persistence/address.repository.js';
import { addressOf, AddressType, ChainType, KnownGoodMatch, RelatedAddressType } from './address.type.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { ClaimTypeEnum, ConceptEnum } from './intelligence-enums.js';
import { RefusedAddress } from './screening.type.js';

const AddressConnection = connectionType('Address', () => AddressType);

@InputType()
export class AddressFilterInput {
  @Field(() => ID, { nullable: true, description: 'CAIP-2 id of a chain.' })
  chain?: string | null;

  @Field(() => ConceptEnum, { nullable: true })
  concept?: Concept | null;

  @Field(() => ClaimTypeEnum, { nullable: true })
  claimType?: ClaimType | null;

  @Field(() => ID, { nullable: true })
  actor?: string | null;
}

@ObjectType({ description: 'What a text that somebody pasted may mean.' })
export class AddressLookup {
  @Field(() => String)
  submitted!: string;

  @Field(() => [AddressType], { description: 'Every reading, the likeliest first.' })
  matches!: AddressType[];

  @Field(() => RefusedAddress, { nullable: true, description: 'Why there is no reading; null when there is one.' })
  refused!: RefusedAddress | null;
}

@ObjectType('KnownGoodList', { description: 'A list that protects addresses which other lists name by mistake.' })
export class KnownGoodListType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  version!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => [String], { description: 'CAIP-10 ids, or the 20 bytes of accounts on any EVM chain and TRON.' })
  entries!: readonly string[];
}

@Resolver(() => AddressType)
export class AddressResolver {
  @Query(() => AddressType, { nullable: true, description: 'An address by its CAIP-10 id.' })
  address(@Arg('id', () => ID) id: string): AddressType {
    const parsed = parseAddressId(id);
    if (!parsed.ok) throw refusal('BAD_USER_INPUT', `id: ${parsed.message}`, { field: 'id', reason: parsed.reason });
    return addressOf(parsed.address);
  }

  @Query(() => AddressLookup, { description: 'Reads whatever a person may paste.' })
  lookupAddress(
    @Arg('chain', () => String, {
      nullable: true,
      description: 'CAIP-2 id, name or ticker; found out from the form when left out.',
    })
    chain: string | null,
    @Arg('value', () => String) value: string,
  ): AddressLookup {
    if (chain === null || chain === undefined) {
      const matches = recogniseAddress(value);
      if (matches.length > 0) return { submitted: value, matches: matches.map(addressOf), refused: null };
    }
    const read = canonicaliseAddress({ ...(chain && { chain }), value });
    if (read.ok) return { submitted: value, matches: [addressOf(read.address)], refused: null };
    return { submitted: value, matches: [], refused: { reason: read.reason, message: read.message } };
  }

  @Query(() => AddressConnection, {
    description: 'The addresses of which you see at least one current attestation, by their id.',
  })
  async addresses(
    @Arg('filter', () => AddressFilterInput, { nullable: true }) filter: AddressFilterInput | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: IntelligenceContext,
  ): Promise<Connection<AddressType>> {
    const request = readPageArgs(args);
    return connectionOf(await listAddressIds(session, readFilter(filter), request), request, storedAddress);
  }

  @Query(() => [ChainType], { description: 'The ledgers whose addresses the hub can read.' })
  chains(): ChainType[] {
    return [...chains];
  }

  @Query(() => [KnownGoodListType], { description: 'The lists that protect addresses from being accused by mistake.' })
  knownGoodLists(): KnownGoodListType[] {
    return [...knownGoodLists];
  }

  @FieldResolver(() => ChainType)
  chain(@Root() { canonical }: AddressType): ChainType {
    const chain = findChain(canonical.chain);
    if (chain === undefined) throw new Error(`${canonical.id} is on no known chain.`);
    return chain;
  }

  @FieldResolver(() => [RelatedAddressType], {
    description: 'Where else the same key or the same bytes are an address.',
  })
  sameKeyAs(@Root() { canonical }: AddressType): RelatedAddressType[] {
    return sameKeyAddressIds(canonical).map(({ id, relation }) => ({ relation, address: storedAddress(id) }));
  }

  @FieldResolver(() => [KnownGoodMatch])
  knownGood(@Root() { canonical }: AddressType): KnownGoodMatch[] {
    return [...knownGoodListsOf(canonical)];
  }
}

/** An address whose id is canonical already, since it was computed or stored by us. */
export function storedAddress(id: string): AddressType {
  return addressOf(canonicalOf(id));
}

function canonicalOf(id: string): CanonicalAddress {
  const parsed = parseAddressId(id);
  if (!parsed.ok) throw new Error(`The stored address ${id} cannot be read: ${parsed.message}`);
  return parsed.address;
}

function readFilter(filter: AddressFilterInput | null): AddressFilter {
  const { chain, concept, claimType, actor } = filter ?? {};
  if (chain && findChain(chain) === undefined)
    throw badInput('filter.chain', 'the CAIP-2 id of a chain, see chains', chain);
  return {
    ...(chain && { chain }),
    ...(concept && { concept }),
    ...(claimType && { claimType }),
    ...(actor && { actor }),
  };
}
