import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { ledgerKinds } from '@alliance/schema';
import { PageInfo } from '../graphql/connection.js';

@ObjectType('LedgerHead', { description: 'What a ledger promised at a moment, signed.' })
@Directive('@shareable')
export class LedgerHeadType {
  @Field(() => Int, { description: 'Counts the heads of this ledger from 1.' })
  number!: number;

  @Field(() => String, { description: 'The subgraph whose ledger it is.' })
  origin!: string;

  @Field(() => Int, { description: 'How many entries it covers.' })
  size!: number;

  @Field(() => String, { description: 'Root of the Merkle tree over them (RFC 9162, section 2.1). Hexadecimal.' })
  root!: string;

  @Field(() => Date)
  at!: Date;

  @Field(() => String, {
    description:
      'Ed25519, base64url, over the lines "alliance ledger head 1", origin, size, root and at, each ended by a line feed.',
  })
  signature!: string;

  @Field(() => String, { description: 'The Ed25519 key that signed, base64url.' })
  publicKey!: string;
}

@ObjectType('LedgerLeaf', { description: 'A place in the log.' })
@Directive('@shareable')
export class LedgerLeafType {
  @Field(() => Int, { description: 'Counts from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The entry.' })
  entry!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Hash of the entry as it is stored now; null when it is gone. Hexadecimal.',
  })
  hash!: string | null;

  @Field(() => String, { description: 'Hash of the entry when it got its place. Hexadecimal.' })
  recordedHash!: string;
}

@ObjectType('LedgerItem', { description: 'A record in a version.' })
@Directive('@shareable')
export class LedgerItemType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Null for what has no versions.' })
  version!: number | null;
}

@ObjectType('LedgerEntry', { description: 'Who read or changed what, when and for what purpose.' })
@Directive('@shareable')
export class LedgerEntryType {
  @Field(() => ID)
  id!: string;

  @Field(() => Int, { nullable: true, description: 'Its place in the log; null for a moment, until it got one.' })
  index!: number | null;

  @Field(() => String, { description: `One of ${ledgerKinds.join(', ')}.` })
  kind!: string;

  @Field(() => Date)
  at!: Date;

  @Field(() => ID, {
    nullable: true,
    description: 'The institution that read or changed; null for the public, the hub and its operator.',
  })
  member!: string | null;

  @Field(() => ID, { description: 'The caller, by the pseudonym under which this subgraph knows it.' })
  actor!: string;

  @Field(() => ID, { description: 'The institution whose records they are.' })
  originator!: string;

  @Field(() => Boolean, { description: 'Whether the caller learned whose they are.' })
  originatorShown!: boolean;

  @Field(() => String, { description: 'Name of their type.' })
  recordType!: string;

  @Field(() => [LedgerItemType])
  items!: readonly LedgerItemType[];

  @Field(() => String, { nullable: true, description: 'Purpose of use that the caller stated.' })
  purpose!: string | null;

  @Field(() => String, { description: 'What else was remembered, as the text of a JSON object.' })
  details!: string;

  @Field(() => String, { description: 'Part of what is hashed. Whoever knows it can check the hash.' })
  salt!: string;
}

@ObjectType({ description: 'A page of entries, the newest first.' })
@Directive('@shareable')
export class LedgerEntryPage {
  @Field(() => [LedgerEntryType])
  nodes!: readonly LedgerEntryType[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType('Ledger', {
  description:
    'The ledger of an institution: every disclosure of AMBER and narrower to another institution and every change, in a Merkle log that members check without trusting who keeps it. Its hashes are for every member, its entries for whom they concern.',
})
@Directive('@shareable')
export class LedgerType {
  @Field(() => String, { description: 'The subgraph whose ledger it is.' })
  origin!: string;

  @Field(() => String, { description: 'The Ed25519 key that signs its heads now, base64url. Remember it.' })
  publicKey!: string;
}
