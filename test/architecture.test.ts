import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import {
  buildSourceGraph,
  findBorderViolations,
  findImportCircles,
  readSourceGraph,
  tablePatterns,
} from './support/source-graph.js';

const root = path.dirname(import.meta.dirname);

/** Judges planted sources with the functions that judge the real ones. */
function judge(texts: Readonly<Record<string, string>>) {
  return findBorderViolations(buildSourceGraph(new Map(Object.entries(texts)))).map(({ rule, file }) => [rule, file]);
}

/** One planted import, and the rule it breaks; undefined when it is allowed. */
function judgeImport(file: string, specifier: string) {
  const found = findBorderViolations(buildSourceGraph(new Map([[file, `import { x } from '${specifier}';\nx();\n`]])));
  return found.map(({ rule }) => rule).filter((rule) => rule !== 'missing-file');
}

describe('the house', () => {
  it('has no import circle, not even of types, and no border is crossed', async () => {
    const graph = await readSourceGraph(root);

    expect(graph.size).toBeGreaterThan(0);
    expect(findImportCircles(graph)).toEqual([]);
    expect(findBorderViolations(graph)).toEqual([]);
  });
});

describe('readSourceGraph', () => {
  it('reads the sources of every package from the disk, and nothing else', async () => {
    await using folder = await mkdtempDisposable(path.join(tmpdir(), 'house-'));
    const plant = async (file: string, text: string) => {
      await mkdir(path.join(folder.path, path.dirname(file)), { recursive: true });
      await writeFile(path.join(folder.path, file), text);
    };
    await plant('schema/src/index.ts', `export type { A } from './a.js';\n`);
    await plant('schema/src/a.ts', `import type { B } from '@alliance/schema';\nexport type A = B;\n`);
    await plant('schema/src/a.d.ts', 'export default 1;');
    await plant('schema/dist/a.ts', 'export default 1;');
    await plant('gateway/src/view.ts', `export default 1;\n`);
    await plant('subgraphs/kit/src/main.ts', `import '../../../gateway/src/gateway.js';\n`);

    const graph = await readSourceGraph(folder.path);

    expect([...graph.keys()]).toEqual([
      'gateway/src/view.ts',
      'schema/src/a.ts',
      'schema/src/index.ts',
      'subgraphs/kit/src/main.ts',
    ]);
    expect(findImportCircles(graph)).toEqual([['schema/src/a.ts', 'schema/src/index.ts']]);
    expect(findBorderViolations(graph)).toEqual([
      { rule: 'default-export', file: 'gateway/src/view.ts', message: 'exports a default' },
      {
        rule: 'package-border',
        file: 'schema/src/a.ts',
        message: '@alliance/schema must not import @alliance/schema',
      },
      {
        rule: 'package-border',
        file: 'subgraphs/kit/src/main.ts',
        message: `'../../../gateway/src/gateway.js' leaves subgraphs/kit/src/; import other packages by name`,
      },
    ]);
  });
});

