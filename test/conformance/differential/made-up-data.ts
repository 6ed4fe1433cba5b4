import {
  type FieldNode,
  getArgumentValues,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';
import { canonicalText } from './canonical-text.js';
import { numberFrom } from './number-from.js';
import { nameOf, strictestType } from './strictest-type.js';
import type { SubgraphField, SubgraphType, SubgraphTypes } from './subgraph-types.js';
import { ValueMaker } from './value-maker.js';

/** An object of made-up data: it has no fields, only an identity from which every field follows. */
export interface MadeUpObject {
  readonly __typename: string;
  /** The type it really has, where `__typename` is an interface (`@interfaceObject`). */
  readonly type: string;
  /** For entities `Type-number`; for other objects the way from an entity. */
  readonly identity: string;
  /** What a subgraph was sent about it. */
  readonly sent?: Readonly<Record<string, unknown>>;
}

/** An input of a field that fails. */
export interface FailedInput {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** In a subgraph that delivers it: there, its failure empties the object around it. */
  readonly isNonNull: boolean;
}

/** How much goes wrong in a world: one in so many; 0 for never. */
export interface Mishaps {
  /** Nullable values that are null. */
  readonly nulls: number;
  /** Nullable fields that fail. */
  readonly failures: number;
  /** Non-null fields that fail. */
  readonly failuresOfNonNull: number;
  /** Entities of the named types (`subgraph.Type`) that this subgraph does not know. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Entities of the named types (`subgraph.Type`) on which this subgraph fails as a whole. */
  readonly failing: Readonly<Record<string, number>>;
}

const none: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: [] };

/**
 * The data of a world: every value follows from type, identity, field and arguments, and from what the field requires.
 * So all subgraphs agree, and so does one schema that stands for all of them.
 */
export class MadeUpData {
  private readonly identifying: ReadonlySet<string>;
  private readonly values: ValueMaker;

  constructor(
    private readonly seed: string,
    readonly types: SubgraphTypes,
    /** All fields of all subgraphs. */
    private readonly fullSchema: GraphQLSchema,
    private readonly mishaps: Mishaps,
  ) {
    this.values = new ValueMaker(types, (place) => this.strikes(mishaps.nulls, `null ${place}`));
    this.identifying = new Set(types.all().flatMap((type) => type.keys.flatMap((key) => this.keyFields(type, key))));
  }

  /** The value of a field. Throws where the world has a failure. `given`: its required inputs, as they were sent. */
  valueOf(
    object: MadeUpObject,
    fieldName: string,
    args: Readonly<Record<string, unknown>>,
    given?: Readonly<Record<string, unknown>>,
  ): unknown {
    const providers = this.types.providers(object.type, fieldName);
    const type = strictestType(providers.map(({ field }) => field.type));
    if (this.isIdentifying(object.type, fieldName)) return this.identifyingValue(type, object, fieldName);
    const place = `${object.type} ${object.identity} ${fieldName} ${canonicalText(args)}`;
    // Of an entity that it does not know, a subgraph computes nothing that could fail.
    if (type.kind !== Kind.NON_NULL_TYPE && this.isUnknown(object, providers)) return null;
    this.meetWithMishap(place, object, providers, type);
    const requires = providers.find(({ field }) => field.requires)?.field.requires;
    const inputs = requires ? canonicalText(given ?? this.requiredInputs(object, requires)) : '';
    const types = providers.map(({ in: { subgraph } }) => this.typesIn(subgraph, providers));
    return this.values.make(type, `${this.seed} ${place} ${inputs}`, {
      identity: `${object.identity}/${fieldName}${Object.keys(args).length > 0 ? canonicalText(args) : ''}`,
      field: fieldName,
      possible: types.reduce((some, others) => some.filter((name) => others.includes(name))),
    });
  }

  /** The identity behind a representation, of whatever keys it consists; undefined when it has none. */
  identify(typename: string, representation: unknown): Pick<MadeUpObject, 'type' | 'identity'> | undefined {
    for (const text of textsIn(representation)) {
      const [, type, number] = /^([A-Z]\w*)-(\d+):/.exec(text) ?? [];
      if (type === undefined) continue;
      if (type === typename || this.types.interfacesOf(type).has(typename)) {
        return { type, identity: `${type}-${number}` };
      }
    }
    return undefined;
  }

  /** What a subgraph makes of a reference: whether it knows the entity. Throws when it fails on it. */
  knows(subgraph: string, { type, identity }: Pick<MadeUpObject, 'type' | 'identity'>): boolean {
    if (this.strikes(this.mishaps.failing[`${subgraph}.${type}`], `failing ${subgraph} ${identity}`)) {
      throw new Error(`${subgraph} fails on ${identity}.`);
    }
    return !this.strikes(this.mishaps.unknown[`${subgraph}.${type}`], `unknown ${subgraph} ${identity}`);
  }

  /** What subgraphs that deliver a field of an entity say when they fail on it. */
  refusals(object: MadeUpObject, fieldName: string): readonly string[] {
    return this.types.providers(object.type, fieldName).flatMap((provider) => {
      try {
        this.knows(provider.in.subgraph, object);
        return [];
      } catch (error) {
        return [(error as Error).message];
      }
    });
  }

