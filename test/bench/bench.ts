/**
 * Measures what has a number, each beside its baseline in the same run (D18): `npm run bench [-- NAME…]`.
 * Exit code 1 when a goal is missed.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isInsideTestDaemon } from '../support/inside-daemon.ts';
import type { BenchCase } from './bench-case.ts';

const CASES = join(import.meta.dirname, 'cases');

async function main(): Promise<void> {
  const wanted = process.argv.slice(2);
  const files = (await readdir(CASES)).filter((name) => name.endsWith('.ts')).toSorted();
  const all = await Promise.all(
    files.map(async (file) => ((await import(join(CASES, file))) as { readonly benchCase: BenchCase }).benchCase),
  );
  const unknown = wanted.filter((name) => all.every((one) => one.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no bench ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}.`);
  const cases = wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
  if (cases.some(({ needsDocker }) => needsDocker === true) && !(await isInsideTestDaemon())) return;

  for (const { name, describe, run } of cases) {
    print(`\n## ${name}: ${describe}`);
    const { lines, goals } = await run(print);
    for (const line of lines) print(line);
    for (const { text, met } of goals) print(`${met ? 'met   ' : 'MISSED'} ${text}`);
    if (goals.some(({ met }) => !met)) process.exitCode = 1;
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
