import { Arg, Args, Ctx, Field, FieldResolver, ID, InputType, Int, Query, Resolver, Root } from 'type-graphql';
import { badInput, memberOf } from '@alliance/schema';
import {
  type Connection,
  connectionOf,
  connectionType,
  PageArgs,
  type PageLoader,
  readPageArgs,
  type Session,
} from '@alliance/kit';
import type { Concept } from '../domain/attestation/concept.js';
import type { AttestationState, ClaimType, Method } from '../domain/attestation/vocabulary.js';
import type { AttestationRow } from '../persistence/attestation.entity.js';
import {
  addressKeyOf,
  type AttestationFilter,
  findVersion,
  listAttestations,
} from '../persistence/attestation.repository.js';
import { storedAddress } from './address.resolver.js';
import { AddressType } from './address.type.js';
import { ActorType } from './actor.type.js';
import { AttestationType, showAttestation } from './attestation.type.js';
import type { IntelligenceContext } from './intelligence-context.js';
import { AttestationStateEnum, ClaimTypeEnum, ConceptEnum, MethodEnum } from './intelligence-enums.js';
import { MemberStub } from './member.stub.js';
import { SharingGroupStub } from './sharing-group.stub.js';
import { showSource, SourceType } from './source.type.js';

const AttestationConnection = connectionType('Attestation', () => AttestationType);

@InputType()
export class AttestationFilterInput {
  @Field(() => ClaimTypeEnum, { nullable: true })
  claimType?: ClaimType | null;

  @Field(() => ConceptEnum, { nullable: true })
  concept?: Concept | null;

  @Field(() => MethodEnum, { nullable: true })
  method?: Method | null;

  @Field(() => AttestationStateEnum, { nullable: true })
  state?: AttestationState | null;

  @Field(() => ID, { nullable: true })
  actor?: string | null;

  @Field(() => String, { nullable: true, description: 'A published list, such as "ofac-sdn/ETH".' })
  list?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this member shows as its own.' })
  originator?: string | null;
}

@Resolver(() => AttestationType)
export class AttestationResolver {
  @Query(() => AttestationType, {
    nullable: true,
    description: 'An attestation; its current version unless you name another.',
  })
  async attestation(
    @Arg('id', () => ID) id: string,
    @Arg('version', () => Int, { nullable: true, description: 'Earlier versions are shown to their originator.' })
    version: number | null,
    @Arg('asOf', () => Date, {
      nullable: true,
      description:
        'The version that was current at an earlier moment, if you could see it then. Without what was withdrawn as SENSITIVE since.',
    })
    asOf: Date | null,
    @Ctx() context: IntelligenceContext,
  ): Promise<AttestationType | null> {
    if (version && asOf) throw badInput('asOf', 'a version or a moment, not both', asOf);
    const { session, loaders } = await context.asOf(asOf);
    if (!isUuid(id)) return null;
    const row = version ? await findVersion(session, id, version) : await loaders.attestations.load(id);
    return row && showAttestation(session)(row);
  }

  @Query(() => ID, {
    nullable: true,
    description: 'The id by which others name you as a recipient of RED attestations; null for the public.',
  })
  attestationRecipientId(@Ctx() { viewer }: IntelligenceContext): string | null {
    return viewer.kind === 'member' ? viewer.caller : null;
  }

  @Query(() => AttestationConnection, { description: 'Current attestations, the latest first.' })
  attestations(
    @Arg('filter', () => AttestationFilterInput, { nullable: true }) filter: AttestationFilterInput | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: IntelligenceContext,
  ): Promise<Connection<AttestationType>> {
    return page(context, readFilter(filter), args);
  }

  /** Whoever may not see a statement does not learn of it by what follows from it. */
  @FieldResolver()
  async derivedFrom(
    @Root() { derivedFrom, asOf }: AttestationType,
    @Ctx() context: IntelligenceContext,
  ): Promise<readonly string[]> {
    if (derivedFrom.length === 0) return [];
    const { loaders } = await context.asOf(asOf);
    const origins = await Promise.all(derivedFrom.filter(isUuid).map((id) => loaders.attestations.load(id)));
    return origins.flatMap((origin) => (origin === null ? [] : [origin.id]));
  }

