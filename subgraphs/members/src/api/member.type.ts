import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { DateScalar, enumOf } from '@alliance/kit';
import {
  type KeyAlgorithm,
  keyAlgorithms,
  type MemberKind,
  memberKinds,
  type Verification,
  verifications,
} from '../domain/member-vocabulary.js';
import { type MemberStatus, memberStatuses } from '../domain/member-status.js';

export const MemberKindEnum = enumOf<MemberKind>(memberKinds);
export const MemberStatusEnum = enumOf<MemberStatus>(memberStatuses);
export const VerificationEnum = enumOf<Verification>(verifications);
export const KeyAlgorithmEnum = enumOf<KeyAlgorithm>(keyAlgorithms);

registerEnumType(MemberKindEnum, { name: 'MemberKind', description: 'What kind of institution a member is.' });
registerEnumType(MemberStatusEnum, { name: 'MemberStatus', description: 'Where a member stands in its life cycle.' });
registerEnumType(VerificationEnum, {
  name: 'Verification',
  description: 'How far the alliance has checked who it is.',
});
registerEnumType(KeyAlgorithmEnum, { name: 'KeyAlgorithm', description: 'Signature algorithm of a public key.' });

@ObjectType({ description: 'A supervisory authority, and the licence under which it supervises a member.' })
export class Regulator {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  licence!: string | null;
}

@ObjectType({ description: 'Whom to reach at a member.' })
export class Contact {
  @Field(() => String, { description: 'What the contact is for, such as "incident response".' })
  role!: string;

  @Field(() => String, { description: 'An e-mail address, a telephone number or the like.' })
  reachedBy!: string;
}

@ObjectType({ description: 'A key with which a member signs.' })
export class PublicKey {
  @Field(() => ID)
  keyId!: string;

  @Field(() => KeyAlgorithmEnum)
  algorithm!: KeyAlgorithm;

  @Field(() => String, { description: 'SPKI in PEM (RFC 7468).' })
  publicKey!: string;

  @Field(() => Date)
  validFrom!: Date;

  @Field(() => Date, { nullable: true })
  validTo!: Date | null;

  @Field(() => Date, { nullable: true })
  revokedAt!: Date | null;
}

@ObjectType({ description: 'One step in the life cycle of a member.' })
export class MemberStatusChange {
  @Field(() => MemberStatusEnum)
  fromStatus!: MemberStatus;

  @Field(() => MemberStatusEnum)
  toStatus!: MemberStatus;

  @Field(() => String)
  reason!: string;

  @Field(() => Date)
  at!: Date;
}

@ObjectType('Member', { description: 'An institution of the alliance.' })
@Directive('@key(fields: "id")')
export class MemberType {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  legalName!: string;

  @Field(() => String)
  displayName!: string;

  @Field(() => [String])
  aliases!: string[];

  @Field(() => MemberKindEnum)
  kind!: MemberKind;

  @Field(() => [String], { description: 'Kinds of virtual-asset services it provides, in its own words.' })
  vaspCategories!: string[];

  @Field(() => [String], { description: 'ISO 3166-1 alpha-2 codes.' })
  jurisdictions!: string[];

  @Field(() => String, { nullable: true })
  website!: string | null;

  @Field(() => [Regulator])
  regulators!: readonly Regulator[];

  @Field(() => MemberStatusEnum)
  status!: MemberStatus;

  @Field(() => VerificationEnum)
  verification!: Verification;

  @Field(() => DateScalar, { nullable: true, description: 'When it became ACTIVE.' })
  joinedOn!: string | null;
}
