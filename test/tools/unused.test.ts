import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const used = {
  'electron/cli/main.ts': `import { used } from '../../shared/used.ts';\nused();\n`,
  'shared/used.ts': `export const used = (): number => 1;\n`,
};
const sections = ['files', 'exports', 'types'] as const;
const knip = ['--include', sections.join(','), '--reporter', 'compact', '--no-config-hints'];

it('npm run unused passes when every export and file is used', async () => {
  using tree = plantTree(used);
  expect(await tree.run('knip', ...knip)).toEqual({ code: 0, output: '' });
});

it.each([
  ['an export', { 'shared/used.ts': `${used['shared/used.ts']}export const idle = 1;\n` }, 'shared/used.ts: idle'],
  ['a type', { 'shared/used.ts': `${used['shared/used.ts']}export type Idle = 1;\n` }, 'shared/used.ts: Idle'],
  ['a file', { 'shared/idle.ts': `export const idle = 1;\n` }, 'shared/idle.ts'],
])('npm run unused names %s that nobody imports', async (_, planted, named) => {
  using tree = plantTree({ ...used, ...planted });
  const { code, output } = await tree.run('knip', ...knip);
  expect(output).toContain(named);
  expect(code).toBe(1);
});

it('npm run unused names a dependency that nobody imports', async () => {
  using tree = plantTree(used);
  const { code, output } = await tree.run('knip', '--include', 'dependencies', '--no-config-hints');
  expect(output).toMatch(/^dockerode\s/m);
  expect(code).toBe(1);
});
