import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const at = (path: string): string => resolve(import.meta.dirname, path);

/**
 * `out/main`: what runs on Node (dependencies stay outside): the window's main process and the CLI; `out/preload`: one
 * CommonJS file; `out/renderer`: the page, fit for a strict CSP.
 */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node22.13',
      rolldownOptions: {
        input: { index: at('electron/main/main.ts'), cli: at('electron/cli/main.ts') },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: at('electron/preload/preload.ts') },
        // A sandboxed preload script is CommonJS, whatever package.json says.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss()],
    build: {
      outDir: 'out/renderer',
      target: 'es2023',
      minify: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { index: at('renderer/index.html') },
      },
    },
  },
});
