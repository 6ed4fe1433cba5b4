import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { type Connection, connectionOf, PageArgs, readPageArgs } from '@alliance/kit';
import { AddressStub } from './address.stub.js';
import type { IncidentContext } from './incident.loader.js';
import { show } from './incident.resolver.js';
import { IncidentConnection, type IncidentType } from './incident.type.js';
import { PartyType } from './party.type.js';

@Resolver(() => AddressStub)
export class AddressResolver {
  @FieldResolver(() => IncidentConnection, { description: 'Incidents to which the address is a party, latest first.' })
  async incidents(
    @Root() { id }: AddressStub,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders, session }: IncidentContext,
  ): Promise<Connection<IncidentType>> {
    const page = readPageArgs(args);
    return connectionOf(await loaders.incidentsOfAddress(id, page), page, show(session));
  }
}

@Resolver(() => PartyType)
export class PartyResolver {
  @FieldResolver(() => AddressStub, { nullable: true })
  address(@Root() { addressId }: PartyType): AddressStub | null {
    return addressId === null ? null : { id: addressId };
  }
}
