import { type DirectiveNode, type DocumentNode, Kind } from 'graphql';

import { stringArgument } from './directive-arguments.js';

/**
 * The specifications that a supergraph links (`join`, `link`, `inaccessible`, `tag`, …). Their types and directives
 * serve federation and are no part of what clients see. Source: https://specs.apollo.dev/link/v1.0/
 */
export class FederationMachinery {
  private readonly prefixes = new Set<string>(['join', 'link', 'core']);
  private readonly directives = new Set<string>(['link', 'core']);
  private readonly types = new Set<string>();
  private inaccessibleDirective: string | undefined;

  constructor(document: DocumentNode) {
    for (const node of document.definitions) {
      if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue;
      for (const directive of node.directives ?? []) this.readLink(directive);
    }
  }

  /** Whether a type definition belongs to a linked specification. */
  ownsType(name: string): boolean {
    return this.types.has(name) || this.isPrefixed(name);
  }

  /** Whether a directive definition belongs to a linked specification. */
  ownsDirective(name: string): boolean {
    return this.directives.has(name) || this.isPrefixed(name);
  }

  isInaccessible(node: { readonly directives?: readonly DirectiveNode[] | undefined }): boolean {
    const name = this.inaccessibleDirective;
    return name !== undefined && (node.directives?.some((directive) => directive.name.value === name) ?? false);
  }

  private readLink(link: DirectiveNode): void {
    const url = stringArgument(link, 'url') ?? stringArgument(link, 'feature');
    if ((link.name.value !== 'link' && link.name.value !== 'core') || url === undefined) return;
    const specName = nameOfSpecification(url);
    const name = stringArgument(link, 'as') ?? specName;
    if (name === undefined) return;
    this.prefixes.add(name);
    this.directives.add(name);
    const imports = importsOf(link);
    for (const { as } of imports) (as.startsWith('@') ? this.directives : this.types).add(as.replace('@', ''));
    if (url.startsWith('https://specs.apollo.dev/inaccessible/v')) {
      this.inaccessibleDirective = imports.find((item) => item.name === '@inaccessible')?.as.slice(1) ?? name;
    }
  }

  private isPrefixed(name: string): boolean {
    const end = name.indexOf('__');
    return end > 0 && this.prefixes.has(name.slice(0, end));
  }
}

/** `https://specs.apollo.dev/join/v0.3` → `join`. */
function nameOfSpecification(url: string): string | undefined {
  const segments = (URL.parse(url)?.pathname ?? '').split('/').filter(Boolean);
  const last = segments.at(-1);
  return last !== undefined && /^v\d+(\.\d+)?$/.test(last) ? segments.at(-2) : last;
}

/** The elements of `import:`, each with the name it has here. */
function importsOf(link: DirectiveNode): { readonly name: string; readonly as: string }[] {
  const value = link.arguments?.find((argument) => argument.name.value === 'import')?.value;
  if (value?.kind !== Kind.LIST) return [];
  return value.values.flatMap((item) => {
    if (item.kind === Kind.STRING) return [{ name: item.value, as: item.value }];
    if (item.kind !== Kind.OBJECT) return [];
    const text = (key: string) => {
      const field = item.fields.find((candidate) => candidate.name.value === key)?.value;
      return field?.kind === Kind.STRING ? field.value : undefined;
    };
    const name = text('name');
    return name === undefined ? [] : [{ name, as: text('as') ?? name }];
  });
}
