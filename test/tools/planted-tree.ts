import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** What a gate reads: its configuration and its own programs. */
const CONFIGURATION = [
  'package.json',
  'tsconfig.json',
  'shared/tsconfig.json',
  'electron/tsconfig.json',
  'renderer/tsconfig.json',
  'test/tsconfig.json',
  '.gitignore',
  '.oxlintrc.json',
  'biome.json',
  'knip.json',
  'electron.vite.config.ts',
  'sample-plugin.vite.config.ts',
  'vitest.config.ts',
  'test/support/scripts/check.ts',
  'test/support/scripts/house-rules.ts',
  'test/support/scripts/import-reader.ts',
  'test/support/scripts/import-rules.ts',
  'test/support/scripts/imports.ts',
  'test/support/scripts/verify-build.ts',
];

interface Outcome {
  readonly code: number;
  readonly output: string;
}

export interface PlantedTree {
  readonly path: string;
  /** Runs a program of `node_modules/.bin` (or a script, with `node`) in the tree, under the Node of this test. */
  run(program: string, ...args: readonly string[]): Promise<Outcome>;
  [Symbol.dispose](): void;
}

/** A throw-away repository with the configuration of this one and the given files, for a gate to look at. */
export function plantTree(files: Readonly<Record<string, string>>): PlantedTree {
  const path = mkdtempSync(join(tmpdir(), 'deltadock-gate-'));
  for (const name of CONFIGURATION) cpSync(join(root, name), join(path, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  execFileSync('git', ['init', '--quiet'], { cwd: path });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return {
    path,
    run: (program, ...args) => run(path, program, args),
    [Symbol.dispose]: () => {
      rmSync(path, { recursive: true });
    },
  };
}

function run(cwd: string, program: string, args: readonly string[]): Promise<Outcome> {
  const file = program === 'node' ? process.execPath : join(root, 'node_modules/.bin', program);
  const env = { ...process.env, NO_COLOR: '1', PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}` };
  return new Promise((done) => {
    execFile(file, args, { cwd, env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ code, output: stdout + stderr });
    });
  });
}
