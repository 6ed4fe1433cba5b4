import { defineConfig } from 'vite';

/** Minified code keeps licence headers and annotations unless told otherwise. */
const output = { comments: false };

/** Relative addresses throughout, so that the hub may also be served below a path prefix. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic' } },
  worker: { format: 'es', rolldownOptions: { output } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // The polyfill would be an inline fetch for browsers that cannot run the rest anyway.
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 4096,
    rolldownOptions: {
      output,
      // React libraries mark files with "use client", which means nothing in a bundle for the browser.
      checks: { moduleLevelDirective: false },
    },
  },
});
