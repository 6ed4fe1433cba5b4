import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
  isUnionType,
  parse,
  print,
} from 'graphql';
import type { Asked } from './answer.js';
import { RandomVariables } from './random-variables.js';

/** Draws a number from 0 to `limit - 1`. */
export type Draw = (limit: number) => number;

export interface OperationBounds {
  /** Selection sets below each other. */
  readonly depth: number;
  /** Fields of one operation. */
  readonly size: number;
}

/**
 * An operation over a schema, with everything that clients may write: aliases, arguments, variables with and without
 * defaults, fragments of both kinds, conditions, repeated fields, several operations in one document. Nearly all are
 * valid: some use one key for two things, which only validation can tell to be wrong.
 */
export function randomOperation(schema: GraphQLSchema, draw: Draw, bounds: OperationBounds): Asked {
  const hasNeighbour = draw(8) === 0;
  const own = new OperationWriter(schema, draw, bounds).write('Asked', hasNeighbour);
  const other = hasNeighbour
    ? new OperationWriter(schema, draw, { depth: 1, size: 3 }).write('Other', true)
    : undefined;
  const document = parse([other?.source, own.source].filter((text) => text !== undefined).join('\n'));
  // An operation that stands alone need not be named in the request.
  const isChosen = own.isNamed && (other !== undefined || draw(2) === 0);
  return {
    source: print(document),
    document,
    variables: own.variables,
    operationName: isChosen ? 'Asked' : undefined,
  };
}

/** One in so many. */
const rates = {
  alias: 6,
  ambiguousAlias: 4,
  riskyKey: 40,
  condition: 9,
  optionalArgument: 2,
  mutation: 15,
  schema: 40,
};
const ambiguousAliases = ['id', 'name', 'title', 'a', '_b', 'constructor', 'nodes'];

