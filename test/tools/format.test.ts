import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

it('npm run format:check refuses what is not in the house format, and leaves out/ and the lock file alone', async () => {
  using tree = plantTree({
    'shared/quotes.ts': 'export const a = "a";\n',
    'shared/indent.ts': 'export const a = {\n\tb: 1,\n};\n',
    'shared/comma.ts': `export const a = [\n  '${'a'.repeat(60)}',\n  '${'b'.repeat(60)}'\n];\n`,
    'shared/right.ts': `export const a = 'a';\n`,
    'out/main/cli.js': 'export const a = "a"',
    'package-lock.json': '{"a":   1}',
  });
  const { code, output } = await tree.run('biome', 'format', '.');
  const named = [...output.matchAll(/^(\S+) format ━/gm)].map(([, file]) => file);
  expect(new Set(named)).toEqual(new Set(['shared/comma.ts', 'shared/indent.ts', 'shared/quotes.ts']));
  expect(code).toBe(1);
});

it('npm run format:check passes what is in the house format', async () => {
  using tree = plantTree({ 'shared/right.ts': `export const a = 'a';\n` });
  expect(await tree.run('biome', 'format', '.')).toMatchObject({ code: 0 });
});
