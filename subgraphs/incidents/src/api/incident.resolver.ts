import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { memberOf, type Viewer } from '@alliance/schema';
import { type Connection, connectionOf, PageArgs, readPageArgs, type Session } from '@alliance/kit';
import type { IncidentOrder } from '../persistence/incident-filter.js';
import type { IncidentRow } from '../persistence/incident.entity.js';
import { listIncidents } from '../persistence/incident.repository.js';
import { IncidentOrderEnum } from './incident-enums.js';
import { IncidentFilterInput, readFilter } from './incident-filter.input.js';
import type { IncidentContext } from './incident.loader.js';
import { IncidentConnection, IncidentType, incidentTypeOf } from './incident.type.js';
import { IncidentVersionConnection, type IncidentVersionType, incidentVersionTypeOf } from './incident-version.type.js';
import { MemberStub } from './member.stub.js';
import { PartyType, partyTypeOf } from './party.type.js';
import { SharingGroupStub } from './sharing-group.stub.js';

@Resolver(() => IncidentType)
export class IncidentResolver {
  @Query(() => IncidentType, { nullable: true, description: 'Null when there is none that you may see.' })
  async incident(
    @Arg('id', () => ID) id: string,
    @Arg('asOf', () => Date, {
      nullable: true,
      description:
        'As it was at an earlier moment, with its claims and parties of then, if you could see it then. Without what was withdrawn as SENSITIVE since.',
    })
    asOf: Date | null,
    @Ctx() context: IncidentContext,
  ): Promise<IncidentType | null> {
    return findIncident(id, await context.asOf(asOf));
  }

  @Query(() => ID, {
    nullable: true,
    description: 'The id by which others name you as a recipient of RED incidents and claims; null for the public.',
  })
  incidentRecipientId(@Ctx() { viewer }: IncidentContext): string | null {
    return viewer.kind === 'member' ? viewer.caller : null;
  }

  @Query(() => IncidentConnection)
  async incidents(
    @Arg('filter', () => IncidentFilterInput, { nullable: true }) filter: IncidentFilterInput | null,
    @Arg('orderBy', () => IncidentOrderEnum, { nullable: true, description: 'Default: OCCURRED_DESC.' })
    orderBy: IncidentOrder | null,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { session }: IncidentContext,
  ): Promise<Connection<IncidentType>> {
    const page = readPageArgs(args);
    const query = { filter: readFilter(filter ?? {}), order: orderBy ?? 'OCCURRED_DESC', page };
    return connectionOf(await listIncidents(session, query), page, show(session));
  }

  @FieldResolver(() => MemberStub, {
    nullable: true,
    description: 'Null when the originator does not show its name, except to itself.',
  })
  originator(@Root() { row }: IncidentType, @Ctx() { viewer }: IncidentContext): MemberStub | null {
    return shownOriginator(row, viewer);
  }

  @FieldResolver(() => SharingGroupStub, { nullable: true })
  sharingGroup(@Root() { row }: IncidentType): SharingGroupStub | null {
    return row.sharingGroup === null ? null : { id: row.sharingGroup };
  }

  @FieldResolver(() => [PartyType])
  async parties(@Root() { id, asOf }: IncidentType, @Ctx() context: IncidentContext): Promise<PartyType[]> {
    const { loaders } = await context.asOf(asOf);
    return (await loaders.parties.load(id)).map(partyTypeOf);
  }

  @FieldResolver(() => IncidentType, { nullable: true, description: 'The incident that took this one in.' })
  async mergedInto(@Root() { row, asOf }: IncidentType, @Ctx() context: IncidentContext): Promise<IncidentType | null> {
    return row.mergedInto === null ? null : findIncident(row.mergedInto, await context.asOf(asOf));
  }

  @FieldResolver(() => IncidentVersionConnection, {
    description: 'Every version, newest first, for the originator; empty for everybody else.',
  })
  async history(
    @Root() { id }: IncidentType,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders, session }: IncidentContext,
  ): Promise<Connection<IncidentVersionType>> {
    const page = readPageArgs(args);
    return connectionOf(await loaders.versions(id, page), page, (row) => incidentVersionTypeOf(row, session));
  }
}

/** An incident as the caller may see it; null when it may not, or there is none. */
export async function findIncident(id: string, { loaders, session }: IncidentContext): Promise<IncidentType | null> {
  const row = await loaders.incident.load(id);
  return row && incidentTypeOf(row, session);
}

export function show(session: Session): (row: IncidentRow) => IncidentType {
  return (row) => incidentTypeOf(row, session);
}

/** The originator of a record, unless it does not show its name to this viewer. */
export function shownOriginator(
  { originator, originatorDisplay }: Pick<IncidentRow, 'originator' | 'originatorDisplay'>,
  viewer: Viewer,
): MemberStub | null {
  return originatorDisplay === 'NAMED' || originator === memberOf(viewer) ? { id: originator } : null;
}
