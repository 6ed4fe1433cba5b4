import {
  getVariableValues,
  type GraphQLFormattedError,
  type GraphQLSchema,
  isInputType,
  isNonNullType,
  typeFromAST,
  type VariableDefinitionNode,
  valueFromAST,
} from 'graphql';

import { inputCoercer, type InputCoercer, refused } from './input-coercer.js';
import { isSayable, mayHoldAnything } from './sayable-values.js';

/** Errors of variables listed in one answer; then graphql-js gives up. */
const maxErrors = 50;

/** The values are to be read only: what needed no coercion is what the client sent, not a copy. */
export type CoercedVariables =
  | { readonly ok: true; readonly values: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly errors: readonly GraphQLFormattedError[] };

interface VariableCoercer {
  readonly name: string;
  readonly coerce: InputCoercer;
  readonly defaultValue: { readonly value: unknown } | undefined;
  readonly isRequired: boolean;
  readonly mayHoldAnything: boolean;
}

/**
 * Coerces the variables of one operation (GraphQL specification, section 6.1.2). What the compiled way does not accept
 * is coerced again by graphql-js, which has the last word and the messages.
 */
export class VariablesCoercer {
  /** Undefined when a variable has no input type: graphql-js says so. */
  private readonly variables: readonly VariableCoercer[] | undefined;

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly definitions: readonly VariableDefinitionNode[],
  ) {
    const variables = definitions.map((definition) => variableCoercer(schema, definition));
    if (variables.every((variable) => variable !== undefined)) this.variables = variables;
  }

  coerce(inputs: Readonly<Record<string, unknown>>): CoercedVariables {
    const unsayable = this.variables?.find((each) => each.mayHoldAnything && !isSayable(inputs[each.name]));
    if (unsayable) return refusedAsUnsayable(unsayable.name);
    const values = this.variables && coerceAll(this.variables, inputs);
    return values ? { ok: true, values } : this.coerceOrExplain(inputs);
  }

  private coerceOrExplain(inputs: Readonly<Record<string, unknown>>): CoercedVariables {
    const { coerced, errors } = getVariableValues(this.schema, this.definitions, { ...inputs }, { maxErrors });
    if (coerced) return { ok: true, values: coerced };
    return {
      ok: false,
      errors: errors.map((error) => ({ message: error.message, extensions: { code: 'BAD_USER_INPUT' } })),
    };
  }
}

/** Sent all the same, a number beyond the range of numbers would reach the subgraph as null. */
function refusedAsUnsayable(name: string): CoercedVariables {
  const message = `Variable "$${name}" has a number beyond the range of numbers, or is nested too deeply.`;
  return { ok: false, errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] };
}

function variableCoercer(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
): VariableCoercer | undefined {
  const type = typeFromAST(schema, typeNode);
  if (!isInputType(type)) return undefined;
  return {
    name: variable.name.value,
    coerce: inputCoercer(type),
    defaultValue: defaultValue && { value: valueFromAST(defaultValue, type) },
    isRequired: isNonNullType(type),
    mayHoldAnything: mayHoldAnything(type),
  };
}

function coerceAll(
  variables: readonly VariableCoercer[],
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  const values = Object.create(null) as Record<string, unknown>;
  try {
    for (const { name, coerce, defaultValue, isRequired } of variables) {
      if (Object.hasOwn(inputs, name)) {
        const coerced = coerce(inputs[name]);
        if (coerced === refused) return undefined;
        values[name] = coerced;
      } else if (defaultValue) values[name] = defaultValue.value;
      else if (isRequired) return undefined;
    }
  } catch {
    // Nested too deeply for the stack: graphql-js runs into the same and answers with an error.
    return undefined;
  }
  return values;
}
