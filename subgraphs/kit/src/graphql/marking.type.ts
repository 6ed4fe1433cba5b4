import 'reflect-metadata';
import { Field, ID, InputType, registerEnumType } from 'type-graphql';
import {
  badInput,
  type OriginatorDisplay,
  originatorDisplays,
  type Pap,
  paps,
  parseTlp,
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

registerEnumType(TlpEnum, {
  name: 'Tlp',
  description: 'Traffic Light Protocol 2.0 (FIRST): who may read a record.',
  valuesConfig: {
    CLEAR: { description: 'Anyone.' },
    GREEN: { description: 'The alliance, not public channels.' },
    AMBER: { description: 'The sharing group, and its clients where they need to know.' },
    AMBER_STRICT: { description: 'The sharing group, own staff only.' },
    RED: { description: 'Named persons only.' },
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
registerEnumType(RoleEnum, { name: 'Role', description: 'What a caller may do inside its own institution.' });

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
}

/** A marking as it is stored. */
export interface Marking {
  /** TLP level, 0 (CLEAR) to 4 (RED). */
  readonly tlp: number;
  readonly sharingGroup: string | null;
  readonly pap: Pap;
  readonly originatorDisplay: OriginatorDisplay;
}

/** Reads a marking. Throws BAD_USER_INPUT naming the field, for a word that is no TLP marking or a group that cannot be. */
export function readMarking(input: MarkingInput, field = 'marking'): Marking {
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
    pap: input.pap ?? samePap,
    originatorDisplay: input.originatorDisplay ?? 'NAMED',
  };
}
