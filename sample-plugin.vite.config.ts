import { resolve } from 'node:path';
import { defineConfig } from 'vite';

/** The sample plugin as one file that needs nothing but Node, so that it fits into an image without node_modules. */
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    outDir: 'out/sample-plugin',
    emptyOutDir: true,
    target: 'node22.13',
    rolldownOptions: {
      input: { 'sample-plugin': resolve(import.meta.dirname, 'electron/sample-plugin/main.ts') },
      output: { entryFileNames: '[name].mjs', codeSplitting: false },
    },
  },
});
