/**
 * The full proof of one area, with its report (D15).
 *
 *   npm run prove                     list the areas
 *   npm run prove -- AREA [--seed n] [--full]
 *
 * The report goes to test-results/prove/AREA.md and to the terminal.
 */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isInsideTestDaemon } from '../support/inside-daemon.ts';
import { runProgram } from '../support/run-program.ts';
import type { Area } from './area.ts';

const AREAS = join(import.meta.dirname, 'areas');
const REPORTS = join(import.meta.dirname, '../../test-results/prove');

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string', default: '1' }, full: { type: 'boolean', default: false } },
  });
  const areas = await loadAreas();
  const area = areas.find(({ name }) => name === positionals[0]);
  if (area === undefined) {
    print('Areas (npm run prove -- AREA [--seed n] [--full]):');
    for (const { name, describe } of areas) print(`  ${name.padEnd(12)} ${describe}`);
    process.exitCode = positionals.length === 0 ? 0 : 2;
    return;
  }
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('The seed is a whole number.');
  if (area.needsDocker === true && !(await isInsideTestDaemon())) return;

  const started = Date.now();
  const { passed, lines } = await area.run({ seed, full: values.full, report: print });
  const commit = (await runProgram(['git', 'rev-parse', '--short', 'HEAD'])).stdout.trim();
  const dirty = (await runProgram(['git', 'status', '--porcelain'])).stdout === '' ? '' : ', with changes';
  const report = [
    `# Proof of ${area.name}: ${passed ? 'passed' : 'FAILED'}`,
    '',
    area.describe,
    '',
    `- machine: ${String(cpus().length)} cores, ${String(Math.round(totalmem() / 2 ** 30))} GiB, ${process.platform}, Node ${process.version}`,
    `- commit: ${commit === '' ? 'unknown' : commit}${dirty}`,
    `- seed: ${String(seed)}${values.full ? ', full counts' : ''}`,
    `- time: ${((Date.now() - started) / 1000).toFixed(1)} s`,
    '',
    ...lines,
    '',
  ].join('\n');
  await mkdir(REPORTS, { recursive: true });
  await writeFile(join(REPORTS, `${area.name}.md`), report);
  print(`\n${report}`);
  process.exitCode = passed ? 0 : 1;
}

async function loadAreas(): Promise<readonly Area[]> {
  const files = (await readdir(AREAS)).filter((name) => name.endsWith('.ts')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const module = (await import(join(AREAS, file))) as { readonly area: Area };
      return module.area;
    }),
  );
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
