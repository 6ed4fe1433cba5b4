import 'reflect-metadata';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import {
  badInput,
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  paps,
  parseTlp,
  type PurposeOfUse,
  purposesOfUse,
  type Role,
  roles,
  type Tlp,
  tlpLevel,
  tlps,
} from '@alliance/schema';

/** The values of an enumeration as the object that `registerEnumType` wants: each name is its own value. */
export function enumOf<T extends string>(values: readonly T[]): Readonly<Record<T, T>> {
  return Object.fromEntries(values.map((value) => [value, value])) as Record<T, T>;
}

export const TlpEnum = enumOf<Tlp>(tlps);
export const PapEnum = enumOf<Pap>(paps);
export const OriginatorDisplayEnum = enumOf<OriginatorDisplay>(originatorDisplays);
export const RoleEnum = enumOf<Role>(roles);
export const PurposeOfUseEnum = enumOf<PurposeOfUse>(purposesOfUse);

registerEnumType(TlpEnum, {
  name: 'Tlp',
  description: 'Traffic Light Protocol 2.0 (FIRST): who may read a record.',
  valuesConfig: {
    CLEAR: { description: 'Anyone.' },
    GREEN: { description: 'The alliance, not public channels.' },
    AMBER: { description: 'The sharing group, and its clients where they need to know.' },
    AMBER_STRICT: { description: 'The sharing group, own staff only.' },
    RED: { description: 'Named recipients only.' },
  },
});
registerEnumType(PapEnum, {
  name: 'Pap',
  description: 'Permissible Actions Protocol (MISP): what may be done with a record.',
});
registerEnumType(OriginatorDisplayEnum, {
  name: 'OriginatorDisplay',
  description: 'Whether readers learn who contributed a record.',
});
registerEnumType(PurposeOfUseEnum, {
  name: 'PurposeOfUse',
  description: 'For what a caller uses what it reads. A record may be limited to some purposes.',
});
registerEnumType(RoleEnum, { name: 'Role', description: 'What a caller may do inside its own institution.' });

/** Callers that a RED record may name at most. */
const maxRecipients = 100;

/** The marking under which something is contributed. There is no default for `tlp`: whoever shares must say it. */
@InputType({ description: 'The marking under which something is contributed.' })
export class MarkingInput {
  @Field(() => String, {
    description: 'TLP 2.0: CLEAR, GREEN, AMBER, AMBER_STRICT, RED. Also WHITE, AMBER+STRICT, TLP:GREEN.',
  })
  tlp!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The readers of AMBER and AMBER_STRICT. Without it: yourself alone.',
  })
  sharingGroup?: string | null;

  @Field(() => PapEnum, { nullable: true, description: 'What may be done with it. Default: the same colour as `tlp`.' })
  pap?: Pap | null;

  @Field(() => OriginatorDisplayEnum, { nullable: true, description: 'Default: NAMED.' })
  originatorDisplay?: OriginatorDisplay | null;

  @Field(() => [ID], {
    nullable: true,
    description: `The readers of RED besides your institution, up to ${String(maxRecipients)}: callers, by the recipient id that each finds here for itself. Without any: yourself alone.`,
  })
  recipients?: readonly string[] | null;

  @Field(() => Date, {
    nullable: true,
    description: 'Until this moment, which must lie ahead, it is yours alone. Default: released at once.',
  })
  releaseAt?: Date | null;

  @Field(() => [PurposeOfUseEnum], {
    nullable: true,
    description: 'It is read by callers with one of these purposes alone. Default: any purpose. Not for CLEAR.',
  })
  purposes?: readonly PurposeOfUse[] | null;
}

/** A marking as it is stored. */
export interface Marking {
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly sharingGroup: string | null;
  /** Pseudonyms in this subgraph, sorted. */
  readonly recipients: readonly string[];
  readonly releaseAt: Date | null;
  /** In the order of the vocabulary; empty for any. */
  readonly purposes: readonly PurposeOfUse[];
  readonly pap: Pap;
  readonly originatorDisplay: OriginatorDisplay;
}

