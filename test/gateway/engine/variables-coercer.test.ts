import fc from 'fast-check';
import {
  coerceInputValue,
  getVariableValues,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  typeFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { inputCoercer, refused } from '../../../gateway/src/engine/input-coercer.js';
import { VariablesCoercer } from '../../../gateway/src/engine/variables-coercer.js';

const Colour = new GraphQLEnumType({
  name: 'Colour',
  values: { RED: {}, GREEN: { value: { hue: 120 } }, BLACK: { value: null }, ZERO: { value: 0 } },
});

/** Takes even numbers, changes them, and has something odd about every other kind of value. */
const Even = new GraphQLScalarType({
  name: 'Even',
  parseValue(value) {
    if (typeof value === 'number' && value % 2 !== 0) throw new TypeError(`${String(value)} is odd.`);
    if (typeof value === 'number') return { half: value / 2 };
    return typeof value === 'boolean' ? null : undefined;
  },
});

const Anything = new GraphQLScalarType({ name: 'Anything' });

const leaves = [GraphQLString, GraphQLID, GraphQLInt, GraphQLFloat, GraphQLBoolean, Colour, Even, Anything];

interface TypePlan {
  readonly named: number;
  readonly wrappers: readonly ('list' | 'nonNull')[];
}

interface ObjectPlan {
  readonly isOneOf: boolean;
  readonly fields: readonly (TypePlan & { readonly defaultValue: unknown })[];
}

const defaultValues = [undefined, undefined, undefined, null, 7, 'text', { half: 1 }];

const typePlan = {
  named: fc.nat(leaves.length + 2),
  wrappers: fc.array(fc.constantFrom<('list' | 'nonNull')[]>('list', 'nonNull'), { maxLength: 3 }),
};

const objectPlan: fc.Arbitrary<ObjectPlan> = fc.record({
  isOneOf: fc.boolean(),
  fields: fc.array(fc.record({ ...typePlan, defaultValue: fc.constantFrom(...defaultValues) }), {
    minLength: 1,
    maxLength: 4,
  }),
});

/** Three input objects that may contain each other and themselves, beside the leaves. */
function buildTypes(plans: readonly ObjectPlan[]): readonly GraphQLInputType[] {
  const objects = plans.map(
    ({ isOneOf, fields }, index) =>
      new GraphQLInputObjectType({
        name: `Object${index}`,
        isOneOf,
        fields: () =>
          Object.fromEntries(
            fields.map((field, position) => {
              const type = isOneOf ? nullable(wrap(field)) : wrap(field);
              return [`field${position}`, { type, defaultValue: isOneOf ? undefined : field.defaultValue }];
            }),
          ),
      }),
  );
  const named = [...leaves, ...objects];
  const wrap = (plan: TypePlan): GraphQLInputType =>
    plan.wrappers.reduce<GraphQLInputType>(
      (type, wrapper) => (wrapper === 'list' ? new GraphQLList(type) : new GraphQLNonNull(nullable(type))),
      named[plan.named % named.length] ?? GraphQLString,
    );
  return [...named, ...named.map((_, index) => wrap({ named: index, wrappers: ['nonNull', 'list', 'nonNull'] }))];
}

function nullable(type: GraphQLInputType) {
  return isNonNullType(type) ? type.ofType : type;
}

const junk = fc.oneof(
  fc.constantFrom<unknown[]>(null, '', 'RED', 'red', -0, 2 ** 31, 1.5, 3, true, {}, [], [null], [[1]]),
  fc.constantFrom<unknown[]>({ field0: 1 }, { field0: null }, { toString: 1 }, JSON.parse('{"__proto__":{}}')),
  fc.jsonValue(),
);

/** Values that mostly fit the type. Nothing but what JSON can hold. */
function valueOf(type: GraphQLInputType, depth: number, mistakes: number): fc.Arbitrary<unknown> {
  if (depth === 0) return fc.constantFrom(null, 1, 'RED');
  const fitting = fittingValue(type, depth, mistakes);
  return mistakes === 0
    ? fitting
    : fc.oneof({ weight: 100 - mistakes, arbitrary: fitting }, { weight: mistakes, arbitrary: junk });
}

function fittingValue(type: GraphQLInputType, depth: number, mistakes: number): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return fittingValue(type.ofType, depth, mistakes);
  if (isListType(type)) {
    const item = valueOf(type.ofType, depth - 1, mistakes);
    return fc.oneof({ weight: 5, arbitrary: fc.array(item, { maxLength: 3 }) }, { weight: 1, arbitrary: item });
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields());
    const values = Object.fromEntries(fields.map((field) => [field.name, valueOf(field.type, depth - 1, mistakes)]));
    if (type.isOneOf) {
      return fc.oneof(...fields.map(({ name }) => (values[name] ?? junk).map((value) => ({ [name]: value }))));
    }
    const requiredKeys = fields.flatMap(({ name, type: of, defaultValue }) =>
      isNonNullType(of) && defaultValue === undefined ? [name] : [],
    );
    return fc.record(values, { requiredKeys, noNullPrototype: true });
  }
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  switch (type) {
    case GraphQLString:
      return fc.string();
    case GraphQLID:
      return fc.oneof(fc.string(), fc.integer());
    case GraphQLInt:
      return fc.integer();
    case GraphQLFloat:
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case GraphQLBoolean:
      return fc.boolean();
    case Even:
      return fc.integer({ min: -50, max: 50 }).map((half) => 2 * half);
    default:
      return fc.jsonValue();
  }
}

