/**
 * Lint for the whole house. What TypeScript or Prettier already hold is not repeated here; borders between packages
 * and rooms stand in `.build/borders.js`.
 */
import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { borders } from './.build/lint-borders.js';

const typescript = ['**/*.{ts,tsx}'];
const sources = ['schema/src/**/*.{ts,tsx}', 'subgraphs/*/src/**/*.{ts,tsx}', 'gateway/src/**/*.{ts,tsx}'];
/** Bundled by Vite for the browser; it has a tsconfig of its own and is not part of the root's. */
const browser = ['gateway/playground/**/*.{ts,tsx}'];
/** Long by nature: a table is read by the line. Held against `test/support/source-graph.ts` by the architecture test. */
const tables = ['**/src/errors.ts', '**/src/error-codes.ts', '**/*.table.ts', '**/*.generated.ts', '**/migrations/**'];

const environment = 'The environment is read in config.ts only, once a package.';
const readsOfEnvironment = [
  'MemberExpression[object.name="process"][property.name="env"]',
  'MemberExpression[object.name="process"][property.value="env"]',
  'VariableDeclarator[init.name="process"] Property[key.name="env"]',
  'ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name="env"]',
].map((selector) => ({ selector, message: environment }));
const exportAll = { selector: 'ExportAllDeclaration', message: 'Name what is exported: a list can be read.' };
const entityManager = {
  selector: 'ImportSpecifier[imported.name=/^(Sql)?EntityManager$/]',
  message: 'api never touches an entity manager: ask a repository of ../persistence.',
};

export default defineConfig(
  globalIgnores(['**/dist/', '**/.data/', '**/*.d.ts', '**/*.generated.ts', 'schema/sdl/', '**/coverage/']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX, borders },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.js'],
      'import-x/external-module-folders': ['node_modules'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.tsx', '.js'],
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
          conditionNames: ['types', 'import', 'node', 'default'],
        }),
      ],
    },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-param-reassign': 'error',
      'no-template-curly-in-string': 'error',
      'no-constructor-return': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-control-regex': 'error',
      'no-useless-rename': 'error',
      'preserve-caught-error': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],

      'max-lines': ['error', { max: 500, skipBlankLines: false, skipComments: false }],
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      'max-depth': ['error', 4],
      complexity: ['error', { max: 15, variant: 'modified' }],

      'borders/imports': 'error',
      'import-x/first': 'error',
      'import-x/no-duplicates': 'error',
      'import-x/order': [
        'error',
        {
          groups: [['builtin', 'external'], 'internal', ['parent', 'sibling', 'index']],
          pathGroups: [
            { pattern: '@alliance/schema', group: 'internal', position: 'before' },
            { pattern: '@alliance/kit', group: 'internal' },
            { pattern: '@alliance/*', group: 'internal', position: 'after' },
          ],
          pathGroupsExcludedImportTypes: [],
          'newlines-between': 'ignore',
        },
      ],
    },
  },
  { name: 'javascript', files: ['**/*.{js,cjs}'], rules: { 'no-unused-vars': 'error' } },
  {
    name: 'typescript',
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/prefer-readonly': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      'import-x/no-default-export': 'error',

      // An object literal is an honest value of a type-graphql class, whose fields are all that counts.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // A class of type-graphql may consist of decorators alone.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // `text || fallback` means the empty text, too.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // `payload['kind']` says that the name was not checked yet.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // What was rejected with may be unknown when it is passed on.
      '@typescript-eslint/prefer-promise-reject-errors': ['error', { allowThrowingUnknown: true }],

      // Held by the compiler: noUnusedLocals, noUnusedParameters.
      '@typescript-eslint/no-unused-vars': 'off',
      // Fulfilling an asynchronous interface without waiting is honest, and turns a throw into a rejection.
      '@typescript-eslint/require-await': 'off',
      // Narrowing outlives an `await`: a signal that aborted meanwhile, a state that moved on, would be "always false".
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // An interface lacks the index signature that JSON-shaped values need; both forms have their place.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // Its form is the one that `no-non-null-assertion` forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
    },
  },
  {
    name: 'sources',
    files: sources,
    rules: {
      'no-console': 'error',
      'no-restricted-syntax': ['error', exportAll, ...readsOfEnvironment],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false, includeTypes: true }],
    },
  },
  {
    name: 'the one reader of the environment',
    files: ['**/src/**/config.ts'],
    rules: { 'no-restricted-syntax': ['error', exportAll] },
  },
  {
    name: 'api of a subgraph',
    files: ['subgraphs/*/src/api/**/*.ts'],
    ignores: ['subgraphs/kit/**'],
    rules: { 'no-restricted-syntax': ['error', exportAll, ...readsOfEnvironment, entityManager] },
  },
  { name: 'tables', files: tables, rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' } },
  {
    name: 'tests',
    files: ['test/**/*.ts'],
    rules: {
      // `describe` is a function by grammar only.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 800 }],
      // `expect(x.method)` and `results[0]!` fail the test, not the caller.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // What an answer holds is what a test is about to find out.
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': [
        'error',
        { allowAny: true, allowBoolean: false, allowNullish: false, allowNumberAndString: false, allowRegExp: false },
      ],
    },
  },
  {
    name: 'browser',
    files: browser,
    extends: [tseslint.configs.disableTypeChecked],
    rules: {
      // What a component returns is known without being said.
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      'no-console': 'error',
      'no-restricted-syntax': ['error', exportAll, ...readsOfEnvironment],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
    },
  },
  {
    name: 'read by a tool, which asks for a default export',
    files: ['**/*.config.ts', 'test/support/global-{setup,teardown}.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    name: 'outside of the root tsconfig',
    files: ['**/*.config.ts'],
    extends: [tseslint.configs.disableTypeChecked],
  },
);
