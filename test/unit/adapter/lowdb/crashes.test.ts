import { describe, expect, test } from 'vitest';
import { CRASH_SCENARIOS, crashEverywhere } from '../../../support/fs/state-crashes.ts';
import { PROTECTIONS } from '../../../support/fs/unprotected-fs.ts';

describe('a process that dies before any file operation', () => {
  test.each(CRASH_SCENARIOS)('leaves the old or the new state: $name', async (scenario) => {
    const report = await crashEverywhere(scenario);
    expect(report.losses).toEqual([]);
    expect(report.crashes).toMatchObject({ create: 2 + extraCreates(scenario.name), end: 1 });
    expect(report.outcomes).toBeGreaterThan(100);
  });

  test.each(PROTECTIONS)('loses data without: %s', async (protection) => {
    const later = CRASH_SCENARIOS.filter((scenario) => ['first write', 'later writes'].includes(scenario.name));
    expect(later).toHaveLength(2);
    const reports = await Promise.all(later.map(async (scenario) => crashEverywhere(scenario, protection)));
    expect(reports.filter((report) => report.losses.length === 0)).toEqual([]);
  });
});

/** Files written besides two updates: the backup at the close, the mended main file. */
function extraCreates(scenario: string): number {
  return ['later writes', 'recovery of a damaged file'].includes(scenario) ? 1 : 0;
}
