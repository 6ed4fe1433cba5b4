import { Field, ID, InputType } from 'type-graphql';
import { type MemberViewer, refusal } from '@alliance/schema';
import { checkText, requireRole } from '@alliance/kit';
import type { Verification } from '../domain/member-vocabulary.js';
import { type MemberStatus, nextStatuses } from '../domain/member-status.js';
import { isStewardMember } from '../persistence/member.repository.js';
import { MemberStatusEnum, type MemberType, VerificationEnum } from './member.type.js';
import type { MembersContext } from './members-context.js';

@InputType()
export class ChangeMemberStatusInput {
  @Field(() => ID)
  member!: string;

  @Field(() => MemberStatusEnum)
  status!: MemberStatus;

  @Field(() => String, { description: 'For the record; 3 to 500 characters.' })
  reason!: string;

  @Field(() => VerificationEnum, {
    nullable: true,
    description: 'Set along with the status, when it was checked anew.',
  })
  verification?: Verification | null;
}

/** A step that the life cycle allows, and the steward who wants it. */
export interface Step {
  readonly steward: MemberViewer;
  readonly member: MemberType;
  readonly reason: string;
}

/**
 * Checks a step in a member's life cycle. Throws a refusal unless the caller is a steward, the member another one than
 * its own, and the step one that may come next.
 */
export async function readStep(input: ChangeMemberStatusInput, context: Steward): Promise<Step> {
  const steward = await requireSteward(context);
  if (input.member === steward.member) throw refusal('FORBIDDEN', 'Nobody decides on its own membership.');
  const reason = checkText('input.reason', input.reason, { min: 3, max: 500 });
  const member = existingMember(await context.loaders.members.load(input.member), input.member);
  if (!nextStatuses(member.status).includes(input.status)) {
    const allowed = nextStatuses(member.status).join(', ') || 'nothing, since it is final';
    throw refusal('CONFLICT', `input.status: after ${member.status} may come ${allowed}, got ${input.status}.`, {
      field: 'input.status',
    });
  }
  return { steward, member, reason };
}

type Steward = Pick<MembersContext, 'session' | 'loaders' | 'viewer'>;

/** The viewer as an administrator of an institution that stewards admissions. Throws UNAUTHENTICATED or FORBIDDEN. */
export async function requireSteward({ session, viewer }: Pick<Steward, 'session' | 'viewer'>): Promise<MemberViewer> {
  const steward = requireRole(viewer, 'ADMIN');
  if (!(await isStewardMember(session, steward.member)))
    throw refusal('FORBIDDEN', 'Your institution does not steward admissions.');
  return steward;
}

/** Narrowed to a member that this viewer sees; otherwise NOT_FOUND, whatever the reason. */
export function existingMember(member: MemberType | null, id: string): MemberType {
  if (member === null) throw refusal('NOT_FOUND', `There is no member "${id}".`);
  return member;
}
