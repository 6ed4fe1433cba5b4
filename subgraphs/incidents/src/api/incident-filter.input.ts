import { Field, ID, InputType } from 'type-graphql';
import type { SubmittedAddress } from '../domain/chain-reference.js';
import { readAddress, readChain } from '../domain/chain-reference.js';
import { readCountryCode } from '../domain/country-code.js';
import type { IncidentState } from '../domain/incident-state.js';
import type { IncidentCategory, Severity } from '../domain/incident-vocabulary.js';
import { maxLength, readText } from '../domain/text-rule.js';
import type { IncidentFilter } from '../persistence/incident-filter.js';
import { AddressReferenceScalar } from './address-reference.scalar.js';
import { IncidentCategoryEnum, IncidentStateEnum, SeverityEnum } from './incident-enums.js';

@InputType({ description: 'A period; without an end it is open there.' })
export class OccurredRangeInput {
  @Field(() => Date, { nullable: true })
  from?: Date | null;

  @Field(() => Date, { nullable: true })
  to?: Date | null;
}

@InputType('IncidentFilter', { description: 'Everything stated must hold; of a list, one item.' })
export class IncidentFilterInput {
  @Field(() => [IncidentCategoryEnum], { nullable: true })
  category?: IncidentCategory[] | null;

  @Field(() => [IncidentStateEnum], { nullable: true })
  state?: IncidentState[] | null;

  @Field(() => [SeverityEnum], { nullable: true })
  severity?: Severity[] | null;

  @Field(() => String, { nullable: true, description: 'CAIP-2.' })
  chain?: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 alpha-2.' })
  jurisdiction?: string | null;

  @Field(() => OccurredRangeInput, { nullable: true, description: 'The incident happened at least partly within.' })
  occurred?: OccurredRangeInput | null;

  @Field(() => String, { nullable: true, description: 'Part of the title or the summary, in any case.' })
  search?: string | null;

  @Field(() => ID, { nullable: true, description: 'A member by which incidents are openly reported.' })
  originator?: string | null;

  @Field(() => AddressReferenceScalar, { nullable: true, description: 'The address of a party.' })
  address?: SubmittedAddress | null;

  @Field(() => Boolean, { nullable: true, description: 'Tombstones of withdrawn incidents instead. Default: false.' })
  withdrawn?: boolean | null;
}

/** Reads a filter. Throws BAD_USER_INPUT naming the field. */
export function readFilter(input: IncidentFilterInput): IncidentFilter {
  const { category, state, severity, chain, jurisdiction, occurred, search, originator, address, withdrawn } = input;
  return {
    ...(category && { categories: category }),
    ...(state && { states: state }),
    ...(severity && { severities: severity }),
    ...(isStated(chain) && { chain: readChain('filter.chain', chain) }),
    ...(isStated(jurisdiction) && { jurisdiction: readCountryCode('filter.jurisdiction', jurisdiction) }),
    ...(occurred?.from && { occurredFrom: occurred.from }),
    ...(occurred?.to && { occurredTo: occurred.to }),
    ...(isStated(search) && { search: readText('filter.search', search, maxLength.title) }),
    ...(isStated(originator) && { originator }),
    ...(isStated(address) && { address: readAddress('filter.address', address).address }),
    ...(isStated(withdrawn) && { withdrawn }),
  };
}

function isStated<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}
