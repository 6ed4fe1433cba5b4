import { createHash, createPublicKey } from 'node:crypto';
import { Arg, Args, Ctx, Field, ID, InputType, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import {
  badInput,
  createApiKey,
  parseApiKey,
  type PurposeOfUse,
  refusal,
  type Role,
  roles,
  type Tlp,
  tlpLevel,
  tlpOfLevel,
} from '@alliance/schema';
import {
  checkText,
  type Connection,
  connectionOf,
  connectionType,
  PageArgs,
  PurposeOfUseEnum,
  readPageArgs,
  requireRole,
  RoleEnum,
  TlpEnum,
} from '@alliance/kit';
import type { KeyAlgorithm } from '../domain/member-vocabulary.js';
import type { ApiKeyRow } from '../persistence/api-key.entity.js';
import { findApiKey, insertApiKey, listApiKeys, redeemClaim, revokeApiKey } from '../persistence/api-key.repository.js';
import type { PublicKeyRow } from '../persistence/member-record.entity.js';
import { findPublicKey, insertPublicKey, revokePublicKey } from '../persistence/member.repository.js';
import { KeyAlgorithmEnum, PublicKey } from './member.type.js';
import type { MembersContext } from './members-context.js';

@ObjectType('ApiKey', {
  description: 'A key with which your programs and people call the hub. Its secret is shown once, at its creation.',
})
export class ApiKeyType {
  @Field(() => ID)
  keyId!: string;

  @Field(() => String)
  label!: string;

  @Field(() => [RoleEnum])
  roles!: readonly Role[];

  @Field(() => TlpEnum)
  clearance!: Tlp;

  @Field(() => PurposeOfUseEnum, { nullable: true })
  purpose!: PurposeOfUse | null;

  @Field(() => Date)
  createdAt!: Date;

  @Field(() => Date, { nullable: true })
  expiresAt!: Date | null;

  @Field(() => Date, { nullable: true })
  revokedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'To the minute.' })
  lastUsedAt!: Date | null;
}

@ObjectType()
export class CreatedApiKey {
  @Field(() => ApiKeyType)
  apiKey!: ApiKeyType;

  @Field(() => String, { description: 'The whole key. Keep it: it is never shown again.' })
  key!: string;
}

@InputType()
export class CreateApiKeyInput {
  @Field(() => String, { description: 'What the key is for, in your own words; up to 100 characters.' })
  label!: string;

  @Field(() => [RoleEnum])
  roles!: Role[];

  @Field(() => TlpEnum, {
    nullable: true,
    description: 'The narrowest marking that the key may read, at most your own. Default: GREEN.',
  })
  clearance?: Tlp | null;

  @Field(() => PurposeOfUseEnum, {
    nullable: true,
    description: 'Purpose of use. A key without one reads nothing that is limited to purposes.',
  })
  purpose?: PurposeOfUse | null;

  @Field(() => Date, { nullable: true })
  expiresAt?: Date | null;
}

@InputType()
export class RegisterPublicKeyInput {
  @Field(() => KeyAlgorithmEnum)
  algorithm!: KeyAlgorithm;

  @Field(() => String, { description: 'SPKI in PEM (RFC 7468).' })
  publicKey!: string;

  @Field(() => Date, { nullable: true, description: 'Default: now.' })
  validFrom?: Date | null;

  @Field(() => Date, { nullable: true })
  validTo?: Date | null;
}

const ApiKeyConnection = connectionType('ApiKey', () => ApiKeyType);

