import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { repositoryRoot } from '../support/repository.ts';
import type { Fault } from './fault.ts';

/** A throw-away copy of the sources in which faults are planted, one at a time. */
export interface PlantedCopy {
  /** Plants the fault, runs the test file that must notice it, and heals the copy again. */
  tryFault(fault: Fault): Promise<FaultOutcome>;
  dispose(): Promise<void>;
}

export interface FaultOutcome {
  readonly fault: Fault;
  readonly caught: boolean;
  /** Full names of the tests that failed. */
  readonly failed: readonly string[];
  readonly seconds: number;
  /** Why nothing could be said, such as a text that is not there any more. */
  readonly problem: string | undefined;
}

const PARTS = ['shared', 'electron', 'renderer', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
const LONGEST_RUN = 180_000;

export async function copyForPlanting(): Promise<PlantedCopy> {
  const path = await mkdtemp(join(tmpdir(), 'deltadock-planted-'));
  for (const part of PARTS) await cp(join(repositoryRoot, part), join(path, part), { recursive: true });
  await symlink(join(repositoryRoot, 'node_modules'), join(path, 'node_modules'));

  return {
    async tryFault(fault) {
      const begun = performance.now();
      const seconds = (): number => (performance.now() - begun) / 1000;
      const file = join(path, fault.file);
      const sound = await readFile(file, 'utf8');
      const found = sound.split(fault.search).length - 1;
      if (found !== 1) {
        const problem = `the text stands ${String(found)} times in ${fault.file}`;
        return { fault, caught: false, failed: [], seconds: seconds(), problem };
      }
      await writeFile(
        file,
        sound.replace(fault.search, () => fault.replacement),
      );
      try {
        const failed = await failedTests(path, fault.caughtBy.file);
        const caught = failed.some((name) => name.includes(fault.caughtBy.title));
        return { fault, caught, failed, seconds: seconds(), problem: undefined };
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        return { fault, caught: false, failed: [], seconds: seconds(), problem };
      } finally {
        await writeFile(file, sound);
      }
    },
    dispose: () => rm(path, { recursive: true, force: true }),
  };
}

const Report = z.object({
  testResults: z.array(
    z.object({
      message: z.optional(z.string()),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** Names of the tests of the file that fail. A file that does not even load is not what was asked for. */
async function failedTests(path: string, testFile: string): Promise<readonly string[]> {
  const report = join(path, 'report.json');
  await rm(report, { force: true });
  await new Promise<void>((resolve) => {
    const vitest = join(path, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', testFile, '--reporter', 'json', '--outputFile', report];
    execFile(process.execPath, args, { cwd: path, timeout: LONGEST_RUN, killSignal: 'SIGKILL' }, () => resolve());
  });
  const { testResults } = Report.parse(JSON.parse(await readFile(report, 'utf8')));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  if (tests.length === 0) throw new Error(`${testFile} ran no test: ${testResults[0]?.message ?? ''}`);
  return tests.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
}