const types = fc.array(objectPlan, { minLength: 3, maxLength: 3 }).map(buildTypes);
const mistakes = fc.constantFrom(0, 0, 1, 10, 50);

function judgedByGraphqlJs(type: GraphQLInputType, value: unknown): unknown {
  try {
    return coerceInputValue(value, type);
  } catch {
    return refused;
  }
}

function definitionsOf(text: string): readonly VariableDefinitionNode[] {
  const [operation] = parse(`query (${text}) { __typename }`).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error('Not an operation.');
  return operation.variableDefinitions ?? [];
}

describe('input coercion', () => {
  it('accepts exactly the values that graphql-js accepts, and gives the same', () => {
    const verdicts = { accepted: 0, refused: 0 };
    const cases = fc.tuple(types, mistakes).chain(([all, rate]) =>
      fc.nat(all.length - 1).chain((index) => {
        const type = all[index] ?? GraphQLString;
        return fc.tuple(fc.constant(type), fc.array(valueOf(type, 5, rate), { minLength: 5, maxLength: 5 }));
      }),
    );
    fc.assert(
      fc.property(cases, ([type, values]) => {
        for (const value of values) {
          const before = structuredClone(value);
          const expected = judgedByGraphqlJs(type, value);
          expect(inputCoercer(type)(value)).toEqual(expected);
          expect(value).toEqual(before);
          verdicts[expected === refused ? 'refused' : 'accepted']++;
        }
      }),
      { numRuns: 600 },
    );
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(150);
  });

  it.each(leaves.map((type) => [type.name, type] as const))(
    'takes of the borderline what graphql-js takes: %s',
    (_, type) => {
      const numbers = [0, -0, 0.5, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 2 ** 53, Infinity, NaN];
      const values: unknown[] = [
        ...numbers,
        '',
        '1',
        'RED',
        'red',
        'BLACK',
        true,
        false,
        null,
        undefined,
        [],
        ['RED'],
        {},
      ];
      for (const wrapped of [type, new GraphQLNonNull(type), new GraphQLList(type)]) {
        expect(values.map((value) => inputCoercer(wrapped)(value))).toEqual(
          values.map((value) => judgedByGraphqlJs(wrapped, value)),
        );
      }
    },
  );

  it('copies nothing that fits as it is', () => {
    const type: GraphQLInputObjectType = new GraphQLInputObjectType({
      name: 'Item',
      fields: () => ({ name: { type: GraphQLString }, items: { type: new GraphQLList(type) } }),
    });
    const value = { name: 'a', items: [{ name: 'b' }, null] };
    expect(inputCoercer(type)(value)).toBe(value);
  });
});

describe('coercion of variables', () => {
  const given = ['String', 'String!', 'Object0', 'Object1!', '[Object2!]!', '[[Colour]]', 'Even', 'Missing', 'Query'];
  const defaults = ['', '', ' = null', ' = "text"', ' = {field0: null}', ' = [RED]', ' = 4'];
  const definition = (name: string) =>
    fc
      .tuple(fc.constantFrom(...given), fc.constantFrom(...defaults))
      .map(([type, value]) => `$${name}: ${type}${value}`);

  it('is that of graphql-js, down to the messages', () => {
    const verdicts = { accepted: 0, refused: 0 };
    const cases = fc.tuple(types, mistakes, definition('given'), definition('other')).chain(([all, rate, ...texts]) => {
      const schema = new GraphQLSchema({ types: all.flatMap((type) => ('name' in type ? [type] : [])) });
      const definitions = definitionsOf(texts.join());
      const values = definitions.map(({ variable, type: node }) => {
        const type = typeFromAST(schema, node);
        const value = isInputType(type) ? valueOf(type, 4, rate) : junk;
        const strange = fc.constantFrom(undefined, new Set(['RED']), new Date(0));
        return [variable.name.value, fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: strange })];
      });
      const members = { ...(Object.fromEntries(values) as object), unknown: junk };
      const inputs = fc.record<Record<string, unknown>>(members, { requiredKeys: [], noNullPrototype: true });
      return fc.tuple(fc.constant({ schema, definitions }), fc.array(inputs, { minLength: 8, maxLength: 8 }));
    });
    fc.assert(
      fc.property(cases, ([{ schema, definitions }, allInputs]) => {
        const coercer = new VariablesCoercer(schema, definitions);
        for (const inputs of allInputs) {
          const { coerced, errors } = getVariableValues(schema, definitions, inputs, { maxErrors: 50 });
          const result = coercer.coerce(inputs);
          expect(
            result.ok ? { coerced: result.values } : { messages: result.errors.map(({ message }) => message) },
          ).toEqual(coerced ? { coerced } : { messages: errors?.map(({ message }) => message) });
          verdicts[coerced ? 'accepted' : 'refused']++;
        }
      }),
      { numRuns: 300 },
    );
    expect(Math.min(verdicts.accepted, verdicts.refused)).toBeGreaterThan(150);
  });
});