  /** The inputs of a field that requires others. Throws when one of them fails. */
  requiredInputs(object: MadeUpObject, { selections }: SelectionSetNode): Record<string, unknown> {
    const inputs: Record<string, unknown> = {};
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const value = this.valueOf(object, node.name.value, this.argumentsOf(object.type, node));
        inputs[node.name.value] = node.selectionSet ? this.inputsBelow(value, node.selectionSet) : value;
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? object.type;
        const holds = condition === object.type || this.types.interfacesOf(object.type).has(condition);
        if (holds) Object.assign(inputs, this.requiredInputs(object, node.selectionSet));
      }
    }
    return inputs;
  }

  /** Where the inputs of a field that requires others fail, each as a path from the object. */
  failedInputs(object: MadeUpObject, fieldName: string): readonly FailedInput[] {
    const provider = this.types.providers(object.type, fieldName).find(({ field }) => field.requires);
    const requires = provider?.field.requires;
    return requires ? this.failuresBelow(object, requires) : [];
  }

  private failuresBelow(value: unknown, selectionSet: SelectionSetNode): FailedInput[] {
    if (Array.isArray(value)) {
      return value.flatMap((item, index) => below(index, this.failuresBelow(item, selectionSet)));
    }
    if (!isMadeUp(value)) return [];
    return selectionSet.selections.flatMap((node): FailedInput[] => {
      if (node.kind === Kind.INLINE_FRAGMENT) return this.failuresBelow(value, node.selectionSet);
      if (node.kind !== Kind.FIELD) return [];
      const name = node.name.value;
      try {
        const input = this.valueOf(value, name, this.argumentsOf(value.type, node));
        return below(name, this.failuresBelow(input, node.selectionSet ?? none));
      } catch (error) {
        const providers = this.types.providers(value.type, name);
        const isNonNull = providers.some(({ field }) => field.type.kind === Kind.NON_NULL_TYPE);
        return [{ path: [name], message: (error as Error).message, isNonNull }];
      }
    });
  }

  private argumentsOf(typename: string, node: FieldNode): Record<string, unknown> {
    const type = this.fullSchema.getType(typename);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    if (!field) throw new Error(`No field ${typename}.${node.name.value}.`);
    return getArgumentValues(field, node);
  }

  private inputsBelow(value: unknown, selectionSet: SelectionSetNode): unknown {
    if (Array.isArray(value)) return value.map((item) => this.inputsBelow(item, selectionSet));
    return isMadeUp(value) ? this.requiredInputs(value, selectionSet) : value;
  }

  /** Fields of which keys consist, as `Type.field`, those of nested objects too; all that implement it share it. */
  private keyFields({ name, subgraph }: SubgraphType, { selections }: SelectionSetNode): string[] {
    return selections.flatMap((node) => {
      if (node.kind !== Kind.FIELD) return [];
      const field = this.types.get(subgraph, name)?.fields.get(node.name.value);
      const below = field && node.selectionSet ? this.types.get(subgraph, nameOf(field.type)) : undefined;
      const own = [name, ...this.types.possibleTypes(subgraph, name)].map((each) => `${each}.${node.name.value}`);
      return [...own, ...(below && node.selectionSet ? this.keyFields(below, node.selectionSet) : [])];
    });
  }

  private isIdentifying(typename: string, field: string): boolean {
    return this.identifying.has(`${typename}.${field}`);
  }

  /** Never null and never a failure; leaves say which entity they identify, and by which field. */
  private identifyingValue(type: TypeNode, object: MadeUpObject, field: string): unknown {
    const name = nameOf(type);
    const kinds = this.types.named(name);
    const [root = ''] = object.identity.split('/');
    if (name === 'Int') return Number(root.slice(root.lastIndexOf('-') + 1));
    if (kinds.every(({ kind }) => kind === 'other')) return `${root}:${field}`;
    const identity = this.values.isEntity(name)
      ? this.values.anyOf(name, `${object.identity} ${field}`)
      : `${root}/${field}`;
    return { __typename: name, type: name, identity };
  }

  private meetWithMishap(
    place: string,
    object: MadeUpObject,
    providers: readonly { readonly in: SubgraphType }[],
    type: TypeNode,
  ): void {
    const { failures, failuresOfNonNull } = this.mishaps;
    const isNonNull = type.kind === Kind.NON_NULL_TYPE;
    const isRoot = object.identity === object.type;
    if (!isRoot && this.strikes(isNonNull ? failuresOfNonNull : failures, `failure ${place}`)) {
      throw new Error(`Nothing comes of ${place}.`);
    }
    if (isNonNull && this.isUnknown(object, providers)) throw new Error(`No ${place}: unknown.`);
  }

  private isUnknown(object: MadeUpObject, providers: readonly { readonly in: SubgraphType }[]): boolean {
    const [only, ...others] = providers;
    return only !== undefined && others.length === 0 && !this.knows(only.in.subgraph, object);
  }

  private typesIn(
    subgraph: string,
    providers: readonly { readonly in: SubgraphType; readonly field: SubgraphField }[],
  ): readonly string[] {
    const provider = providers.find((each) => each.in.subgraph === subgraph);
    const name = provider ? nameOf(provider.field.type) : '';
    const type = this.types.get(subgraph, name);
    return type?.kind === 'enum' ? type.values : this.types.possibleTypes(subgraph, name);
  }

  private strikes(oneIn: number | undefined, place: string): boolean {
    return oneIn !== undefined && oneIn > 0 && numberFrom(`${this.seed} ${place}`, oneIn) === 0;
  }
}

function below(key: string | number, failures: readonly FailedInput[]): FailedInput[] {
  return failures.map((failure) => ({ ...failure, path: [key, ...failure.path] }));
}

function isMadeUp(value: unknown): value is MadeUpObject {
  return typeof value === 'object' && value !== null && 'identity' in value;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
