import { resolve } from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

// electron-vite asks the electron package for its version; until the desktop window brings that package, it is told.
process.env['ELECTRON_MAJOR_VER'] ??= '45';

const at = (path: string): string => resolve(import.meta.dirname, path);

/** `out/main`: what runs on Node (dependencies stay outside); `out/renderer`: the page, fit for a strict CSP. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node22.13',
      rolldownOptions: {
        input: { cli: at('electron/cli/main.ts') },
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
