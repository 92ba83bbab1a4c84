import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '../../../support/repository.ts';
import { runProgram } from '../../../support/run-program.ts';

const BUILT = ['out/main/index.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];
const SOURCES = ['electron', 'shared', 'renderer', 'electron.vite.config.ts'];

/** Builds the bundles when one of them is missing or older than a source. */
export async function buildDesktop(): Promise<void> {
  const built = await Promise.all(BUILT.map((path) => changedAt(join(repositoryRoot, path))));
  const sources = await Promise.all(SOURCES.map((path) => newestIn(join(repositoryRoot, path))));
  if (Math.min(...built) > Math.max(...sources)) return;
  const command = [
    process.execPath,
    join(repositoryRoot, 'node_modules/electron-vite/bin/electron-vite.js'),
    'build',
    repositoryRoot,
  ];
  const { code, stdout, stderr } = await runProgram(command);
  if (code !== 0) throw new Error(`The bundles could not be built:\n${stdout}${stderr}`);
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}

async function newestIn(path: string): Promise<number> {
  const facts = await stat(path);
  if (!facts.isDirectory()) return facts.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Math.max(0, ...(await Promise.all(files.map(changedAt))));
}
