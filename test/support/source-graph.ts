/**
 * The sources of all packages as one graph of imports, and the borders counted over it. Types count like values, and
 * comments that silence lint are not read.
 */
import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { judgeImport, locate, packages, targetOf } from '../../.build/borders.js';
import type { ImportRule } from '../../.build/borders.js';

/** One import, in any form: `import`, `export … from`, `import()` or `import('…')` in a type. */
export interface SourceImport {
  readonly specifier: string;
  /** The file it means, relative to the root; undefined for libraries. */
  readonly target: string | undefined;
}

/** What the guards need to know of one source file. `path` is relative to the root, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly SourceImport[];
  readonly hasDefaultExport: boolean;
  /** Nothing but exports of what other files declare. */
  readonly isBarrel: boolean;
  /** Contains `export * from`, which hides what is exported. */
  readonly hasWildcardExport: boolean;
  readonly readsEnvironment: boolean;
}

export type SourceGraph = ReadonlyMap<string, SourceFile>;

export type BorderRule =
  | ImportRule
  | 'missing-file'
  | 'default-export'
  | 'barrel'
  | 'wildcard-export'
  | 'file-length'
  | 'file-name'
  | 'environment';

export interface BorderViolation {
  readonly rule: BorderRule;
  readonly file: string;
  readonly message: string;
}

const maxLines = 500;

/** Tables are exempt from the length of a file: they are read by the line. */
export const tablePatterns: readonly RegExp[] = [
  /\/src\/error(s|-codes)\.ts$/,
  /\.table\.ts$/,
  /\.generated\.ts$/,
  /\/migrations\//,
];

/** Names that say nothing of what is inside. */
const emptyNames = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'shared', 'types']);

/** Reads every source of every package below `root`; declarations (`.d.ts`) are not sources. */
export async function readSourceGraph(root: string): Promise<SourceGraph> {
  const texts = new Map<string, string>();
  for (const { folder } of Object.values(packages)) {
    for await (const file of glob(`${folder}/src/**/*.{ts,tsx}`, { cwd: root })) {
      if (file.endsWith('.d.ts')) continue;
      texts.set(file.split(path.sep).join('/'), readFileSync(path.join(root, file), 'utf8'));
    }
  }
  return buildSourceGraph(texts);
}

/** Builds the graph from texts by path. Names of packages lead to their entries, so a circle may cross packages. */
export function buildSourceGraph(texts: ReadonlyMap<string, string>): SourceGraph {
  return new Map([...texts].sort().map(([file, text]) => [file, parseSourceFile(file, text, texts)]));
}

function parseSourceFile(file: string, text: string, texts: ReadonlyMap<string, string>): SourceFile {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const specifiers = new Set<string>();
  let readsEnvironment = false;
  visit(tree);

  return {
    path: file,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: [...specifiers].map((specifier) => ({ specifier, target: resolveImport(file, specifier, texts) })),
    hasDefaultExport: tree.statements.some(isDefaultExport),
    isBarrel: isBarrel(tree),
    hasWildcardExport: tree.statements.some(isWildcardExport),
    readsEnvironment,
  };

  function visit(node: ts.Node): void {
    const specifier = specifierOf(node);
    if (specifier !== undefined) specifiers.add(specifier);
    readsEnvironment ||= isReadOfEnvironment(node);
    ts.forEachChild(node, visit);
  }
}

function resolveImport(file: string, specifier: string, texts: ReadonlyMap<string, string>): string | undefined {
  const target = specifier.startsWith('.') ? targetOf(file, specifier) : entryOf(specifier);
  if (target?.endsWith('.ts') && !texts.has(target) && texts.has(`${target}x`)) return `${target}x`;
  return target;
}

function entryOf(specifier: string): string | undefined {
  const folder = packages[specifier]?.folder;
  return folder === undefined ? undefined : `${folder}/src/index.ts`;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? textOf(node.argument.literal) : undefined;
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return textOf(node.arguments[0]);
  return undefined;
}

function textOf(node: ts.Node | undefined): string | undefined {
  return node && ts.isStringLiteralLike(node) ? node.text : undefined;
}

/** `process.env`, `process['env']`, `const { env } = process`, and `import { env } from 'node:process'`. */
function isReadOfEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) {
    return isProcess(node.expression) && textOf(node.argumentExpression) === 'env';
  }
  if (ts.isBindingElement(node)) {
    const { initializer } = node.parent.parent as ts.VariableDeclaration;
    return isProcess(initializer) && (node.propertyName ?? node.name).getText() === 'env';
  }
  if (!ts.isImportSpecifier(node)) return false;
  const from = textOf(node.parent.parent.parent.moduleSpecifier);
  return (from === 'node:process' || from === 'process') && (node.propertyName ?? node.name).text === 'env';
}