describe('findImportCircles', () => {
  const circlesOf = (texts: Readonly<Record<string, string>>) =>
    findImportCircles(buildSourceGraph(new Map(Object.entries(texts))));

  it('finds a circle of types alone', () => {
    const circles = circlesOf({
      'schema/src/a.ts': `import type { B } from './b.js';\nexport interface A { b: B }`,
      'schema/src/b.ts': `import { type C } from './c.js';\nexport interface B { c: C }`,
      'schema/src/c.ts': `export interface C { a: import('./a.js').A }`,
      'schema/src/d.ts': `import type { A } from './a.js';\nexport type D = A;`,
    });

    expect(circles).toEqual([['schema/src/a.ts', 'schema/src/b.ts', 'schema/src/c.ts']]);
  });

  it('finds circles through export from, through import(), and through the entry of the own package', () => {
    const circles = circlesOf({
      'gateway/src/cli/a.ts': `export { b } from './b.js';`,
      'gateway/src/cli/b.ts': `export const b = () => import('./a.js');`,
      'schema/src/index.ts': `export { marking } from './marking.js';`,
      'schema/src/marking.ts': `import '@alliance/schema';\nexport const marking = 1;`,
    });

    expect(circles).toEqual([
      ['gateway/src/cli/a.ts', 'gateway/src/cli/b.ts'],
      ['schema/src/index.ts', 'schema/src/marking.ts'],
    ]);
  });

  it('finds a file that imports itself, and every one of several circles', () => {
    const circles = circlesOf({
      'schema/src/a.ts': `import './a.js';\nimport './b.js';`,
      'schema/src/b.ts': `import './c.js';`,
      'schema/src/c.ts': `import './b.js';\nimport './d.js';`,
      'schema/src/d.ts': '',
    });

    expect(circles).toEqual([['schema/src/b.ts', 'schema/src/c.ts'], ['schema/src/a.ts']]);
  });

  it('takes a diamond for what it is', () => {
    const circles = circlesOf({
      'schema/src/a.ts': `import './b.js';\nimport './c.js';`,
      'schema/src/b.ts': `import './d.js';`,
      'schema/src/c.ts': `import './d.js';`,
      'schema/src/d.ts': `// import './a.js'\nexport const text = "import './a.js'";`,
    });

    expect(circles).toEqual([]);
  });
});

/** Each border crossed once: the file, what it imports, the rule that must answer. */
const crossings: readonly (readonly [file: string, specifier: string, rule: string])[] = [
  ['schema/src/a.ts', '@alliance/kit', 'package-border'],
  ['subgraphs/kit/src/a.ts', '@alliance/members', 'package-border'],
  ['subgraphs/members/src/api/a.ts', '@alliance/incidents', 'package-border'],
  ['gateway/src/gateway.ts', '@alliance/kit', 'package-border'],
  ['gateway/src/gateway.ts', '@alliance/members', 'package-border'],
  ['gateway/src/gateway.ts', '../../schema/src/marking.js', 'package-border'],
  ['gateway/src/gateway.ts', '../package.json', 'package-border'],
  ['gateway/src/gateway.ts', '@alliance/schema/src/marking.js', 'package-entry'],
  ['gateway/src/gateway.ts', './engine', 'import-ending'],
  ['gateway/src/gateway.ts', './engine/engine.ts', 'import-ending'],

  ['subgraphs/members/src/domain/a.ts', '../persistence/member.entity.js', 'room-border'],
  ['subgraphs/members/src/domain/a.ts', '../api/member.type.js', 'room-border'],
  ['subgraphs/members/src/persistence/a.ts', '../api/member.type.js', 'room-border'],
  ['subgraphs/members/src/api/a.ts', '../subgraph.js', 'room-border'],
  ['subgraphs/members/src/subgraph.ts', './main.js', 'room-border'],
  ['subgraphs/members/src/subgraph.ts', './index.js', 'room-border'],
  ['subgraphs/members/src/attic/a.ts', '../domain/a.js', 'room-border'],
  ['subgraphs/members/src/domain/a.ts', 'graphql', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', 'type-graphql', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', 'dataloader', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', '@apollo/server', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', '@mikro-orm/core', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', 'pg', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', 'kysely', 'room-purity'],
  ['subgraphs/members/src/domain/a.ts', '@alliance/kit', 'room-purity'],
  ['subgraphs/members/src/api/a.ts', '@mikro-orm/postgresql', 'room-purity'],
  ['subgraphs/members/src/persistence/a.ts', 'type-graphql', 'room-purity'],
  ['subgraphs/members/src/persistence/a.ts', 'graphql/language/ast.js', 'room-purity'],

  ['gateway/src/http/a.ts', '../identity/a.js', 'room-border'],
  ['gateway/src/http/a.ts', '../engine/a.js', 'room-border'],
  ['gateway/src/planner/a.ts', '../engine/a.js', 'room-border'],
  ['gateway/src/engine/a.ts', '../planner/a.js', 'room-border'],
  ['gateway/src/engine/a.ts', '../transport/http-transport.js', 'room-border'],
  ['gateway/src/engine/a.ts', '../authorization/demand.js', 'room-border'],
  ['gateway/src/authorization/a.ts', '../engine/a.js', 'room-border'],
  ['gateway/src/authorization/a.ts', 'undici', 'room-purity'],
  ['gateway/src/engine/a.ts', 'undici', 'room-purity'],
  ['gateway/src/engine/a.ts', 'node:http', 'room-purity'],
  ['gateway/src/engine/a.ts', '../gateway.js', 'room-border'],
  ['gateway/src/gateway.ts', './cli/main.js', 'room-border'],
  ['gateway/src/config.ts', './engine/a.js', 'room-border'],
  ['gateway/src/errors/a.ts', '../http/a.js', 'room-border'],
  ['gateway/src/telemetry/a.ts', '../engine/a.js', 'room-border'],
  ['gateway/src/plan.ts', './planner/a.js', 'room-border'],
  ['gateway/src/planner/a.ts', '@apollo/query-planner', 'licence'],
  ['gateway/src/composition/a.ts', '@apollo/composition', 'licence'],
];

