import type { Counts } from './test-report.ts';

/** How a step of the run ended. */
export interface Outcome {
  readonly step: string;
  readonly seconds: number;
  /** Why the step as a whole failed; null when it did not. */
  readonly failure: string | null;
  /** What the tests of the step said; null for a step without tests, or without a report. */
  readonly counts: Counts | null;
}

/** A step that ran tests has failed when one failed, when its runner did, or when none ran. */
export function judge(counts: Counts | null, exitCode: number): string | null {
  if (counts === null) return `exit code ${exitCode}, and no report of its tests`;
  if (counts.failed > 0) return `${counts.failed} failed`;
  if (counts.passed === 0) return 'no test ran';
  if (exitCode !== 0) return `exit code ${exitCode}`;
  return null;
}

/**
 * The table of steps, and as the last line the sum over all tests: `N passed, N failed`. A step that
 * failed without a failed test counts as one, so that the line never hides it.
 */
export function summary(outcomes: readonly Outcome[]): readonly string[] {
  const rows = outcomes.map(({ step, seconds, failure, counts }) =>
    [
      failure === null ? 'ok  ' : 'FAIL',
      step.padEnd(14),
      `${seconds.toFixed(1)} s`.padStart(8),
      (counts === null ? '' : sentence(counts)).padEnd(24),
      failure ?? '',
    ]
      .join('  ')
      .trimEnd(),
  );
  return [...rows, '', sentence(total(outcomes))];
}

function total(outcomes: readonly Outcome[]): Counts {
  let sum: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { counts, failure } of outcomes) {
    const own = counts?.failed ?? 0;
    sum = {
      passed: sum.passed + (counts?.passed ?? 0),
      failed: sum.failed + (failure !== null && own === 0 ? 1 : own),
      skipped: sum.skipped + (counts?.skipped ?? 0),
    };
  }
  return sum;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
