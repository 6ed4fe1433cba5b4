import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';

import type { OperationParts } from './operation-parts.js';
import { VariablesCoercer } from './variables-coercer.js';

/** Value of each variable that `@skip` and `@include` of an operation use. */
export type ConditionValues = ReadonlyMap<string, boolean>;

/** The variables of a request do not fit those that the operation declares. */
export class InvalidVariablesError extends Error {
  override readonly name = 'InvalidVariablesError';

  constructor(readonly errors: readonly GraphQLFormattedError[]) {
    super('The variables do not fit the operation.');
  }
}

/** What decides which parts of an operation are included (GraphQL specification, section 3.13). */
export class OperationConditions {
  private readonly variables: readonly string[];
  /** Of these variables alone: the others are coerced once it is known what is run. */
  private readonly coercer: VariablesCoercer;
  private readonly definitions: readonly VariableDefinitionNode[];

  constructor(
    private readonly schema: GraphQLSchema,
    parts: OperationParts,
  ) {
    const names = variablesOfConditions(parts);
    this.definitions = parts.operation.variableDefinitions ?? [];
    const own = this.definitions.filter(({ variable }) => names.has(variable.name.value));
    this.variables = own.map(({ variable }) => variable.name.value);
    this.coercer = new VariablesCoercer(schema, own);
  }

  /** Nothing hangs on variables. */
  get areConstant(): boolean {
    return this.variables.length === 0;
  }

  /** Throws an `InvalidVariablesError` that tells of all variables when one of those that decide is not good. */
  valuesFor(inputs: Readonly<Record<string, unknown>>): ConditionValues {
    const coerced = this.coercer.coerce(inputs);
    if (!coerced.ok) {
      const all = new VariablesCoercer(this.schema, this.definitions).coerce(inputs);
      throw new InvalidVariablesError(all.ok ? coerced.errors : all.errors);
    }
    const { values } = coerced;
    const empty = this.variables.filter((name) => typeof values[name] !== 'boolean');
    if (empty.length > 0) throw new InvalidVariablesError(empty.map(emptyCondition));
    return new Map(this.variables.map((name) => [name, values[name] === true]));
  }
}

/** A default lets a variable be declared nullable where `@skip` and `@include` are not (section 5.8.5). */
function emptyCondition(name: string): GraphQLFormattedError {
  const message = `Variable "$${name}" decides a @skip or @include, and must not be null.`;
  return { message, extensions: { code: 'BAD_USER_INPUT' } };
}

/** Whether `@skip` and `@include` let a selection take part. */
export function isIncluded(directives: readonly DirectiveNode[], values: ConditionValues): boolean {
  return directives.every((directive) => {
    if (!isCondition(directive)) return true;
    const value = directive.arguments?.find(({ name }) => name.value === 'if')?.value;
    const isTrue =
      value?.kind === Kind.VARIABLE ? values.get(value.name.value) : value?.kind === Kind.BOOLEAN && value.value;
    return (isTrue === true) === (directive.name.value === 'include');
  });
}

export function isCondition({ name }: DirectiveNode): boolean {
  return name.value === 'skip' || name.value === 'include';
}

function variablesOfConditions({ operation, fragments }: OperationParts): ReadonlySet<string> {
  const names = new Set<string>();
  const followed = new Set<string>();
  const gather = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      Directive: (directive) => {
        if (!isCondition(directive)) return;
        for (const { value } of directive.arguments ?? [])
          if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      FragmentSpread: ({ name }) => {
        const fragment = fragments.get(name.value);
        if (!fragment || followed.has(name.value)) return;
        followed.add(name.value);
        gather(fragment);
      },
    });
  };
  gather(operation);
  return names;
}
