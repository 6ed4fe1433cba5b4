/**
 * Lets plain Node follow TypeScript's ESM convention, as `.build/jest-resolver.cjs` does for Jest: `./x.js` written in a
 * source file means `./x.ts`. For what runs outside Jest's module system: the global set-up, and processes that tests
 * start (`node --import`). Node itself strips the types.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      const isOurs = specifier.startsWith('.') && specifier.endsWith('.js');
      if (!isOurs || context.parentURL?.includes('/node_modules/')) throw error;
      return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
    }
  },
});
