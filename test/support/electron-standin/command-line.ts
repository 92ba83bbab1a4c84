import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the stand-in was started with: `[--flag…] <application folder or main file> [argument…]`. */
export interface StandinCommand {
  /** Flags before the application, among them `--remote-debugging-port`. */
  readonly flags: readonly string[];
  readonly applicationPath: string;
  /** The application's main file, as the address to import. */
  readonly main: string;
  readonly name: string;
  readonly version: string;
}

export function readCommand(argv: readonly string[]): StandinCommand {
  const at = argv.findIndex((argument) => !argument.startsWith('-'));
  const given = argv[at];
  if (given === undefined) throw new Error('Electron stand-in: no application was named.');
  const path = resolve(given);
  const isFolder = statSync(path).isDirectory();
  const manifest = findManifest(isFolder ? path : dirname(path));
  const main = isFolder ? join(path, manifest.main) : path;
  return {
    flags: argv.slice(0, at),
    applicationPath: isFolder ? path : dirname(path),
    main: pathToFileURL(main).href,
    name: manifest.name,
    version: manifest.version,
  };
}

/** Electron's own rule: the nearest package.json names the application. */
function findManifest(folder: string): { readonly main: string; readonly name: string; readonly version: string } {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) {
    if (folder === dirname(folder)) return { main: 'index.js', name: 'Electron', version: '0.0.0' };
    return findManifest(dirname(folder));
  }
  const { main, productName, name, version } = JSON.parse(readFileSync(file, 'utf8')) as Partial<
    Record<string, string>
  >;
  return { main: main ?? 'index.js', name: productName ?? name ?? 'Electron', version: version ?? '0.0.0' };
}
