/**
 * npm test [-- --only STEP[,STEP]] [-t PATTERN]
 *
 * Everything there is to test, on a Docker engine of its own (D15, D16). Installs what is missing
 * where it can, says so, and never skips. Prints the steps with their seconds and, as the last line,
 * `N passed, N failed`; exits 1 unless everything passed. For developers, `--only` runs some of the
 * steps check, contract, integration and page, and `-t` the tests whose name matches.
 */
import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRunDirectory, removeAbandonedRuns } from '../docker/daemon-directories.ts';
import { dockerClient } from '../docker/docker-client.ts';
import { endPrivateDaemon, type PrivateDaemon, startPrivateDaemon } from '../docker/private-daemon.ts';
import { ensureSampleImages } from '../docker/sample-images.ts';
import { repositoryRoot } from '../repository.ts';
import { prepareMachine, thisMachine } from '../test-run/machine.ts';
import { judge, type Outcome, summary } from '../test-run/outcome.ts';
import { runInGroup } from '../test-run/run-in-group.ts';
import { type Counts, readPlaywrightReport, readVitestReport } from '../test-run/test-report.ts';

const testSteps = ['check', 'contract', 'integration', 'page'] as const;
type TestStep = (typeof testSteps)[number];

/** Goal: 15 minutes. What takes longer than this hangs. */
const HARD_LIMIT_MS = 25 * 60_000;

const { values: options } = parseArgs({
  options: { only: { type: 'string' }, t: { type: 'string', short: 't' } },
});
const wanted = readOnly(options.only);
const npm = process.env['npm_execpath'];
const stopping = new AbortController();
const outcomes: Outcome[] = [];
process.exitCode = await main();

async function main(): Promise<number> {
  if (npm === undefined || wanted === null) {
    process.stderr.write(`usage: npm test [-- --only ${testSteps.join(',')}] [-t PATTERN]\n`);
    return 2;
  }
  const stop = (signal: string): void => stopping.abort(new Error(`ended by ${signal}`));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  const tooLate = setTimeout(() => stop('the limit of 25 minutes'), HARD_LIMIT_MS);

  const directory = await createRunDirectory();
  try {
    await runAll(directory);
  } finally {
    clearTimeout(tooLate);
    await step('clean-up', () => cleanUp(directory));
  }
  print('');
  for (const line of summary(outcomes)) print(line);
  return outcomes.every(({ failure }) => failure === null) ? 0 : 1;
}

async function runAll(directory: string): Promise<void> {
  const needsEngine = wants('integration') || wants('page');
  const ready = await step('set-up', async () => {
    for (const left of await removeAbandonedRuns()) print(`Removed what a killed run left in ${left}`);
    await prepareMachine(thisMachine(), print);
  });
  if (!ready || stopping.signal.aborted) return;

  const built = await step('build', () => succeed([process.execPath, npm ?? '', 'run', 'build']));
  if (wants('check')) await testStep('check', directory, null);
  if (wants('contract')) await testStep('contract', directory, null);
  if (!needsEngine) return;

  let daemon: PrivateDaemon | null = null;
  const engineReady =
    built &&
    (await step('engine', async () => {
      daemon = await startPrivateDaemon(join(directory, 'engine'));
    })) &&
    (await step('sample images', async () => {
      const images = await ensureSampleImages(dockerClient(daemon?.environment.DOCKER_HOST));
      print(`${images.length} sample images, built without a network`);
    }));
  for (const name of ['integration', 'page'] as const) {
    if (!wants(name)) continue;
    if (engineReady) await testStep(name, directory, daemon);
    else outcomes.push({ step: name, seconds: 0, failure: 'not run', counts: null });
  }
}

/** Runs a step and notes how it ended; true when it did well. */
async function step(name: string, action: () => Promise<void>): Promise<boolean> {
  return note(name, async () => {
    await action();
    return { failure: null, counts: null };
  });
}

async function testStep(name: TestStep, directory: string, daemon: PrivateDaemon | null): Promise<boolean> {
  return note(name, async () => {
    const report = join(directory, `${name}.json`);
    const command = commandOf(name);
    const environment = {
      ...process.env,
      ...daemon?.environment,
      DELTADOCK_TEST_REPORT: report,
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
    };
    const code = await runInGroup(daemon?.enterCommand(command) ?? command, environment, stopping.signal);
    stopping.signal.throwIfAborted();
    const counts = await readReport(name, report);
    return { failure: judge(counts, code), counts };
  });
}

async function note(name: string, action: () => Promise<Pick<Outcome, 'failure' | 'counts'>>): Promise<boolean> {
  print(`\n──── ${name} ────`);
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1_000;
  try {
    const ended = await action();
    outcomes.push({ step: name, seconds: seconds(), ...ended });
    return ended.failure === null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    print(message);
    outcomes.push({ step: name, seconds: seconds(), failure: message.split('\n')[0] ?? '', counts: null });
    return false;
  }
}

function commandOf(name: TestStep): readonly string[] {
  const tool = (path: string): readonly string[] => [process.execPath, join(repositoryRoot, 'node_modules', path)];
  const pattern = options.t;
  switch (name) {
    case 'check':
      return [process.execPath, npm ?? '', 'run', 'check'];
    case 'contract':
    case 'integration':
      return [
        ...tool('vitest/vitest.mjs'),
        'run',
        '--project',
        name,
        ...(pattern === undefined ? [] : ['-t', pattern]),
      ];
    case 'page': {
      const config = join(repositoryRoot, 'test/e2e/playwright.config.ts');
      const command = [...tool('@playwright/test/cli.js'), 'test', '--config', config, '--reporter=list,json'];
      return pattern === undefined ? command : [...command, '-g', pattern];
    }
  }
}

async function readReport(name: TestStep, path: string): Promise<Counts | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return null;
  return name === 'page' ? readPlaywrightReport(text) : readVitestReport(text);
}

async function succeed(command: readonly string[]): Promise<void> {
  const code = await runInGroup(command, process.env, stopping.signal);
  if (code !== 0) throw new Error(`exit code ${code}`);
}

/** Ends the engine. Its log stays behind when something went wrong. */
async function cleanUp(directory: string): Promise<void> {
  await endPrivateDaemon(join(directory, 'engine'));
  if (outcomes.some(({ failure }) => failure !== null)) {
    const log = join(repositoryRoot, 'out/test-engine.log');
    await mkdir(join(repositoryRoot, 'out'), { recursive: true });
    const kept = await copyFile(join(directory, 'engine/dockerd.log'), log).then(
      () => true,
      () => false,
    );
    if (kept) print("The engine's log is in out/test-engine.log");
  }
  await rm(directory, { recursive: true, force: true });
}

function wants(name: TestStep): boolean {
  return wanted?.includes(name) ?? false;
}

function readOnly(text: string | undefined): readonly TestStep[] | null {
  if (text === undefined) return testSteps;
  const names = text.split(',');
  const known = testSteps.filter((name) => names.includes(name));
  return known.length === names.length ? known : null;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
