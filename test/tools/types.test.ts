import { expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

const plantings = [
  { zone: 'shared', code: `export const a = process.env;`, error: 'TS2591', because: 'shared has no Node' },
  { zone: 'shared', code: `export const a = document.title;`, error: 'TS2584', because: 'shared has no DOM' },
  {
    zone: 'electron',
    code: `export const a = document.title;`,
    error: 'TS2584',
    because: 'the engine side has no DOM',
  },
  { zone: 'renderer', code: `export const a = Buffer.from('');`, error: 'TS2591', because: 'the page has no Node' },
  { zone: 'shared', code: `export enum A { a }`, error: 'TS1294', because: 'only erasable syntax runs on Node' },
  { zone: 'shared', code: `export const a: string = [''][0];`, error: 'TS2322', because: 'an index may miss' },
  {
    zone: 'test',
    code: `import { Disposable2 } from './b.ts';`,
    error: 'TS2307',
    because: 'the tests are checked too',
  },
] as const;

it.each(plantings)('npm run types refuses in $zone: $code', async ({ zone, code, error }) => {
  using tree = plantTree({ [`${zone}/planted.ts`]: `${code}\n` });
  const outcome = await tree.run('tsc', '-p', zone);
  expect(outcome.output).toMatch(new RegExp(`^${zone}/planted\\.ts\\(1,\\d+\\): error ${error}:`, 'm'));
  expect(outcome.code).toBe(1);
});

it('npm run types passes what is right', async () => {
  using tree = plantTree({
    'shared/right.ts': `export const a: string | undefined = [''][0];\n`,
    'electron/right.ts': `export const a = process.env;\n`,
    'renderer/right.tsx': `export const A = () => <p>{document.title}</p>;\n`,
  });
  for (const zone of ['shared', 'electron', 'renderer', 'test']) {
    expect({ zone, ...(await tree.run('tsc', '-p', zone)) }).toEqual({ zone, code: 0, output: '' });
  }
});