const allowed: readonly (readonly [file: string, specifier: string])[] = [
  ['gateway/src/gateway.ts', '@alliance/schema'],
  ['gateway/src/gateway.ts', './engine/a.js'],
  ['gateway/src/cli/a.ts', '../gateway.js'],
  ['gateway/src/cli/a.ts', '../launcher/a.js'],
  ['gateway/src/engine/a.ts', '../transport/subgraph-transport.js'],
  ['gateway/src/engine/a.ts', '../authorization/authorization.js'],
  ['gateway/src/engine/a.ts', '../plan.js'],
  ['gateway/src/engine/a.ts', '../errors/a.js'],
  ['gateway/src/engine/a.ts', './b.js'],
  ['gateway/src/transport/a.ts', 'undici'],
  ['gateway/src/http/a.ts', '../config.js'],
  ['subgraphs/members/src/domain/a.ts', '@alliance/schema'],
  ['subgraphs/members/src/persistence/a.ts', '@mikro-orm/core'],
  ['subgraphs/members/src/persistence/a.ts', '../domain/a.js'],
  ['subgraphs/members/src/api/a.ts', '../persistence/a.js'],
  ['subgraphs/members/src/api/a.ts', '../domain/a.js'],
  ['subgraphs/members/src/api/a.ts', 'dataloader'],
  ['subgraphs/members/src/subgraph.ts', './api/a.js'],
  ['subgraphs/members/src/main.ts', './subgraph.js'],
];

