import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const used = {
  'electron/cli/main.ts': `import { used } from '../../shared/used.ts';\nused();\n`,
  'shared/used.ts': `export const used = (): number => 1;\n`,
};
const knip = ['--reporter', 'compact', '--no-config-hints'];

it('npm run unused passes when every export and file is used', async () => {
  using tree = plantTree(used);
  const outcome = await tree.run('knip', '--include', 'files,exports,types', ...knip);
  expect(outcome).toEqual({ code: 0, output: '' });
});

it('npm run unused names every export, type, file and dependency that nobody imports', async () => {
  using tree = plantTree({
    ...used,
    'shared/used.ts': `${used['shared/used.ts']}export const idleExport = 1;\nexport type IdleType = 1;\n`,
    'shared/idle-file.ts': `export const idle = 1;\n`,
  });
  const { code, output } = await tree.run('knip', ...knip);
  expect(output).toMatch(/^shared\/used\.ts: idleExport$/m);
  expect(output).toMatch(/^shared\/used\.ts: IdleType$/m);
  expect(output).toMatch(/^shared\/idle-file\.ts/m);
  expect(output).toMatch(/\bdockerode\b/);
  expect(code).toBe(1);
});
