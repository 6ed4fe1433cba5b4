import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import type { AddressRelation } from '../domain/chain/related-addresses.js';
import type { CanonicalAddress } from '../domain/chain/canonicalise-address.js';
import { AddressRelationEnum } from './intelligence-enums.js';

@ObjectType('Chain', { description: 'A ledger.' })
export class ChainType {
  @Field(() => ID, { description: 'CAIP-2.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => [String], { description: 'Other words under which lists name it.' })
  aliases!: readonly string[];

  @Field(() => Int, { nullable: true, description: 'Registered coin type (SLIP-0044).' })
  slip44!: number | undefined;

  @Field(() => String)
  nativeTicker!: string;

  @Field(() => [String], { description: 'Forms in which its addresses are written.' })
  addressFormats!: readonly string[];
}

@ObjectType('KnownGoodMatch', { description: 'A list of addresses that other lists name by mistake.' })
export class KnownGoodMatch {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  version!: string;

  @Field(() => String)
  reason!: string;
}

@ObjectType('Address', {
  description:
    'An address on a ledger. Every address that can be canonicalised exists, whether or not anybody speaks of it.',
})
@Directive('@key(fields: "id")')
export class AddressType {
  @Field(() => ID, { description: 'CAIP-10, canonical.' })
  id!: string;

  @Field(() => String, { description: 'Canonical form, without the chain.' })
  value!: string;

  @Field(() => String, { description: 'As people write it, with its checksum where the form has one.' })
  display!: string;

  @Field(() => String, { description: 'Form of the address.' })
  format!: string;

  @Field(() => String, {
    description: 'What the address encodes, hexadecimal: a key, a hash of it, or bytes of the ledger.',
  })
  payloadHex!: string;

  @Field(() => String, { nullable: true, description: 'Destination tag or memo that is part of the address.' })
  tag!: string | null;

  /** What the resolver goes on from. */
  canonical!: CanonicalAddress;
}

@ObjectType('RelatedAddress', { description: 'The same key or the same bytes elsewhere, by computation alone.' })
export class RelatedAddressType {
  @Field(() => AddressRelationEnum)
  relation!: AddressRelation;

  @Field(() => AddressType)
  address!: AddressType;
}

/** A canonical address as the graph shows it. */
export function addressOf(canonical: CanonicalAddress): AddressType {
  const { id, value, format, payloadHex, tag } = canonical;
  return {
    id,
    value,
    format,
    payloadHex,
    tag: tag ?? null,
    canonical,
    // Costs a hash on EVM chains, hence only when it is asked for.
    get display() {
      return canonical.display;
    },
  };
}