  @FieldResolver(() => AddressType, { nullable: true, description: 'The subject, when it is an address.' })
  address(@Root() { subjectKind, subject }: AttestationType): AddressType | null {
    return subjectKind === 'ADDRESS' && subject !== null ? storedAddress(subject) : null;
  }

  @FieldResolver(() => ActorType, { nullable: true, description: 'Who is meant, when the actor is registered.' })
  async actor(
    @Root() { actorId }: AttestationType,
    @Ctx() { loaders }: IntelligenceContext,
  ): Promise<ActorType | null> {
    return actorId === null ? null : loaders.actors.load(actorId);
  }

  @FieldResolver(() => [SourceType], {
    description: 'Empty once it was withdrawn, unless the source itself took it back.',
  })
  async sources(
    @Root() { sourceId, withdrawal, asOf }: AttestationType,
    @Ctx() context: IntelligenceContext,
  ): Promise<SourceType[]> {
    const { loaders, session } = await context.asOf(asOf);
    if (withdrawal && withdrawal.reason !== 'SOURCE_WITHDRAWN') return [];
    const source = await loaders.sources.load(sourceId);
    return source === null ? [] : [showSource(source, session)];
  }

  @FieldResolver(() => MemberStub, { nullable: true, description: 'Null when the originator does not show itself.' })
  originator(
    @Root() { originatorId, originatorDisplay }: AttestationType,
    @Ctx() { viewer }: IntelligenceContext,
  ): MemberStub | null {
    return originatorDisplay === 'NAMED' || originatorId === memberOf(viewer) ? { id: originatorId } : null;
  }

  @FieldResolver(() => SharingGroupStub, { nullable: true })
  sharingGroup(@Root() { sharingGroupId }: AttestationType): SharingGroupStub | null {
    return sharingGroupId === null ? null : { id: sharingGroupId };
  }

  @FieldResolver(() => [AttestationType], {
    description:
      'All versions, the latest first; to others than its originator, and as of an earlier moment, the current one.',
  })
  async history(
    @Root() { id, asOf }: AttestationType,
    @Ctx() context: IntelligenceContext,
  ): Promise<AttestationType[]> {
    const { loaders, session } = await context.asOf(asOf);
    return (await loaders.histories.load(id)).map(showAttestation(session));
  }
}

@Resolver(() => AddressType)
export class AddressAttestationsResolver {
  @FieldResolver(() => AttestationConnection, {
    description: 'Current attestations about this very address, the latest first.',
  })
  async attestations(
    @Root() { canonical }: AddressType,
    @Arg('asOf', () => Date, { nullable: true, description: 'As you could see them at an earlier moment.' })
    asOf: Date | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: IntelligenceContext,
  ): Promise<Connection<AttestationType>> {
    const { loaders, session } = await context.asOf(asOf);
    return pageOf(loaders.attestationsOfAddress, addressKeyOf(canonical), { args, session });
  }
}

@Resolver(() => MemberStub)
export class MemberAttestationsResolver {
  @FieldResolver(() => AttestationConnection, {
    description: 'Current attestations that this member shows as its own, the latest first.',
  })
  attestations(
    @Root() { id }: MemberStub,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders, session }: IntelligenceContext,
  ): Promise<Connection<AttestationType>> {
    return pageOf(loaders.attestationsOfMember, id, { args, session });
  }
}

async function pageOf(
  load: PageLoader<AttestationRow>,
  key: string,
  { args, session }: { readonly args: PageArgs; readonly session: Session },
): Promise<Connection<AttestationType>> {
  const request = readPageArgs(args);
  return connectionOf(await load(key, request), request, showAttestation(session));
}

async function page(
  { session, viewer }: IntelligenceContext,
  filter: AttestationFilter,
  args: PageArgs,
): Promise<Connection<AttestationType>> {
  const request = readPageArgs(args);
  return connectionOf(
    await listAttestations(session, { ...filter, viewerMember: memberOf(viewer) }, request),
    request,
    showAttestation(session),
  );
}

function readFilter(filter: AttestationFilterInput | null): AttestationFilter {
  const { claimType, concept, method, state, actor, list, originator } = filter ?? {};
  return {
    ...(claimType && { claimType }),
    ...(concept && { concept }),
    ...(method && { method }),
    ...(state && { state }),
    ...(actor && { actor }),
    ...(list && { list }),
    ...(originator && { namedOriginator: originator }),
  };
}

/** An id of another form belongs to nothing here; the database need not be asked. */
export function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}
