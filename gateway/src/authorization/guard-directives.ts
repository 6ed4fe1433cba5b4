import { type ConstDirectiveNode, type ConstObjectValueNode, type DocumentNode, Kind } from 'graphql';

/** A directive that guards what it stands on. */
export type GuardKind = 'authenticated' | 'requiresScopes' | 'policy';

const origin = 'https://specs.apollo.dev/';

/** The specifications that are enforced, in the versions that are known. */
const guards: ReadonlyMap<string, GuardKind> = new Map([
  [`${origin}authenticated/v0.1`, 'authenticated'],
  [`${origin}requiresScopes/v0.1`, 'requiresScopes'],
  [`${origin}policy/v0.1`, 'policy'],
]);

/** Others that protect something: the engine hides what is inaccessible, and contexts are inputs like any other. */
const servedOtherwise = [`${origin}inaccessible/v0.`, `${origin}context/v0.1`];

/** A supergraph that asks for a protection which is not known here, and so could not be given. */
export class UnknownProtectionError extends Error {
  override readonly name = 'UnknownProtectionError';
}

/**
 * By which names a supergraph knows the guarding directives: each has its own name, unless the link renames it
 * (https://specs.apollo.dev/link/v1.0/). A name that nothing links guards as well: better a field that is closed by
 * mistake. Throws an `UnknownProtectionError` for what is linked `for: SECURITY` and not known; serving that all the
 * same is forbidden by the specification.
 */
export function findGuards(supergraph: DocumentNode): ReadonlyMap<string, GuardKind> {
  const names = new Map<string, GuardKind>([...guards.values()].map((kind) => [kind, kind]));
  const linked = linksOf(supergraph).map((link) => ({
    link,
    url: textOf(link, 'url') ?? textOf(link, 'feature') ?? '',
  }));
  for (const { link, url } of linked) {
    if (!guards.has(url)) releaseForeignNames(link, url, names);
  }
  for (const { link, url } of linked) {
    const kind = guards.get(url);
    if (kind) names.set(nameOf(link, kind), kind);
    else refuseUnknownProtection(link, url);
  }
  return names;
}

/** A custom directive may bear such a name; the link says so. */
function releaseForeignNames(link: ConstDirectiveNode, url: string, names: Map<string, GuardKind>): void {
  const own = textOf(link, 'as') ?? new RegExp(String.raw`([^/]+)/v\d+\.\d+$`).exec(url)?.[1];
  for (const name of [own, ...importsOf(link).map(({ as }) => as.slice(1))]) if (name !== undefined) names.delete(name);
}

function nameOf(link: ConstDirectiveNode, kind: GuardKind): string {
  const imported = importsOf(link).find(({ name }) => name === `@${kind}`);
  return imported ? imported.as.slice(1) : (textOf(link, 'as') ?? kind);
}

function refuseUnknownProtection(link: ConstDirectiveNode, url: string): void {
  const purpose = link.arguments?.find(({ name }) => name.value === 'for')?.value;
  const isSecurity = purpose?.kind === Kind.ENUM && purpose.value === 'SECURITY';
  const isOurs = [...guards.values()].some((kind) => url.startsWith(`${origin}${kind}/`));
  if (isOurs || (isSecurity && !servedOtherwise.some((known) => url.startsWith(known)))) {
    throw new UnknownProtectionError(`It is protected by ${url}, which is not known here and could not be enforced.`);
  }
}

function linksOf({ definitions }: DocumentNode): readonly ConstDirectiveNode[] {
  return definitions
    .flatMap((node) =>
      node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
    )
    .filter(({ name }) => name.value === 'link' || name.value === 'core');
}

function textOf(holder: ConstDirectiveNode, key: string): string | undefined {
  const value = holder.arguments?.find(({ name }) => name.value === key)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

/** The elements of `import:`, each with the name it has here. */
function importsOf(link: ConstDirectiveNode): readonly { readonly name: string; readonly as: string }[] {
  const value = link.arguments?.find(({ name }) => name.value === 'import')?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    if (item.kind === Kind.STRING) return [{ name: item.value, as: item.value }];
    return item.kind === Kind.OBJECT ? renamedImport(item) : [];
  });
}

function renamedImport({ fields }: ConstObjectValueNode): readonly { readonly name: string; readonly as: string }[] {
  const text = (key: string) => {
    const value = fields.find(({ name }) => name.value === key)?.value;
    return value?.kind === Kind.STRING ? value.value : undefined;
  };
  const name = text('name');
  return name === undefined ? [] : [{ name, as: text('as') ?? name }];
}
