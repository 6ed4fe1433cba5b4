/**
 * Lets Jest follow TypeScript's ESM convention: `./x.js` written in a source file means `./x.ts`, and a package of
 * this workspace means its sources, not what was last built from them.
 */
const path = require('node:path');

const packages = {
  '@alliance/schema': 'schema',
  '@alliance/kit': 'subgraphs/kit',
  '@alliance/members': 'subgraphs/members',
  '@alliance/incidents': 'subgraphs/incidents',
  '@alliance/address-intelligence': 'subgraphs/address-intelligence',
  '@alliance/gateway': 'gateway',
};

module.exports = (request, options) => {
  const folder = packages[request];
  if (folder) return path.join(options.rootDir, folder, 'src/index.ts');
  const isOurs = !options.basedir.includes('node_modules');
  if (isOurs && request.startsWith('.') && request.endsWith('.js')) {
    try {
      return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
    } catch {
      // A plain JavaScript file of ours: resolved below under its own name.
    }
  }
  return options.defaultResolver(request, options);
};