/**
 * Reads a marking. Throws BAD_USER_INPUT naming the field, for a word that is no TLP marking, and for readers, a time or
 * purposes that cannot be.
 *
 * @param present - the marking that is to be replaced. What is not stated of the originator, the recipients, the release
 *   and the purposes stays as it is there, so that nothing becomes wider by silence.
 */
export function readMarking(input: MarkingInput, field = 'marking', present?: Marking): Marking {
  const marking = readRepeatableMarking(input, field, present);
  if (input.releaseAt) requireReleaseAhead(marking, present, field);
  return marking;
}

/**
 * Reads a marking as {@link readMarking} does, for what may be a repetition of something that was released meanwhile.
 * Whoever stores it as anything else calls {@link requireReleaseAhead}.
 */
export function readRepeatableMarking(input: MarkingInput, field = 'marking', present?: Marking): Marking {
  const tlp = parseTlp(input.tlp);
  if (tlp === undefined) throw badInput(`${field}.tlp`, `one of ${tlps.join(', ')}`, input.tlp);
  const sharingGroup = input.sharingGroup ?? null;
  if (sharingGroup !== null && tlp !== 'AMBER' && tlp !== 'AMBER_STRICT') {
    throw badInput(`${field}.sharingGroup`, `no sharing group, since ${tlp} is not addressed to one`, sharingGroup);
  }
  const samePap: Pap = tlp === 'AMBER_STRICT' ? 'AMBER' : tlp;
  return {
    tlp: tlpLevel(tlp),
    sharingGroup,
    recipients: readRecipients(input, tlp, { field, present }),
    releaseAt: input.releaseAt === undefined ? (present?.releaseAt ?? null) : input.releaseAt,
    purposes: readPurposes(input, tlp, { field, present }),
    pap: input.pap ?? samePap,
    originatorDisplay: input.originatorDisplay ?? present?.originatorDisplay ?? 'NAMED',
  };
}

/**
 * Refuses a release that has passed, unless that is what is stored already.
 *
 * @throws BAD_USER_INPUT naming the field
 */
export function requireReleaseAhead(
  { releaseAt }: Pick<Marking, 'releaseAt'>,
  present: Pick<Marking, 'releaseAt'> | undefined,
  field = 'marking',
): void {
  if (releaseAt === null || releaseAt > new Date() || releaseAt.getTime() === present?.releaseAt?.getTime()) return;
  throw badInput(`${field}.releaseAt`, 'a moment in the future', releaseAt);
}

interface MarkingPlace {
  readonly field: string;
  readonly present: Marking | undefined;
}

/** The form of a caller's pseudonym: HMAC-SHA-256 cut to 22 characters of base64url. */
const pseudonym = /^[\w-]{22}$/;

function readRecipients({ recipients }: MarkingInput, tlp: Tlp, { field, present }: MarkingPlace): readonly string[] {
  if (tlp !== 'RED') {
    if (!recipients?.length) return [];
    throw badInput(`${field}.recipients`, `no recipients, since ${tlp} is not addressed to any`, recipients);
  }
  if (recipients === undefined) return present?.recipients ?? [];
  const named = [...new Set(recipients)].sort();
  if (named.length > maxRecipients) {
    throw badInput(`${field}.recipients`, `at most ${String(maxRecipients)} recipients`, named.length);
  }
  const stranger = named.find((recipient) => !pseudonym.test(recipient));
  if (stranger === undefined) return named;
  throw badInput(`${field}.recipients`, 'the recipient id that a caller finds for itself, 22 characters', stranger);
}

function readPurposes(
  { purposes: stated }: MarkingInput,
  tlp: Tlp,
  { field, present }: MarkingPlace,
): readonly PurposeOfUse[] {
  const allowed = stated === undefined ? (present?.purposes ?? []) : (stated ?? []);
  if (tlp === 'CLEAR' && allowed.length > 0) {
    throw badInput(`${field}.purposes`, 'an empty list, since CLEAR is for everybody', allowed);
  }
  return purposesOfUse.filter((purpose) => allowed.includes(purpose));
}
