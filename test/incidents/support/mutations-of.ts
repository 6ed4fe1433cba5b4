import type { Caller } from '@alliance/schema';

import type { GraphQLAnswer, TestSubgraph } from '../../support/running-subgraph.js';

/** Asks for a mutation that takes one input, named after it. */
export type Mutate = (caller: Caller, name: string, input: object, fields?: string) => Promise<GraphQLAnswer>;

/** @param subgraph - the one that runs when a mutation is asked for */
export function mutationsOf(subgraph: () => TestSubgraph): Mutate {
  return (caller, name, input, fields = '{ id }') => {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`;
    return subgraph().ask(caller, `mutation ($input: ${type}!) { ${name}(input: $input) ${fields} }`, { input });
  };
}

/** Code and message of the first error. */
export function refusalOf({ errors }: GraphQLAnswer): readonly unknown[] {
  return [errors?.[0]?.extensions?.['code'], errors?.[0]?.message];
}
