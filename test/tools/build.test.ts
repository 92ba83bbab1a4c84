import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type PlantedTree, plantTree } from './planted-tree.ts';

const sources = {
  'electron/cli/main.ts': `import { Command } from 'commander';\nimport { homedir } from 'node:os';\nconst { host } = await import('../host/host.ts');\nconsole.log(new Command(), homedir(), host);\n`,
  'electron/main/main.ts': `import { app } from 'electron';\nconst { host } = await import('../host/host.ts');\nconsole.log(app, host);\n`,
  'electron/preload/preload.ts': `import { contextBridge } from 'electron';\ncontextBridge.exposeInMainWorld('a', {});\n`,
  'electron/host/host.ts': `import Docker from 'dockerode';\nexport const host = Docker;\n`,
  'electron/sample-plugin/main.ts': `import { hostname } from 'node:os';\nimport * as z from 'zod/mini';\nconsole.log(hostname(), typeof z.string());\n`,
  'renderer/index.html': `<!doctype html><html lang="en"><head><title>t</title></head><body><div id="root"></div><script type="module" src="./main.tsx"></script></body></html>`,
  'renderer/main.tsx': `import '@fontsource-variable/inter';\nimport './styles/index.css';\nimport { createRoot } from 'react-dom/client';\nconst root = document.getElementById('root');\nif (root) createRoot(root).render(<p className="p-2">hello</p>);\n`,
  'renderer/styles/index.css': `@import 'tailwindcss';\n`,
};

interface Outcome {
  readonly code: number;
  readonly output: string;
}

async function build(tree: PlantedTree): Promise<Outcome> {
  const first = await tree.run('electron-vite', 'build');
  if (first.code !== 0) return first;
  const second = await tree.run('vite', 'build', '--config', 'sample-plugin.vite.config.ts');
  return second.code === 0 ? verify(tree) : second;
}

const verify = (tree: PlantedTree): Promise<Outcome> => tree.run('node', 'test/support/scripts/verify-build.ts');

it('npm run build makes what may ship, and notices when it is not so', async () => {
  using tree = plantTree(sources);
  expect(await build(tree)).toEqual({ code: 0, output: '' });
  const sample = await tree.run('node', 'out/sample-plugin/sample-plugin.mjs');
  expect(sample.output).toMatch(/ object$/m);

  for (const [path, from, to, complaint] of [
    ['out/main/cli.js', /^/, `import { app } from 'electron';\n`, 'out/main/cli.js needs electron'],
    ['out/main/cli.js', /^/, `import { it } from 'vitest';\n`, 'out/main/cli.js needs vitest'],
    ['out/main/index.js', /^/, `import { it } from 'vitest';\n`, 'out/main/index.js needs vitest'],
    ['out/preload/preload.cjs', /^/, `require('node:fs');\n`, 'preload.cjs needs {"kind":"builtin"'],
    ['out/preload/preload.cjs', /^/, `require('zod');\n`, 'preload.cjs needs {"kind":"package"'],
    ['out/sample-plugin/sample-plugin.mjs', /^/, `import 'zod';\n`, '"name":"zod"'],
    ['out/renderer/index.html', '<head>', `<head><script>alert(1)</script>`, 'index.html has <script>'],
    ['out/renderer/index.html', '<head>', `<head><style>p{}</style>`, 'index.html has <style'],
    ['out/renderer/index.html', '<div ', `<div style="top:0" `, 'index.html has style='],
    ['out/renderer/index.html', '<div ', `<div onclick="x()" `, 'index.html has onclick='],
  ] as const) {
    const right = readFileSync(join(tree.path, path), 'utf8');
    writeFileSync(join(tree.path, path), right.replace(from, to));
    const outcome = await verify(tree);
    expect(outcome.output).toContain(complaint);
    expect(outcome.code).toBe(1);
    writeFileSync(join(tree.path, path), right);
  }
  expect(await verify(tree)).toEqual({ code: 0, output: '' });
});

it.each([
  'electron/cli/main.ts',
  'electron/main/main.ts',
  'electron/preload/preload.ts',
  'electron/sample-plugin/main.ts',
  'renderer/index.html',
])('npm run build fails when %s is missing', async (missing) => {
  using tree = plantTree(Object.fromEntries(Object.entries(sources).filter(([path]) => path !== missing)));
  expect(await build(tree)).toMatchObject({ code: 1 });
});
