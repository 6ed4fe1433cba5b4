import { type ConstDirectiveNode, type DirectiveNode, Kind } from 'graphql';

/** Value of a string argument of an applied directive, if it is given. */
export function stringArgument(directive: DirectiveNode | ConstDirectiveNode, name: string): string | undefined {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}
