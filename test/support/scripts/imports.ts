import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isCodeFile, readImports } from './import-reader.ts';
import { checkImports, zoneOf } from './import-rules.ts';

/**
 * `npm run imports [-- ROOT]`: checks who imports whom in the four zones and says how much it saw.
 * It fails on a violation, on a file it cannot read, on a zone without files or imports, and when it saw fewer files
 * than git knows.
 */
const ZONES = ['shared', 'electron', 'renderer', 'test'] as const;

const root = resolve(process.argv[2] ?? '.');
const sources = new Map(
  globSync(
    ZONES.map((zone) => `${zone}/**/*.*`),
    { cwd: root, exclude: ['**/node_modules/**'] },
  )
    .toSorted()
    .map((path) => [path, isCodeFile(path) ? readFileSync(join(root, path), 'utf8') : '']),
);
const { files, unreadable } = readImports(sources);
const seen = new Set(files.map(({ path }) => path));
const count = (zone: string): { readonly files: number; readonly imports: number } => {
  const own = files.filter(({ path }) => path.startsWith(`${zone}/`));
  return { files: own.length, imports: own.reduce((sum, { imports }) => sum + imports.length, 0) };
};

const failures = [
  ...unreadable.map(({ path, reason }) => `${path}: cannot be read: ${reason}`),
  ...knownToGit()
    .filter((path) => isCodeFile(path) && !seen.has(path))
    .map((path) => `${path}: known to git, not seen by this check`),
  ...ZONES.filter((zone) => count(zone).imports === 0).map((zone) => `${zone}/: no import seen at all`),
  ...checkImports(files).map(({ rule, from, line, message }) => `${from}:${line}: ${rule}: ${message}`),
];

for (const failure of failures) console.error(failure);
for (const zone of ZONES) console.log(`${zone}: ${count(zone).files} files, ${count(zone).imports} imports`);
const zones = new Set(files.map(({ path }) => zoneOf(path))).size;
const imports = files.reduce((sum, file) => sum + file.imports.length, 0);
console.log(`imports: ${files.length} files in ${zones} zones, ${imports} imports, ${failures.length} violations`);
process.exitCode = failures.length === 0 ? 0 : 1;

function knownToGit(): readonly string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...ZONES];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));
}
