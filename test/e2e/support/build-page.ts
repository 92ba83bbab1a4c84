import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import config from '../../../electron.vite.config.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;

/** The folder that the door serves. */
export const PAGE_FOLDER = join(ROOT, 'out/renderer');

/** Builds the page when `out/renderer` is missing or older than a source of it. */
export default async function buildPage(): Promise<void> {
  const built = await newest([join(PAGE_FOLDER, 'index.html')]);
  const sources = await newest([join(ROOT, 'renderer'), join(ROOT, 'shared'), join(ROOT, 'electron.vite.config.ts')]);
  if (built > sources) return;
  if (typeof config !== 'object' || !('renderer' in config) || config.renderer === undefined) {
    throw new Error('electron.vite.config.ts has no renderer.');
  }
  const { renderer } = config;
  process.env['NODE_ENV'] = 'production';
  await build({
    ...renderer,
    configFile: false,
    logLevel: 'warn',
    build: { ...renderer.build, outDir: PAGE_FOLDER, emptyOutDir: true },
  });
}

async function newest(paths: readonly string[]): Promise<number> {
  const times = await Promise.all(
    paths.map(async (path) => {
      const facts = await stat(path).catch(() => undefined);
      if (facts === undefined) return 0;
      if (!facts.isDirectory()) return facts.mtimeMs;
      const entries = await readdir(path, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
      return newest(files);
    }),
  );
  return Math.max(0, ...times);
}
