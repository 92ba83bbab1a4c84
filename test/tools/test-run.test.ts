import { describe, expect, it } from 'vitest';
import { listProcesses, readProcess } from '../support/docker/processes.ts';
import { eventually, eventuallyTrue } from '../support/eventually.ts';
import { type Machine, needs, prepareMachine } from '../support/test-run/machine.ts';
import { judge, type Outcome, summary } from '../support/test-run/outcome.ts';
import { runInGroup } from '../support/test-run/run-in-group.ts';
import { readPlaywrightReport, readVitestReport } from '../support/test-run/test-report.ts';

interface MachineDouble extends Machine {
  readonly said: string[];
  readonly asked: string[];
}

/** A Debian machine with root, without `missing`; apt-get brings whatever `brings` allows. */
function machine(
  missing: readonly string[],
  change: Partial<Machine> & { readonly staleLists?: boolean; readonly brings?: boolean } = {},
): MachineDouble {
  const absent = new Set(missing);
  const asked: string[] = [];
  let { staleLists = false } = change;
  const { brings = true } = change;
  return {
    said: [],
    asked,
    platform: 'linux x64',
    isRoot: true,
    hasApt: async () => true,
    has: async ({ program }) => !absent.has(program),
    aptGet: async (args) => {
      asked.push(args.filter((arg) => !arg.startsWith('-')).join(' '));
      if (args[0] === 'update') staleLists = false;
      else if (staleLists) return false;
      else if (brings) absent.clear();
      return true;
    },
    ...change,
  };
}

async function prepare(double: MachineDouble): Promise<void> {
  await prepareMachine(double, (line) => double.said.push(line));
}

describe('prepareMachine', () => {
  it('does and says nothing when everything is there', async () => {
    const double = machine([]);
    await prepare(double);
    expect(double).toMatchObject({ asked: [], said: [] });
  });

  it('says and installs exactly what is missing, without an update', async () => {
    const double = machine(['dockerd', 'htpasswd', 'unshare', 'nsenter']);
    await prepare(double);
    expect(double.asked).toEqual(['install docker.io util-linux apache2-utils']);
    expect(double.said).toEqual([
      'Missing: dockerd, unshare, nsenter, htpasswd',
      'Installing with apt-get: docker.io util-linux apache2-utils',
    ]);
  });

  it('updates the package lists only when the install failed', async () => {
    const double = machine(['chromium'], { staleLists: true });
    await prepare(double);
    expect(double.asked).toEqual(['install chromium', 'update', 'install chromium']);
  });

  it('fails when apt-get does not bring a program', async () => {
    const double = machine(['chromium'], { brings: false });
    await expect(prepare(double)).rejects.toThrow('chromium, for the page tests');
  });

  it('names what is missing and how to get it where there is no apt-get, and installs nothing', async () => {
    const double = machine(['dockerd', 'chromium'], { hasApt: async () => false });
    await expect(prepare(double)).rejects.toThrow(
      [
        'Missing for the tests:',
        '  dockerd, for a private Docker engine',
        '  chromium, for the page tests',
        'On Debian or Ubuntu: apt-get install docker.io chromium',
      ].join('\n'),
    );
    expect(double.asked).toEqual([]);
  });

  it.each([
    [{ isRoot: false }, 'needs root'],
    [{ platform: 'darwin arm64' }, 'need Linux on x64'],
  ])('fails with %j, even with every program there', async (change, message) => {
    const double = machine([], change);
    await expect(prepare(double)).rejects.toThrow(message);
    expect(double.asked).toEqual([]);
  });

  it('knows no need twice', () => {
    expect(new Set(needs.map(({ program }) => program)).size).toBe(needs.length);
  });
});

const vitest = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numFailedTestSuites: 0,
  numPendingTests: 1,
  numTodoTests: 1,
};

describe('the counts of a step', () => {
  it.each([
    [{}, { passed: 7, failed: 0, skipped: 2 }],
    [
      { success: false, numFailedTests: 3, numFailedTestSuites: 2 },
      { passed: 7, failed: 3, skipped: 2 },
    ],
    // A file that cannot be loaded has no tests that could fail.
    [
      { success: false, numFailedTestSuites: 2 },
      { passed: 7, failed: 2, skipped: 2 },
    ],
    [{ success: false }, { passed: 7, failed: 1, skipped: 2 }],
  ])('of vitest with %j are %j', (change, counts) => {
    expect(readVitestReport(JSON.stringify({ ...vitest, ...change }))).toEqual(counts);
  });

  it('of Playwright count a flaky test and an error outside of tests as failed', () => {
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
    expect(readPlaywrightReport(JSON.stringify({ stats, errors: [{}] }))).toEqual({
      passed: 5,
      failed: 3,
      skipped: 2,
    });
  });

  it.each([
    [{ passed: 1, failed: 0, skipped: 0 }, 0, null],
    [{ passed: 1, failed: 0, skipped: 0 }, 1, 'exit code 1'],
    [{ passed: 1, failed: 2, skipped: 0 }, 1, '2 failed'],
    [{ passed: 0, failed: 0, skipped: 0 }, 0, 'no test ran'],
    [{ passed: 0, failed: 0, skipped: 9 }, 0, 'no test ran'],
    [null, 0, 'exit code 0, and no report of its tests'],
  ])('%j with exit code %i is judged: %s', (counts, code, failure) => {
    expect(judge(counts, code)).toBe(failure);
  });
});

describe('the summary of a run', () => {
  const ok = (step: string, passed: number): Outcome => ({
    step,
    seconds: 1.25,
    failure: null,
    counts: { passed, failed: 0, skipped: 0 },
  });

  it('ends with the sum of all tests', () => {
    const engine = { step: 'engine', seconds: 0.4, failure: null, counts: null };
    expect(summary([ok('check', 400), engine, ok('page', 20)])).toMatchInlineSnapshot(`
      [
        "ok    check              1.3 s  400 passed, 0 failed",
        "ok    engine             0.4 s",
        "ok    page               1.3 s  20 passed, 0 failed",
        "",
        "420 passed, 0 failed",
      ]
    `);
  });

  it('never hides a step that failed without a failed test', () => {
    const build = { step: 'build', seconds: 3, failure: 'exit code 2', counts: null };
    const page = { step: 'page', seconds: 9, failure: 'no test ran', counts: { passed: 0, failed: 0, skipped: 3 } };
    const contract = {
      step: 'contract',
      seconds: 1,
      failure: '2 failed',
      counts: { passed: 5, failed: 2, skipped: 0 },
    };
    expect(summary([build, ok('check', 10), contract, page]).at(-1)).toBe('15 passed, 4 failed, 3 skipped');
  });
});

describe('runInGroup', () => {
  it('answers the exit code', async () => {
    await expect(runInGroup(['sh', '-c', 'exit 7'], process.env, new AbortController().signal)).resolves.toBe(7);
  });

  it('ends the command and what that has started when it is aborted', async () => {
    const stopping = new AbortController();
    const mark = `271828.${process.pid}`;
    const running = runInGroup(['sh', '-c', `sleep ${mark} & wait`], process.env, stopping.signal);
    const sleeping = await eventually(() => onlySleep(mark));
    stopping.abort();
    await running;
    await eventuallyTrue(async () => (await readProcess(sleeping)) === null);
  });
});

async function onlySleep(mark: string): Promise<number> {
  const found = (await listProcesses()).find(({ command }) => command.join(' ') === `sleep ${mark}`);
  if (found === undefined) throw new Error('it does not sleep yet');
  return found.pid;
}
