import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DirectiveNode,
  type DocumentNode,
  Kind,
  visit,
} from 'graphql';

const federation = 'https://specs.apollo.dev/federation/';

/** The directives by which a subgraph says who may read what, and the argument that names the rights. */
const guards: ReadonlyMap<string, string | undefined> = new Map([
  ['authenticated', undefined],
  ['requiresScopes', 'scopes'],
  ['policy', 'policies'],
]);

/**
 * Why a composer would lose what a schema says about who may read what. Composers drop directives that are not linked,
 * and lists that name no right, without a word; what an institution states must not be lost on the way.
 */
export function findLostRequirements(schema: DocumentNode): readonly string[] {
  const names = namesOfGuards(schema);
  const foreign = foreignNames(schema);
  const reasons = new Set<string>();
  visit(schema, {
    SchemaDefinition: () => false,
    SchemaExtension: () => false,
    DirectiveDefinition: () => false,
    Directive: (node) => {
      const written = node.name.value;
      const guard = names.get(written);
      if (guard === undefined && guards.has(written) && !foreign.has(written)) {
        reasons.add(`@${written} is not imported from the federation specification, so it would not be enforced.`);
      } else if (guard !== undefined && namesNoRight(node, guards.get(guard))) {
        reasons.add(`@${written} names no right, so it would not be enforced: each list needs an entry.`);
      }
    },
  });
  return [...reasons];
}

/** By which names a schema knows the directives: imported, perhaps renamed, or with the prefix of the specification. */
function namesOfGuards(schema: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const link of linksOf(schema).filter((each) => textOf(each, 'url')?.startsWith(federation))) {
    const prefix = textOf(link, 'as') ?? 'federation';
    for (const guard of guards.keys()) names.set(`${prefix}__${guard}`, guard);
    for (const { name, as } of importsOf(link)) {
      if (guards.has(name.slice(1))) names.set(as.slice(1), name.slice(1));
    }
  }
  return names;
}

/** Names that another specification has taken. */
function foreignNames(schema: DocumentNode): ReadonlySet<string> {
  const others = linksOf(schema).filter((link) => !textOf(link, 'url')?.startsWith('https://specs.apollo.dev/'));
  return new Set(others.flatMap((link) => importsOf(link).map(({ as }) => as.slice(1))));
}

/** A list of alternatives that has none, or one that asks for nothing. */
function namesNoRight(directive: DirectiveNode, argument: string | undefined): boolean {
  if (argument === undefined) return false;
  const groups = itemsOf(directive.arguments?.find(({ name }) => name.value === argument)?.value as ConstValueNode);
  return groups.length === 0 || groups.some((group) => itemsOf(group).length === 0);
}

/** A single item stands for the list of it (GraphQL specification, section 3.11). */
function itemsOf(value: ConstValueNode | undefined): readonly ConstValueNode[] {
  if (!value || value.kind === Kind.NULL) return [];
  return value.kind === Kind.LIST ? value.values : [value];
}

function linksOf({ definitions }: DocumentNode): readonly ConstDirectiveNode[] {
  return definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
    )
    .filter(({ name }) => name.value === 'link');
}

function textOf(directive: ConstDirectiveNode, key: string): string | undefined {
  const value = directive.arguments?.find(({ name }) => name.value === key)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The elements of `import:`, each with the name it has here. */
function importsOf(link: ConstDirectiveNode): readonly { readonly name: string; readonly as: string }[] {
  const value = link.arguments?.find(({ name }) => name.value === 'import')?.value;
  return itemsOf(value).flatMap((item) => {
    if (item.kind === Kind.STRING) return [{ name: item.value, as: item.value }];
    if (item.kind !== Kind.OBJECT) return [];
    const text = (key: string) => {
      const field = item.fields.find(({ name }) => name.value === key)?.value;
      return field?.kind === Kind.STRING ? field.value : undefined;
    };
    const name = text('name');
    return name === undefined ? [] : [{ name, as: text('as') ?? name }];
  });
}