function isProcess(node: ts.Node | undefined): boolean {
  return node !== undefined && ts.isIdentifier(node) && node.text === 'process';
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause)) return false;
    return exportClause.elements.some((element) => element.name.text === 'default');
  }
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword) ?? false;
}

function isBarrel({ statements }: ts.SourceFile): boolean {
  const isForwarding = (statement: ts.Statement) =>
    ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
  return statements.some((statement) => ts.isExportDeclaration(statement)) && statements.every(isForwarding);
}

function isWildcardExport(statement: ts.Statement): boolean {
  return ts.isExportDeclaration(statement) && statement.exportClause === undefined;
}

/**
 * Finds the circles of imports, each as the files of one strongly connected part (Tarjan 1972), sorted by path.
 * A file that imports itself is a circle of one.
 */
export function findImportCircles(graph: SourceGraph): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  for (const file of graph.keys()) if (!order.has(file)) connect(file);
  return circles;

  function connect(file: string): void {
    const index = order.size;
    order.set(file, index);
    lowest.set(file, index);
    stack.push(file);
    for (const target of targetsOf(graph, file)) {
      if (!order.has(target)) {
        connect(target);
        lower(file, lowest.get(target));
      } else if (stack.includes(target)) {
        lower(file, order.get(target));
      }
    }
    if (lowest.get(file) === index) collect(file);
  }

  function lower(file: string, candidate = Infinity): void {
    lowest.set(file, Math.min(lowest.get(file) ?? Infinity, candidate));
  }

  function collect(file: string): void {
    const part = stack.splice(stack.lastIndexOf(file)).sort();
    if (part.length > 1 || targetsOf(graph, file).includes(file)) circles.push(part);
  }
}

function targetsOf(graph: SourceGraph, file: string): string[] {
  const imports = graph.get(file)?.imports ?? [];
  return imports.flatMap(({ target }) => (target !== undefined && graph.has(target) ? [target] : []));
}

/** Every crossing of a border, in the order of the files. An empty list means that the house stands. */
export function findBorderViolations(graph: SourceGraph): readonly BorderViolation[] {
  return [
    ...[...graph.values()].flatMap((file) => [...judgeImportsOf(file, graph), ...judgeShapeOf(file)]),
    ...findSecondReaders(graph),
  ];
}

function judgeImportsOf(file: SourceFile, graph: SourceGraph): BorderViolation[] {
  return file.imports.flatMap(({ specifier, target }): BorderViolation[] => {
    const verdict = judgeImport(file.path, specifier);
    if (verdict) return [{ ...verdict, file: file.path }];
    const isMissing = specifier.endsWith('.js') && target !== undefined && !graph.has(target);
    if (!isMissing) return [];
    return [{ rule: 'missing-file', file: file.path, message: `'${specifier}' leads to no source` }];
  });
}

function judgeShapeOf(file: SourceFile): BorderViolation[] {
  const inside = locate(file.path)?.inside ?? file.path;
  const isEntry = inside === 'index.ts';
  const isTable = tablePatterns.some((pattern) => pattern.test(file.path));
  const emptyName = inside.split('/').find((name) => emptyNames.has(name.replace(/\.tsx?$/, '')));

  const findings: readonly (readonly [boolean, BorderRule, string])[] = [
    [file.hasDefaultExport && !inside.endsWith('.config.ts'), 'default-export', 'exports a default'],
    [file.isBarrel && !isEntry, 'barrel', 'only passes on what others export; that is for the entry'],
    [!isEntry && inside.endsWith('/index.ts'), 'barrel', 'the entry is the only index.ts of a package'],
    [file.hasWildcardExport, 'wildcard-export', 'exports *; name what is exported'],
    [file.lines > maxLines && !isTable, 'file-length', `has ${String(file.lines)} lines, at most ${String(maxLines)}`],
    [emptyName !== undefined, 'file-name', `'${String(emptyName)}' does not say what is inside`],
    [file.readsEnvironment && !isConfig(file), 'environment', 'reads the environment outside of config.ts'],
  ];
  return findings.flatMap(([applies, rule, message]) => (applies ? [{ rule, file: file.path, message }] : []));
}

function isConfig(file: SourceFile): boolean {
  return file.path.endsWith('/config.ts');
}

/** One file a package reads the environment; a second `config.ts` is one too many. */
function findSecondReaders(graph: SourceGraph): BorderViolation[] {
  const readers = [...graph.values()].filter((file) => file.readsEnvironment && isConfig(file));
  const byPackage = Object.values(Object.groupBy(readers, (file) => locate(file.path)?.package ?? ''));
  return byPackage.flatMap((files = []) =>
    files.slice(1).map((file) => ({ rule: 'environment', file: file.path, message: 'is a second reader' }) as const),
  );
}
