import { spawn } from 'node:child_process';

/**
 * `npm run check`: everything that needs neither Docker nor a browser, two steps at a time. Prints a table of steps and
 * seconds, then the output of the failed ones; exits 1 when one failed.
 */
const STEPS = ['test:unit', 'types', 'lint', 'format:check', 'imports', 'unused'] as const;
const AT_A_TIME = 2;

interface Outcome {
  readonly step: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const npm = process.env['npm_execpath'];
if (npm === undefined) {
  console.error('Start this with `npm run check`.');
  process.exit(2);
}

const started = performance.now();
const waiting = [...STEPS];
const outcomes: Outcome[] = [];
await Promise.all(Array.from({ length: AT_A_TIME }, work));

for (const { step, output } of outcomes.filter(({ passed }) => !passed)) {
  console.log(`──── ${step} ────\n${output.trimEnd()}\n`);
}
for (const { step, passed, seconds } of outcomes) {
  console.log(`${passed ? 'ok  ' : 'FAIL'}  ${step.padEnd(13)} ${seconds.toFixed(1).padStart(5)} s`);
}
console.log(`      ${'all'.padEnd(13)} ${secondsSince(started).toFixed(1).padStart(5)} s`);
process.exitCode = outcomes.every(({ passed }) => passed) ? 0 : 1;

async function work(): Promise<void> {
  for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
    outcomes.push(await run(step));
  }
}

function run(step: string): Promise<Outcome> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [npm ?? '', 'run', '--silent', step], { stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = secondsSince(begin);
      resolve({ step, passed: code === 0, seconds, output: Buffer.concat(output).toString('utf8') });
    });
  });
}

function secondsSince(moment: number): number {
  return (performance.now() - moment) / 1000;
}
