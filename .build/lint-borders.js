/**
 * The house's borders as a lint plugin, so that a crossing is underlined where it is written. The judgement itself
 * stands in `borders.js`.
 */
import path from 'node:path';
import { judgeImport } from './borders.js';

const root = path.dirname(import.meta.dirname);

/** Every form in which a module names another one: import, export from, import(), and import types. */
const imports = {
  meta: { type: 'problem', schema: [], messages: { crossed: '{{message}} [{{rule}}]' } },
  create(context) {
    const file = path.relative(root, context.filename).split(path.sep).join('/');
    const judge = (source) => {
      if (typeof source?.value !== 'string') return;
      const verdict = judgeImport(file, source.value);
      if (verdict) context.report({ node: source, messageId: 'crossed', data: verdict });
    };
    return {
      ImportDeclaration: (node) => judge(node.source),
      ExportNamedDeclaration: (node) => judge(node.source),
      ExportAllDeclaration: (node) => judge(node.source),
      ImportExpression: (node) => judge(node.source),
      TSImportType: (node) => judge(node.source),
    };
  },
};

export const borders = { meta: { name: 'borders' }, rules: { imports } };
