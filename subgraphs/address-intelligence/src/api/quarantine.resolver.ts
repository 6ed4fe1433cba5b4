import { Arg, Args, Ctx, Field, ID, ObjectType, Query, Resolver } from 'type-graphql';
import { type Connection, connectionOf, connectionType, PageArgs, readPageArgs, requireMember } from '@alliance/kit';
import { listQuarantine } from '../persistence/quarantine.repository.js';
import type { IntelligenceContext } from './intelligence-context.js';

@ObjectType('QuarantinedItem', { description: 'What you submitted and the graph could not take.' })
export class QuarantinedItem {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Your own key.' })
  reference!: string;

  @Field(() => String, { nullable: true, description: 'The chain as submitted.' })
  chain!: string | null;

  @Field(() => String, { nullable: true, description: 'The address as submitted.' })
  submitted!: string | null;

  @Field(() => String, { description: 'A code, such as WRONG_CHECKSUM.' })
  reason!: string;

  @Field(() => String, { description: 'What was expected and what came.' })
  message!: string;

  @Field(() => Date)
  firstSeenAt!: Date;

  @Field(() => Date)
  lastSeenAt!: Date;
}

const QuarantineConnection = connectionType('QuarantinedItem', () => QuarantinedItem);

@Resolver()
export class QuarantineResolver {
  @Query(() => QuarantineConnection, {
    description:
      "Your institution's submissions that could not be taken, the latest first. Mend them and submit them again.",
  })
  async quarantine(
    @Arg('reason', () => String, { nullable: true, description: 'Only those with this code.' }) reason: string | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session, viewer }: IntelligenceContext,
  ): Promise<Connection<QuarantinedItem>> {
    requireMember(viewer);
    const page = readPageArgs(args);
    return connectionOf(await listQuarantine(session, reason ?? undefined, page), page, (item) => item);
  }
}
