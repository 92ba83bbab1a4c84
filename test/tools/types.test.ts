import { describe, expect, it } from 'vitest';
import { plantTree } from './planted-tree.ts';

/** Per zone: lines that are each an error of this number, and one line that is right. */
const zones = {
  shared: {
    'export const noNode = process.env;': 'TS2591',
    'export const noDom = document.title;': 'TS2584',
    'export enum NotErasable { a }': 'TS1294',
    [`export const mayMiss: string = [''][0];`]: 'TS2322',
    [`export const right: string | undefined = [''][0];`]: undefined,
  },
  electron: {
    'export const noDom = document.title;': 'TS2584',
    'export const right = process.env;': undefined,
  },
  renderer: {
    [`export const noNode = Buffer.from('');`]: 'TS2591',
    'export const right = document.title;': undefined,
  },
  test: {
    [`export { missing } from './missing.ts';`]: 'TS2307',
    'export const right = process.env;': undefined,
  },
} as const;

describe.each(Object.entries(zones))('npm run types in %s', (zone, lines) => {
  it('refuses each planted line, and no other', async () => {
    using tree = plantTree({ [`${zone}/planted.ts`]: `${Object.keys(lines).join('\n')}\n` });
    const { code, output } = await tree.run('tsc', '-p', zone);
    const errors = [...output.matchAll(/^(\S+)\((\d+),\d+\): error (TS\d+):/gm)].map(([, ...found]) => found.join(' '));
    const expected = Object.values(lines).map(
      (error, index) => `${zone}/planted.ts ${String(index + 1)} ${String(error)}`,
    );
    expect(errors).toEqual(expected.filter((line) => !line.endsWith('undefined')));
    expect(code).toBe(1);
  });

  it('passes what is right', async () => {
    const right = Object.entries(lines).flatMap(([line, error]) => (error === undefined ? [line] : []));
    using tree = plantTree({ [`${zone}/planted.ts`]: `${right.join('\n')}\n` });
    expect(await tree.run('tsc', '-p', zone)).toEqual({ code: 0, output: '' });
  });
});
