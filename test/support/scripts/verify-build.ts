import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isCodeFile, readImports, type SourceFile } from './import-reader.ts';

/**
 * Last step of `npm run build`: what was built is what may ship.
 * - programs for Node (all of `out/main` but the desktop's `index`) never reach the electron package, and take from npm
 *   only what `dependencies` brings (D20);
 * - the desktop's main process takes nothing from npm but the same and electron; its preload script is one CommonJS file
 *   that asks for nothing but electron, as a sandboxed one must;
 * - the sample plugin is one file that needs nothing but Node (D17);
 * - the page has no inline script, style or handler, no font in a data: address, and hashed assets (D19).
 */
const DESKTOP = 'out/main/index.js';
const root = resolve(process.argv[2] ?? '.');
const out = (pattern: string): readonly string[] => globSync(`out/${pattern}`, { cwd: root }).toSorted();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const failures = [...programs(), ...preload(), ...samplePlugin(), ...page()];
for (const failure of failures) console.error(`build: ${failure}`);
process.exitCode = failures.length === 0 ? 0 : 1;

function programs(): readonly string[] {
  const files = importsOf(out('main/**/*.js'));
  const { dependencies } = JSON.parse(read('package.json')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  const entries = out('main/*.js');
  const problems = entries.flatMap((entry) =>
    [...reachable(entry, files)].flatMap((path) =>
      (files.get(path)?.imports ?? []).flatMap(({ target }) =>
        target.kind === 'package' &&
        !(target.name in dependencies) &&
        !(target.name === 'electron' && entry === DESKTOP)
          ? [`${entry} needs ${target.name} (in ${path})`]
          : [],
      ),
    ),
  );
  return [
    ...problems,
    ...[DESKTOP, 'out/main/cli.js'].filter((path) => !entries.includes(path)).map((path) => `${path} is missing`),
  ];
}

function preload(): readonly string[] {
  const built = out('preload/**/*.*');
  const expected = 'out/preload/preload.cjs';
  if (built.join() !== expected)
    return [`the preload script is to be one CommonJS file, but is: ${built.join(', ') || 'missing'}`];
  const imports = importsOf(built).get(expected)?.imports ?? [];
  return imports.flatMap(({ target }) =>
    target.kind === 'package' && target.name === 'electron' ? [] : [`${expected} needs ${JSON.stringify(target)}`],
  );
}

function samplePlugin(): readonly string[] {
  const built = out('sample-plugin/**/*.*');
  const expected = 'out/sample-plugin/sample-plugin.mjs';
  if (built.join() !== expected)
    return [`the sample plugin is to be one file, but is: ${built.join(', ') || 'missing'}`];
  const imports = importsOf(built).get(expected)?.imports ?? [];
  return imports.flatMap(({ target }) =>
    target.kind === 'builtin' ? [] : [`${expected} needs ${JSON.stringify(target)}`],
  );
}

function page(): readonly string[] {
  if (out('renderer/index.html').length === 0) return ['out/renderer/index.html is missing'];
  const html = read('out/renderer/index.html');
  const inline = [
    /<script(?![^>]*\ssrc=)[^>]*>/i,
    /<script[^>]*>[^<]*\S[^<]*<\/script>/i,
    /<style/i,
    /\sstyle=/i,
    /\son\w+=/i,
  ];
  return [
    ...inline.flatMap((pattern) => pattern.exec(html) ?? []).map((found) => `index.html has ${found.trim()}`),
    ...out('renderer/assets/*.css')
      .filter((path) => /data:(font|application)\//.test(read(path)))
      .map((path) => `${path} holds a font`),
    ...out('renderer/assets/*')
      .filter((path) => !/-[\w-]{8}\.\w+$/.test(path))
      .map((path) => `${path} has no hash in its name`),
  ];
}

function importsOf(paths: readonly string[]): ReadonlyMap<string, SourceFile> {
  const sources = new Map(paths.map((path) => [path, isCodeFile(path) ? read(path) : '']));
  return new Map(readImports(sources).files.map((file) => [file.path, file]));
}

function reachable(start: string, files: ReadonlyMap<string, SourceFile>): ReadonlySet<string> {
  const seen = new Set([start]);
  for (const path of seen) {
    for (const { target } of files.get(path)?.imports ?? []) if (target.kind === 'file') seen.add(target.path);
  }
  return seen;
}
