import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Connection, connectionOf, PageArgs, readPageArgs } from '@alliance/kit';
import type { IncidentContext } from './incident.loader.js';
import { show } from './incident.resolver.js';
import { IncidentConnection, type IncidentType } from './incident.type.js';
import { MemberStub } from './member.stub.js';

@Resolver(() => MemberStub)
export class MemberResolver {
  @FieldResolver(() => IncidentConnection, { description: 'Incidents that the member openly reported, latest first.' })
  async incidents(
    @Root() { id }: MemberStub,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders, session }: IncidentContext,
  ): Promise<Connection<IncidentType>> {
    const page = readPageArgs(args);
    return connectionOf(await loaders.incidentsOfMember(id, page), page, show(session));
  }
}
