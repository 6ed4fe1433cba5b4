import {
  type DefinitionNode,
  type DocumentNode,
  type GraphQLSchema,
  Kind,
  type NameNode,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { Asked } from './answer.js';

/** How many smaller operations are tried at most. */
const maxTries = 400;

/** A smaller operation that still has what `isBad` looks for: parts are left out as long as that goes. */
export async function shrinkOperation(
  schema: GraphQLSchema,
  asked: Asked,
  isBad: (asked: Asked) => Promise<boolean>,
): Promise<Asked> {
  let [best, tries] = [asked, 0];
  for (let position = 0; tries < maxTries;) {
    const smaller = without(best, position);
    if (smaller === 'at the end') return best;
    const isValid = smaller && validate(schema, smaller.document).length === 0;
    if (isValid) tries += 1;
    if (isValid && (await isBad(smaller))) best = smaller;
    else position += 1;
  }
  return best;
}

/** The operation without the part at a position, or with a fragment's content in its place; parts near the root first. */
function without(asked: Asked, position: number): Asked | undefined | 'at the end' {
  const count = { left: position };
  let document = visit<DocumentNode>(asked.document, {
    enter: (node) => {
      const isPart =
        node.kind === Kind.FIELD ||
        node.kind === Kind.INLINE_FRAGMENT ||
        node.kind === Kind.FRAGMENT_SPREAD ||
        node.kind === Kind.ARGUMENT ||
        node.kind === Kind.OBJECT_FIELD ||
        (node.kind === Kind.OPERATION_DEFINITION && node.name?.value === 'Other') ||
        (node.kind === Kind.DIRECTIVE && count.left >= 0);
      if (!isPart) return undefined;
      count.left -= 1;
      return count.left === -1 ? null : undefined;
    },
  });
  if (count.left >= 0) {
    document = inlined(asked.document, count);
    if (count.left >= 0) return 'at the end';
  }
  const tidy = withoutUnused(document);
  if (!tidy) return undefined;
  const source = print(tidy);
  return { ...asked, source, document: parse(source) };
}

/** Puts the content of the fragment at a position in its place. */
function inlined(document: DocumentNode, count: { left: number }): DocumentNode {
  return visit<DocumentNode>(document, {
    SelectionSet: {
      enter: (node: SelectionSetNode) => ({
        ...node,
        selections: node.selections.flatMap((each) => {
          if (each.kind !== Kind.INLINE_FRAGMENT) return [each];
          count.left -= 1;
          return count.left === -1 ? each.selectionSet.selections : [each];
        }),
      }),
    },
  });
}

/** Without empty selection sets, and variables and fragments that nobody uses; undefined when nothing remains. */
export function withoutUnused(document: DocumentNode): DocumentNode | undefined {
  const filled = visit<DocumentNode>(document, {
    Field: { leave: (node) => (node.selectionSet?.selections.length === 0 ? null : undefined) },
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
  });
  const empty = new Set(
    filled.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION && node.selectionSet.selections.length === 0 ? [node.name.value] : [],
    ),
  );
  if (empty.size > 0) {
    const isEmptyNamed = ({ name }: { readonly name: NameNode }) => (empty.has(name.value) ? null : undefined);
    return withoutUnused(visit(filled, { FragmentDefinition: isEmptyNamed, FragmentSpread: isEmptyNamed }));
  }
  const usedByAny = new Set<string>();
  const operations = filled.definitions.flatMap((node): readonly DefinitionNode[] => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    const used = usedNames(node, filled);
    for (const name of used) usedByAny.add(name);
    const variableDefinitions = (node.variableDefinitions ?? []).filter(({ variable }) =>
      used.has(variable.name.value),
    );
    return [{ ...node, variableDefinitions }];
  });
  const fragments = filled.definitions.filter(
    (node) => node.kind === Kind.FRAGMENT_DEFINITION && usedByAny.has(`...${node.name.value}`),
  );
  const definitions = [...operations, ...fragments];
  const isEmpty = definitions.some((node) => 'selectionSet' in node && node.selectionSet.selections.length === 0);
  return isEmpty ? undefined : { ...filled, definitions };
}

/** Names of variables, and `...` with those of fragments, that an operation uses, also by way of fragments. */
function usedNames(operation: DefinitionNode, { definitions }: DocumentNode): ReadonlySet<string> {
  const used = new Set<string>();
  const gather = (node: DefinitionNode): void => {
    visit(node, {
      FragmentSpread: ({ name }) => {
        if (used.has(`...${name.value}`)) return;
        used.add(`...${name.value}`);
        for (const each of definitions) {
          if (each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name.value) gather(each);
        }
      },
      Argument: (argument) => void visit(argument, { Variable: ({ name }) => void used.add(name.value) }),
    });
  };
  gather(operation);
  return used;
}
