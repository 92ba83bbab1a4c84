import { describe, expect, it } from 'vitest';
import { type PlantedTree, plantTree } from './planted-tree.ts';

const later = 'const later = async (): Promise<number> => Promise.resolve(1);\n';

/** One violation each. `rule` is what oxlint must name, at the file planted. */
const plantings: readonly { readonly rule: string; readonly file: string; readonly code: string }[] = [
  { rule: 'no-floating-promises', file: 'electron/http/a.ts', code: `${later}later();` },
  { rule: 'no-floating-promises', file: 'electron/http/b.ts', code: `${later}void later();` },
  { rule: 'no-misused-promises', file: 'electron/http/c.ts', code: `${later}if (later()) throw new Error();` },
  {
    rule: 'no-misused-promises',
    file: 'electron/http/d.ts',
    code: `${later}[1].forEach(async () => { await later(); });`,
  },
  { rule: 'await-thenable', file: 'electron/http/e.ts', code: 'await 1;' },
  { rule: 'no-explicit-any', file: 'shared/f.ts', code: 'export const f = (x: any): unknown => x;' },
  { rule: 'no-unsafe-member-access', file: 'shared/g.ts', code: `export const g: unknown = JSON.parse('{}').g;` },
  { rule: 'no-non-null-assertion', file: 'shared/h.ts', code: 'export const h = (x?: string): string => x!;' },
  { rule: 'no-enum', file: 'shared/i.ts', code: 'export declare enum Colour { red }' },
  { rule: 'no-namespace', file: 'shared/j.ts', code: 'export declare namespace J { const a: number; }' },
  { rule: 'max-lines', file: 'shared/k.ts', code: 'export {};\n'.repeat(401) },
  { rule: 'no-default-export', file: 'shared/l.ts', code: 'export default 1;' },
  { rule: 'no-empty', file: 'shared/m.ts', code: 'try { JSON.parse(""); } catch {}' },
  { rule: 'filename-case', file: 'shared/NotKebab.ts', code: 'export const n = 1;' },
  { rule: 'no-barrel-file', file: 'shared/o.ts', code: `export * from './p.ts';` },
  { rule: 'no-shell', file: 'electron/host/q.ts', code: `export const q = { shell: true };` },
  { rule: 'no-sync', file: 'electron/http/r.ts', code: `import { rmSync } from 'node:fs';\nrmSync('/x');` },
  { rule: 'no-sync', file: 'electron/engine/s.ts', code: `import { rmSync } from 'node:fs';\nrmSync('/x');` },
  { rule: 'no-console', file: 'electron/engine/t.ts', code: 'console.log(1);' },
  { rule: 'no-restricted-globals', file: 'electron/engine/u.ts', code: 'setTimeout(() => 1, 1);' },
  { rule: 'no-restricted-globals', file: 'electron/engine/v.ts', code: 'export const v = process.env;' },
  { rule: 'no-restricted-properties', file: 'electron/engine/w.ts', code: 'export const w = Date.now();' },
  {
    rule: 'switch-exhaustiveness-check',
    file: 'shared/x.ts',
    code: `export const x = (a: 1 | 2): void => { switch (a) { case 1: break; } };`,
  },
  { rule: 'only-throw-error', file: 'shared/y.ts', code: `throw 'text';` },
  {
    rule: 'no-focused-tests',
    file: 'test/unit/z.test.ts',
    code: `import { it } from 'vitest';\nit.only('z', () => {});`,
  },
  {
    rule: 'rules-of-hooks',
    file: 'renderer/hooks.ts',
    code: `import { useState } from 'react';\nexport const useX = (on: boolean): unknown => { if (on) return useState(1); return 0; };`,
  },
  { rule: 'alt-text', file: 'renderer/picture.tsx', code: `export const Picture = () => <img src="x.png" />;` },
];

interface Finding {
  readonly file: string;
  readonly rule: string;
}

describe('npm run lint', () => {
  it('names each planted violation, with types known', async () => {
    using tree = plantTree({
      ...Object.fromEntries(plantings.map(({ file, code }): [string, string] => [file, `${code}\n`])),
      'shared/p.ts': 'export const p = 1;\n',
    });
    const { code, findings } = await lint(tree);
    const found = new Set(findings.map(({ file, rule }) => `${rule} in ${file}`));
    expect(plantings.map(({ rule, file }) => `${rule} in ${file}`).filter((one) => !found.has(one))).toEqual([]);
    expect(code).toBe(1);
  });

  it('passes a tree without them', async () => {
    using tree = plantTree({ 'shared/p.ts': 'export const p = 1;\n' });
    expect(await lint(tree)).toEqual({ code: 0, findings: [] });
  });
});

async function lint(tree: PlantedTree): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> {
  const { code, output } = await tree.run('oxlint', '--format', 'unix');
  const lines = output.matchAll(/^(\S+?):\d+:\d+: .* \[\w+\/[\w-]+\(([\w-]+)\)\]$/gm);
  return { code, findings: [...lines].map(([, file = '', rule = '']) => ({ file, rule })) };
}
