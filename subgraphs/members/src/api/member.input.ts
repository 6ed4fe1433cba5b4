import { Field, ID, InputType } from 'type-graphql';
import { badInput } from '@alliance/schema';
import { checkText, checkUrl } from '@alliance/kit';
import type { MemberKind } from '../domain/member-vocabulary.js';
import { identifierRule, isCountryCode, isIdentifier } from '../domain/identifier.js';
import type { MemberChanges, NewMember } from '../persistence/member.repository.js';
import { MemberKindEnum } from './member.type.js';

@InputType()
export class RegulatorInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { nullable: true })
  licence?: string | null;
}

@InputType()
export class ContactInput {
  @Field(() => String, { description: 'What the contact is for; up to 80 characters.' })
  role!: string;

  @Field(() => String, { description: 'An e-mail address, a telephone number or the like; up to 200 characters.' })
  reachedBy!: string;
}

@InputType({ description: 'What an institution says of itself. What is left out stays as it is.' })
export class UpdateMemberInput {
  @Field(() => String, { nullable: true })
  displayName?: string | null;

  @Field(() => [String], { nullable: true })
  aliases?: string[] | null;

  @Field(() => MemberKindEnum, { nullable: true })
  kind?: MemberKind | null;

  @Field(() => [String], { nullable: true })
  vaspCategories?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'ISO 3166-1 alpha-2 codes.' })
  jurisdictions?: string[] | null;

  @Field(() => String, { nullable: true })
  website?: string | null;

  @Field(() => [RegulatorInput], { nullable: true })
  regulators?: RegulatorInput[] | null;

  @Field(() => [ContactInput], { nullable: true, description: 'Replaces all contacts.' })
  contacts?: ContactInput[] | null;
}

@InputType()
export class ApplicationInput {
  @Field(() => ID, { description: `Short name of the institution in the alliance: ${identifierRule}.` })
  id!: string;

  @Field(() => String)
  legalName!: string;

  @Field(() => String)
  displayName!: string;

  @Field(() => MemberKindEnum)
  kind!: MemberKind;

  @Field(() => [String], { description: 'ISO 3166-1 alpha-2 codes.' })
  jurisdictions!: string[];

  @Field(() => String, { nullable: true })
  website?: string | null;
}

/** Checks an application. Throws BAD_USER_INPUT naming the first field that breaks its constraint. */
export function readApplication(input: ApplicationInput): NewMember {
  if (!isIdentifier(input.id)) throw badInput('input.id', identifierRule, input.id);
  if (input.jurisdictions.length === 0) throw badInput('input.jurisdictions', 'at least one country', []);
  return {
    id: input.id,
    legalName: checkText('input.legalName', input.legalName, { min: 2, max: 200 }),
    displayName: checkText('input.displayName', input.displayName, { min: 2, max: 100 }),
    aliases: [],
    kind: input.kind,
    vaspCategories: [],
    jurisdictions: checkCountries(input.jurisdictions),
    website: input.website ? checkUrl('input.website', input.website) : null,
    regulators: [],
  };
}

/** Checks a profile. Throws BAD_USER_INPUT naming the first field that breaks its constraint. */
export function readProfile(input: UpdateMemberInput): MemberChanges & { contacts?: ContactInput[] } {
  const { displayName, aliases, kind, vaspCategories, jurisdictions, website, regulators, contacts } = input;
  return {
    ...(displayName && { displayName: checkText('input.displayName', displayName, { min: 2, max: 100 }) }),
    ...(aliases && { aliases: checkWords('input.aliases', aliases) }),
    ...(kind && { kind }),
    ...(vaspCategories && { vaspCategories: checkWords('input.vaspCategories', vaspCategories) }),
    ...(jurisdictions && { jurisdictions: checkCountries(jurisdictions) }),
    ...(website && { website: checkUrl('input.website', website) }),
    ...(regulators && { regulators: regulators.map(readRegulator) }),
    ...(contacts && { contacts: contacts.map(readContact) }),
  };
}

function readRegulator({ name, licence }: RegulatorInput): { name: string; licence: string | null } {
  return {
    name: checkText('input.regulators.name', name, { max: 200 }),
    licence: licence ? checkText('input.regulators.licence', licence, { max: 100 }) : null,
  };
}

function readContact({ role, reachedBy }: ContactInput): ContactInput {
  return {
    role: checkText('input.contacts.role', role, { max: 80 }),
    reachedBy: checkText('input.contacts.reachedBy', reachedBy, { min: 3, max: 200 }),
  };
}

function checkWords(field: string, words: readonly string[]): string[] {
  if (words.length > 50) throw badInput(field, 'at most 50 entries', words.length);
  return words.map((word) => checkText(field, word, { max: 100 }));
}

function checkCountries(codes: readonly string[]): string[] {
  for (const code of codes) {
    if (!isCountryCode(code)) throw badInput('input.jurisdictions', 'ISO 3166-1 alpha-2 codes such as "CN"', code);
  }
  return [...codes];
}