class OperationWriter {
  private readonly variables: RandomVariables;
  private readonly fragments: string[] = [];
  /** What each response key stands for; one key stands for one thing, mostly. */
  private readonly keys = new Map<string, string>();
  private fieldsLeft: number;
  private name = '';

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly draw: Draw,
    private readonly bounds: OperationBounds,
  ) {
    this.variables = new RandomVariables(draw);
    this.fieldsLeft = bounds.size;
  }

  write(name: string, mustBeNamed: boolean) {
    this.name = name;
    const isMutation = this.schema.getMutationType() && this.draw(rates.mutation) === 0;
    const root = isMutation ? this.schema.getMutationType() : this.schema.getQueryType();
    if (!root) throw new Error('The schema has no queries.');
    const selections = this.selections(root, this.bounds.depth);
    const isNamed = mustBeNamed || this.draw(3) === 0;
    const head = `${isMutation ? 'mutation' : 'query'}${isNamed ? ` ${name}` : ''}${this.variables.definitions()}`;
    return {
      source: [`${head} ${selections}`, ...this.fragments].join('\n'),
      variables: this.variables.values,
      isNamed,
    };
  }

  private selections(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.draw(depth > 2 ? 3 : 4);
    const all: string[] = [];
    for (let index = 0; index < count || all.length === 0; index++) {
      const [written] = all;
      // The same once more, which must make no difference.
      if (written !== undefined && this.draw(25) === 0) all.push(written);
      else all.push(this.selection(type, depth));
    }
    return `{ ${all.join(' ')} }`;
  }

  private selection(type: GraphQLCompositeType, depth: number): string {
    this.fieldsLeft -= 1;
    const mayNest = depth > 0 && this.fieldsLeft > 0;
    const isUnion = isUnionType(type);
    if (this.draw(isUnion ? 4 : 14) === 0 || (isUnion && !mayNest)) return this.typename();
    if (mayNest && (isUnion || this.wantsFragment(type))) return this.fragment(type, depth);
    const isQuery = type === this.schema.getQueryType();
    return isQuery && this.draw(rates.schema) === 0 ? this.introspection() : this.field(type, depth);
  }

  private wantsFragment(type: GraphQLCompositeType): boolean {
    const isRoot = type === this.schema.getQueryType() || type === this.schema.getMutationType();
    return this.draw(isRoot ? 12 : isAbstractType(type) ? 2 : 5) === 0;
  }

  private typename(): string {
    return this.withKey('__typename', '', 'String!');
  }

  private introspection(): string {
    const composites = Object.values(this.schema.getTypeMap()).filter(isCompositeType);
    const name = this.pick(composites)?.name ?? '';
    const key = this.withKey('__type', `(name: "${name}")`, '{}');
    return `${key} { name kind fields { name type { kind name ofType { name } } } possibleTypes { name } }`;
  }

  private field(type: GraphQLCompositeType, depth: number): string {
    if (isUnionType(type)) return this.typename();
    const mayNest = depth > 0 && this.fieldsLeft > 0;
    const fields = Object.values(type.getFields()).filter(
      (each) => mayNest || !isCompositeType(getNamedType(each.type)),
    );
    const [leaves, branches] = [false, true].map((isBranch) =>
      fields.filter((each) => isCompositeType(getNamedType(each.type)) === isBranch),
    );
    const pool = branches && branches.length > 0 && this.draw(2) === 0 ? branches : leaves;
    const field = this.pick(pool && pool.length > 0 ? pool : fields);
    return field ? this.writeField(field, depth) : this.typename();
  }

  private writeField({ name, args, type }: GraphQLField<unknown, unknown>, depth: number): string {
    const written = this.arguments(args);
    const named = getNamedType(type);
    const shape = isCompositeType(named) ? String(type).replace(named.name, '{}') : String(type);
    const field = this.withKey(name, written, shape);
    const below = isCompositeType(named) ? ` ${this.selections(named, depth - 1)}` : '';
    return `${field}${this.condition()}${below}`;
  }

  private arguments(args: readonly GraphQLArgument[]): string {
    const written = args.flatMap((argument) => {
      if (!isRequiredArgument(argument) && this.draw(rates.optionalArgument) !== 0) return [];
      return [`${argument.name}: ${this.variables.value(argument.type, argument.defaultValue !== undefined)}`];
    });
    return written.length > 0 ? `(${written.join(', ')})` : '';
  }

  /** The field under a key that stands for nothing else so far. */
  private withKey(name: string, args: string, shape: string): string {
    const meaning = `${name}${args} ${shape}`;
    const wanted =
      this.draw(rates.alias) !== 0
        ? name
        : this.draw(rates.ambiguousAlias) === 0
          ? `${name}${this.draw(3)}`
          : (this.pick(ambiguousAliases) ?? name);
    const isFree = (this.keys.get(wanted) ?? meaning) === meaning || this.draw(rates.riskyKey) === 0;
    const key = isFree ? wanted : this.freeKey(name, meaning);
    this.keys.set(key, meaning);
    return `${key === name ? name : `${key}: ${name}`}${args}`;
  }

  private freeKey(name: string, meaning: string): string {
    let number = 1;
    while ((this.keys.get(`${name}_${number}`) ?? meaning) !== meaning) number += 1;
    return `${name}_${number}`;
  }

  private fragment(type: GraphQLCompositeType, depth: number): string {
    const condition = this.pick(this.overlapping(type)) ?? type;
    const isNamed = this.draw(4) === 0;
    const body = this.selections(condition, depth - 1);
    if (isNamed) {
      const name = `Part${this.name}${this.fragments.length}`;
      this.fragments.push(`fragment ${name} on ${condition.name} ${body}`);
      return `...${name}${this.condition()}`;
    }
    const on = condition === type && this.draw(2) === 0 ? '' : ` on ${condition.name}`;
    return `...${on}${this.condition()} ${body}`;
  }

  /** Types on which a fragment may stand here. */
  private overlapping(type: GraphQLCompositeType): readonly GraphQLCompositeType[] {
    const possible = new Set(this.possibleTypes(type));
    const all = Object.values(this.schema.getTypeMap()).filter(isCompositeType);
    return all.filter((each) => each === type || this.possibleTypes(each).some((one) => possible.has(one)));
  }

  private possibleTypes(type: GraphQLCompositeType): readonly string[] {
    if (isObjectType(type)) return [type.name];
    return (isInterfaceType(type) || isUnionType(type) ? this.schema.getPossibleTypes(type) : []).map(
      ({ name }) => name,
    );
  }

  private condition(): string {
    if (this.draw(rates.condition) !== 0) return '';
    const name = this.draw(2) === 0 ? 'skip' : 'include';
    const value = this.draw(2) === 0 ? String(this.draw(2) === 0) : this.variables.condition();
    return ` @${name}(if: ${value})`;
  }

  private pick<T>(from: readonly T[]): T | undefined {
    return from[this.draw(Math.max(1, from.length))];
  }
}