describe('findBorderViolations', () => {
  it.each(crossings)('%s must not import %s: %s', (file, specifier, rule) => {
    expect(judgeImport(file, specifier)).toEqual([rule]);
  });

  it.each(allowed)('%s may import %s', (file, specifier) => {
    expect(judgeImport(file, specifier)).toEqual([]);
  });

  it.each([
    `import type { B } from '@alliance/kit';\nexport type A = B;`,
    `import { type B } from '@alliance/kit';\nexport type A = B;`,
    `export type { B } from '@alliance/kit';\nexport const a = 1;`,
    `export type A = import('@alliance/kit').B;`,
    `export const a = () => import('@alliance/kit');`,
    `// eslint-disable-next-line borders/imports\nimport '@alliance/kit';`,
  ])('sees an import in the form %j', (text) => {
    expect(judge({ 'gateway/src/gateway.ts': text })).toEqual([['package-border', 'gateway/src/gateway.ts']]);
  });

  it.each([
    ['default-export', 'a.ts', 'export default 1;'],
    ['default-export', 'a.ts', 'export default class A {}'],
    ['default-export', 'a.ts', 'const a = 1;\nexport { a as default };'],
    ['barrel', 'engine/engine.ts', `export { a } from './a.js';`],
    ['barrel', 'engine/engine.ts', `import { a } from './a.js';\nexport { a };`],
    ['barrel', 'engine/index.ts', 'export const a = 1;'],
    ['wildcard-export', 'index.ts', `export * from './engine/a.js';`],
    ['file-length', 'a.ts', 'export const a = 1;\n'.repeat(501)],
    ['file-name', 'utils/a.ts', 'export const a = 1;'],
    ['file-name', 'engine/types.ts', 'export const a = 1;'],
    ['environment', 'a.ts', 'export const port = process.env.PORT;'],
    ['environment', 'a.ts', `export const port = process['env'].PORT;`],
    ['environment', 'a.ts', 'const { env } = process;\nexport const port = env.PORT;'],
    ['environment', 'a.ts', 'const { env: all } = process;\nexport const port = all.PORT;'],
    ['environment', 'a.ts', `import { env } from 'node:process';\nexport const port = env.PORT;`],
    ['missing-file', 'engine/b.ts', `import { a } from './gone.js';\na();`],
  ])('%s: gateway/src/%s %j', (rule, inside, text) => {
    const file = `gateway/src/${inside}`;
    const neighbours = { 'gateway/src/engine/a.ts': 'export const a = 1;' };

    expect(judge({ ...neighbours, [file]: text })).toEqual([[rule, file]]);
  });

  it('finds a second reader of the environment', () => {
    const text = 'export const port = process.env.PORT;';
    const found = judge({
      'gateway/src/config.ts': text,
      'gateway/src/launcher/config.ts': text,
      'subgraphs/kit/src/config.ts': text,
    });

    expect(found).toEqual([['environment', 'gateway/src/launcher/config.ts']]);
  });

  it('lets pass what is as it should be', () => {
    const found = judge({
      'gateway/src/index.ts': `export { a } from './engine/a.js';`,
      'gateway/src/engine/a.ts': 'export const a = 1;\n'.repeat(500),
      'gateway/src/errors.ts': 'export const a = 1;\n'.repeat(501),
      'gateway/src/config.ts': 'export const port = process.env.PORT;',
      'gateway/src/engine/b.ts': `import { a } from './a.js';\nexport const b = a;\nexport type { A } from './a.js';`,
    });

    expect(found).toEqual([]);
  });
});

/** Where CI is set, the parser takes the types of what stands on the disk, not of the text at hand; this tells it not to. */
function typedLint(): ESLint {
  const parserOptions = { disallowAutomaticSingleRunInference: true };
  return new ESLint({ cwd: root, overrideConfig: { languageOptions: { parserOptions } } });
}