@Resolver()
export class KeyResolver {
  @Query(() => ApiKeyConnection, { description: "Your institution's API keys, newest first. Needs the role ADMIN." })
  async apiKeys(
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<Connection<ApiKeyType>> {
    requireRole(viewer, 'ADMIN');
    const page = readPageArgs(args);
    return connectionOf(await listApiKeys(session, page), page, apiKeyOf);
  }

  @Mutation(() => CreatedApiKey, { description: 'Creates an API key of your institution. Needs the role ADMIN.' })
  async createApiKey(
    @Arg('input', () => CreateApiKeyInput) input: CreateApiKeyInput,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<CreatedApiKey> {
    const admin = requireRole(viewer, 'ADMIN');
    const clearance = input.clearance ?? 'GREEN';
    if (tlpLevel(clearance) > tlpLevel(admin.clearance))
      throw badInput('input.clearance', `at most your own, ${admin.clearance}`, clearance);
    const granted = roles.filter((role) => input.roles.includes(role));
    if (granted.length === 0) throw badInput('input.roles', `at least one of ${roles.join(', ')}`, input.roles);
    if (input.expiresAt && input.expiresAt <= new Date())
      throw badInput('input.expiresAt', 'a moment in the future', input.expiresAt);
    const { key, keyId, secretHash } = createApiKey();
    const row: ApiKeyRow = {
      keyId,
      secretHash,
      member: admin.member,
      label: checkText('input.label', input.label, { max: 100 }),
      roles: granted,
      clearance: tlpLevel(clearance),
      purpose: input.purpose ?? null,
      createdAt: new Date(),
      expiresAt: input.expiresAt ?? null,
      revokedAt: null,
      lastUsedAt: null,
    };
    await insertApiKey(session, row);
    return { apiKey: apiKeyOf(row), key };
  }

  @Mutation(() => CreatedApiKey, {
    description:
      'Turns the claim of an application into the first key of the admitted member, with the role ADMIN. Once, and without a login.',
  })
  async claimFirstKey(
    @Arg('member', () => ID) member: string,
    @Arg('claim', () => String, { description: 'As applyForMembership gave it.' }) claim: string,
    @Ctx() { session }: MembersContext,
  ): Promise<CreatedApiKey> {
    const { key, keyId, secretHash } = createApiKey();
    const never = { purpose: null, expiresAt: null, revokedAt: null, lastUsedAt: null };
    const held = { keyId, secretHash, member, label: 'first key', createdAt: new Date(), ...never };
    const row: ApiKeyRow = { ...held, roles: ['ADMIN'], clearance: tlpLevel('RED') };
    const redeemed = await redeemClaim(session, parseApiKey(claim)?.secretHash ?? '', row);
    if (!redeemed)
      throw refusal('FORBIDDEN', 'claim: expected the unused claim of an application that has been admitted.');
    return { apiKey: apiKeyOf(row), key };
  }

  @Mutation(() => ApiKeyType, { description: 'Revokes an API key of your institution at once. Needs the role ADMIN.' })
  async revokeApiKey(
    @Arg('keyId', () => ID) keyId: string,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<ApiKeyType> {
    requireRole(viewer, 'ADMIN');
    const revoked = await revokeApiKey(session, keyId);
    const row = await findApiKey(session, keyId);
    if (row === null) throw refusal('NOT_FOUND', `There is no API key "${keyId}".`);
    if (!revoked) throw refusal('CONFLICT', `The API key "${keyId}" is revoked already.`);
    return apiKeyOf(row);
  }

  @Mutation(() => PublicKey, {
    description: 'Publishes a key with which your institution signs. Needs the role ADMIN.',
  })
  async registerPublicKey(
    @Arg('input', () => RegisterPublicKeyInput) input: RegisterPublicKeyInput,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<PublicKey> {
    const { member } = requireRole(viewer, 'ADMIN');
    const row = {
      ...readPublicKey(input),
      member,
      algorithm: input.algorithm,
      validFrom: input.validFrom ?? new Date(),
      validTo: input.validTo ?? null,
      revokedAt: null,
    };
    if (row.validTo && row.validTo <= row.validFrom)
      throw badInput('input.validTo', 'a moment after validFrom', input.validTo);
    if (await findPublicKey(session, row.keyId))
      throw refusal('CONFLICT', 'input.publicKey: this key is registered already.');
    await insertPublicKey(session, row);
    return row;
  }

  @Mutation(() => PublicKey, { description: 'Revokes a public key of your institution. Needs the role ADMIN.' })
  async revokePublicKey(
    @Arg('keyId', () => ID) keyId: string,
    @Ctx() { session, viewer }: MembersContext,
  ): Promise<PublicKey> {
    const { member } = requireRole(viewer, 'ADMIN');
    const revoked = await revokePublicKey(session, keyId);
    const row = await findPublicKey(session, keyId);
    if (row?.member !== member) throw refusal('NOT_FOUND', `Your institution has no public key "${keyId}".`);
    if (!revoked) throw refusal('CONFLICT', `The public key "${keyId}" is revoked already.`);
    return row;
  }
}

function apiKeyOf({ clearance, ...row }: ApiKeyRow): ApiKeyType {
  return { ...row, clearance: tlpOfLevel(clearance) };
}

const keyTypes: Readonly<Record<KeyAlgorithm, string>> = { ED25519: 'ed25519', ES256: 'ec', RS256: 'rsa' };

/** Longest text in which a public key is looked for: the largest RSA keys in use have about 3,000 characters. */
const maxPublicKeyLength = 16_000;

/** Every encoding of a private key in PEM (RFC 7468, sections 10 and 11; the older ones of OpenSSL) says so. */
const privateKeyLabel = 'PRIVATE KEY-----';

/**
 * A public key as it is published: written anew, since what surrounds it in the text is nobody's business. Its id is the
 * SHA-256 of its SPKI, so that the same key has the same id wherever it is registered. Throws BAD_USER_INPUT, without
 * repeating what came when that is a private key, from which a public one could be derived.
 */
function readPublicKey({ publicKey, algorithm }: RegisterPublicKeyInput): Pick<PublicKeyRow, 'keyId' | 'publicKey'> {
  const expected = `a public key for ${algorithm} as SPKI in PEM`;
  if (publicKey.includes(privateKeyLabel)) {
    throw badInput(
      'input.publicKey',
      `${expected}; whoever has seen this private key can sign with it`,
      'a private key',
    );
  }
  try {
    const key = createPublicKey(publicKey.slice(0, maxPublicKeyLength));
    if (key.asymmetricKeyType === keyTypes[algorithm]) {
      const spki = key.export({ type: 'spki', format: 'der' });
      const keyId = createHash('sha256').update(spki).digest('hex').slice(0, 32);
      return { keyId, publicKey: key.export({ type: 'spki', format: 'pem' }).toString().trim() };
    }
  } catch {
    // Not a public key at all: refused below like one of another kind.
  }
  throw badInput('input.publicKey', expected, `${publicKey.slice(0, 40)}...`);
}
