import {
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';

import { type FieldNode, type InputPlace, namedTypeOf } from './field-node.js';
import type { Observer } from './observer.js';
import { combined, type SampleGround, samples } from './samples.js';
import { briefSelection, deepSelection, lightSelection } from './selection.js';

/** A list that is walked page by page: from the root to the field that answers pages. */
export interface Walk {
  readonly name: string;
  readonly root: FieldNode;
  readonly at: (page: Readonly<Record<string, unknown>>) => FieldNode;
}

/** Everything that is asked of a hub by every viewer. */
export interface Questions {
  /** Each root field, with all to which it leads. */
  readonly deep: readonly FieldNode[];
  /** Each argument and input field with each sample, each alone. */
  readonly varied: readonly FieldNode[];
  readonly walks: readonly Walk[];
  /** Root fields that lead to other subgraphs, of which the query plan is asked, too. */
  readonly planned: readonly FieldNode[];
  /** Arguments and types of which nobody has thought: without samples, or without a way to them. */
  readonly unthought: readonly string[];
}

/** Makes the questions from the schema and the samples. The same before and after secrets are there, but for their ids. */
export function makeQuestions({ schema }: Pick<Observer, 'schema'>, ground: SampleGround): Questions {
  const maker = new QuestionMaker(ground, schema.getQueryType() ?? undefined);
  return maker.make(Object.values(schema.getTypeMap()).filter(isObjectType));
}

class QuestionMaker {
  readonly #unthought = new Set<string>();
  #count = 0;

  constructor(
    private readonly ground: SampleGround,
    private readonly query: GraphQLObjectType | undefined,
  ) {}

  make(types: readonly GraphQLObjectType[]): Questions {
    const roots = Object.values(this.query?.getFields() ?? {});
    const deep = roots.map((field) => this.#deep(field));
    const varied = roots.flatMap((field) => this.#variations('Query', field).map((args) => this.#plain(field, args)));
    const planned = roots
      .filter((field) => isObjectType(namedTypeOf(field)))
      .map((field) =>
        this.#root(
          field,
          briefSelection(field, (place) => this.#first(place)),
        ),
      );
    const walks = roots.filter(isPaged).map((field) => this.#walk(field));
    const within = types
      .filter((type) => type !== this.query && !/^(_|Mutation$|Subscription$)/.test(type.name))
      .flatMap((type) => Object.values(type.getFields()).flatMap((field) => this.#within(type, field)));
    return {
      deep,
      varied: [...varied, ...within.flatMap((each) => each.varied)],
      walks: [...walks, ...within.flatMap((each) => each.walks)],
      planned,
      unthought: [...this.#unthought],
    };
  }

  /** The lists of the deep questions are short, for they are walked and varied whole. */
  #deep(field: RootField): FieldNode {
    const root = this.#root(
      field,
      deepSelection(field, (place) => this.#first(place)),
    );
    return isPaged(field) ? { ...root, args: { ...root.args, first: 3 } } : root;
  }

  /** A field with arguments on a type is asked on what root fields of that type answer. */
  #within(type: GraphQLObjectType, field: RootField): { varied: FieldNode[]; walks: Walk[] } {
    if (field.args.length === 0) return { varied: [], walks: [] };
    const coordinate = `${type.name}.${field.name}`;
    const ways = Object.values(this.query?.getFields() ?? {}).filter((root) => namedTypeOf(root) === type);
    if (ways.length === 0) this.#unthought.add(`${coordinate} (no root field leads to it)`);
    const ask = (way: RootField, args: object): FieldNode => {
      const children = briefSelection(field, (place) => this.#first(place), isPaged(field) ? 2 : 1);
      return this.#root(way, [{ key: field.name, coordinate, field, args: args as FieldNode['args'], children }]);
    };
    const variations = this.#variations(type.name, field);
    return {
      varied: ways.flatMap((way) => variations.map((args) => ask(way, args))),
      walks: isPaged(field) ? ways.map((way) => walkOf(`${way.name}.${field.name}`, ask(way, {}))) : [],
    };
  }

  #walk(field: RootField): Walk {
    return walkOf(field.name, this.#root(field, this.#plainSelection(field)));
  }

  #root(field: RootField, children: readonly FieldNode[]): FieldNode {
    const key = `${field.name}_${String(this.#count++)}`;
    return { key, coordinate: `Query.${field.name}`, field, args: this.#base('Query', field), children };
  }

  #plain(field: RootField, args: Readonly<Record<string, unknown>>): FieldNode {
    return { ...this.#root(field, this.#plainSelection(field)), args };
  }

  #plainSelection(field: RootField): FieldNode[] {
    if (isPaged(field)) return lightSelection(field);
    return briefSelection(field, (place) => this.#first(place), 1);
  }

  /** Required arguments, each with its first sample. */
  #base(type: string, field: RootField): Readonly<Record<string, unknown>> {
    const required = field.args.filter((argument) => isNonNullType(argument.type));
    return Object.fromEntries(
      required.map((argument) => [
        argument.name,
        this.#values(`${type}.${field.name}(${argument.name}:)`, argument.type)[0],
      ]),
    );
  }

  /** The arguments of a field, one varied at a time. Pages are walked instead. */
  #variations(type: string, field: RootField): Readonly<Record<string, unknown>>[] {
    const base = this.#base(type, field);
    const together = combined[`${type}.${field.name}`]?.(this.ground) ?? [];
    const single = field.args
      .filter(({ name }) => !isPaged(field) || (name !== 'first' && name !== 'after'))
      .flatMap((argument) =>
        this.#values(`${type}.${field.name}(${argument.name}:)`, argument.type).map((value) => ({
          ...base,
          [argument.name]: value,
        })),
      );
    return [...single, ...together];
  }

  #values(place: string, type: GraphQLInputType): readonly unknown[] {
    const stated = samples[place];
    if (stated !== undefined) return stated(this.ground);
    if (isNonNullType(type)) return this.#values(place, type.ofType);
    if (isListType(type)) return this.#values(place, type.ofType).map((value) => [value]);
    if (isEnumType(type)) return type.getValues().map(({ name }) => name);
    const named = getNamedType(type);
    if (named.name === 'Boolean') return [true, false];
    if (place.endsWith('(first:)')) return [1];
    if (place.endsWith('(asOf:)')) return ['2018-04-01T00:00:00.000Z', this.ground.moment];
    if (isInputObjectType(type)) {
      return Object.values(type.getFields()).flatMap((field: InputPlace) =>
        this.#values(`${type.name}.${field.name}`, field.type).map((value) => ({ [field.name]: value })),
      );
    }
    this.#unthought.add(place);
    return [];
  }

  #first(place: string): unknown {
    const [value] = samples[place]?.(this.ground) ?? [];
    if (value === undefined) this.#unthought.add(place);
    return value;
  }
}

type RootField = FieldNode['field'];

/** The paged field is the root itself, or all that is asked of it. */
function walkOf(name: string, root: FieldNode): Walk {
  const [only] = root.children;
  const at = (page: object): FieldNode => {
    if (isPaged(root.field) || only === undefined) return { ...root, args: { ...root.args, ...page } };
    return { ...root, children: [{ ...only, args: { ...only.args, ...page } }] };
  };
  return { name, root, at };
}

/** Whether a field answers pages that are asked for by `first` and `after`, and says where the next one begins. */
export function isPaged(field: RootField): boolean {
  const type = namedTypeOf(field);
  return isObjectType(type) && 'pageInfo' in type.getFields() && field.args.some(({ name }) => name === 'after');
}