describe('lint', () => {
  /** Planted files belong to no TypeScript program, so the rules that ask for types stay out. */
  const untyped = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

  async function rulesBroken(file: string, text: string, lint = untyped): Promise<string[]> {
    const results = await lint.lintText(text, { filePath: path.join(root, file) });
    return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
  }

  it.each(crossings)('catches that %s imports %s', async (file, specifier) => {
    expect(await rulesBroken(file, `import { x } from '${specifier}';\nx();\n`)).toContain('borders/imports');
  });

  it.each(allowed)('lets pass that %s imports %s', async (file, specifier) => {
    expect(await rulesBroken(file, `import { x } from '${specifier}';\nx();\n`)).not.toContain('borders/imports');
  });

  it.each([
    `import type { B } from '@alliance/kit';\nexport type A = B;`,
    `export type { B } from '@alliance/kit';`,
    `export * from '@alliance/kit';`,
    `export type A = import('@alliance/kit').B;`,
    `export const a = () => import('@alliance/kit');`,
  ])('sees an import in the form %j', async (text) => {
    expect(await rulesBroken('gateway/src/gateway.ts', text)).toContain('borders/imports');
  });

  it('keeps the tests, too, to the entries of packages', async () => {
    const text = (specifier: string) => `import { x } from '${specifier}';\nx();\n`;

    expect(await rulesBroken('test/kit/a.test.ts', text('@alliance/kit/src/a.js'))).toContain('borders/imports');
    expect(await rulesBroken('test/kit/a.test.ts', text('@alliance/kit'))).toEqual([]);
    expect(await rulesBroken('test/kit/a.test.ts', text('../../subgraphs/kit/src/config.js'))).toEqual([]);
  });

  const nested = 'if (a) { if (a) { if (a) { if (a) { if (a) { a(); } } } } }';
  it.each([
    ['import-x/no-default-export', 'gateway/src/a.ts', 'export default 1;'],
    ['no-restricted-syntax', 'gateway/src/index.ts', `export * from './engine/a.js';`],
    ['no-restricted-syntax', 'gateway/src/a.ts', 'export const port = process.env.PORT;'],
    ['no-restricted-syntax', 'gateway/src/a.ts', `export const port = process['env'].PORT;`],
    ['no-restricted-syntax', 'gateway/src/a.ts', 'const { env } = process;\nexport const port = env.PORT;'],
    ['no-restricted-syntax', 'gateway/src/a.ts', `import { env } from 'node:process';\nexport const port = env.PORT;`],
    ['no-restricted-syntax', 'subgraphs/members/src/api/a.ts', 'export const port = process.env.PORT;'],
    ['no-restricted-syntax', 'subgraphs/members/src/api/a.ts', `import type { EntityManager } from '@alliance/kit';`],
    ['max-lines', 'gateway/src/a.ts', 'export const a = 1;\n'.repeat(501)],
    ['max-lines-per-function', 'gateway/src/a.ts', `export function a() {\n${'a();\n'.repeat(80)}}`],
    ['max-params', 'gateway/src/a.ts', 'export const a = (b, c, d, e, f) => b + c + d + e + f;'],
    ['max-depth', 'gateway/src/a.ts', `export function a() { ${nested} }`],
    ['complexity', 'gateway/src/a.ts', `export const a = (b) => ${'b || '.repeat(15)} b;`],
    ['@typescript-eslint/no-explicit-any', 'gateway/src/a.ts', 'export const a: any = 1;'],
    ['@typescript-eslint/consistent-type-imports', 'gateway/src/a.ts', `import { A } from 'a';\nexport type B = A;`],
    ['import-x/no-extraneous-dependencies', 'schema/src/a.ts', `import pg from 'pg';\npg();`],
    ['import-x/order', 'gateway/src/a.ts', `import { b } from './b.js';\nimport { a } from '@alliance/schema';\na(b);`],
    [
      'import-x/order',
      'subgraphs/members/src/a.ts',
      `import { a } from '@alliance/kit';\nimport { b } from 'pg';\na(b);`,
    ],
    ['import-x/no-cycle', 'schema/src/marking.ts', `import './index.js';\nexport const parseMarking = 1;`],
  ])('%s: %s %j', async (rule, file, text) => {
    expect(await rulesBroken(file, text)).toContain(rule);
  });

  it('lets config.ts read the environment, and a tool have its default export', async () => {
    expect(await rulesBroken('gateway/src/config.ts', 'export const port = process.env.PORT;\n')).toEqual([]);
    expect(await rulesBroken('gateway/playground/src/vite.config.ts', 'export default {};\n')).toEqual([]);
  });

  it('catches a switch that forgets a case, which only types can tell', async () => {
    const typed = typedLint();
    const text = `export function a(kind: 'one' | 'two'): number {
  switch (kind) {
    case 'one':
      return 1;
  }
  return 0;
}
`;
    expect(await rulesBroken('schema/src/index.ts', text, typed)).toEqual([
      '@typescript-eslint/switch-exhaustiveness-check',
    ]);
  });

  it('reads the program of the browser without the types of the root', async () => {
    const text = `import './view.css';\nexport const View = () => <p>{process.env.HOME}</p>;\n`;
    const typed = typedLint();

    expect(await rulesBroken('gateway/playground/src/view.tsx', text, typed)).toEqual(['no-restricted-syntax']);
  });

  it('exempts the same tables as the count of lines does', async () => {
    const long = 'export const a = 1;\n'.repeat(501);
    const files = ['errors.ts', 'error-codes.ts', 'a.table.ts', 'a.generated.ts', 'migrations/a.ts'];
    for (const file of files.map((name) => `schema/src/${name}`)) {
      expect(tablePatterns.some((pattern) => pattern.test(file))).toBe(true);
      expect(await rulesBroken(file, long)).not.toContain('max-lines');
    }
  });
});
