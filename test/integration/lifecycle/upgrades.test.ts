import { beforeAll, describe, expect, it } from 'vitest';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { hostFromSources, runUpgrades, upgradeKinds, type UpgradeReport } from '../../support/upgrade/upgrade-run.ts';

/** A tenth of `npm run prove -- upgrade`. */
const COUNT = 5;
const FAILING = 2;

let report: UpgradeReport;
beforeAll(async () => {
  report = await runUpgrades(dockerClient(), upgradeKinds(COUNT, FAILING), hostFromSources, () => undefined);
});

describe('five upgrades, two of them with failing images', () => {
  it('end as they must: sound ones serve, failed ones are prepared away or rolled back without a registry', () => {
    expect(report.outcomes.map(({ problems }) => problems)).toEqual(report.outcomes.map(() => []));
    expect(report.outcomes.map(({ kind }) => kind.ends).toSorted()).toEqual([
      ...['done', 'done', 'done', 'prepare-failed', 'switch-failed'],
    ]);
  });

  it('roll back within ten seconds', () => {
    const times = report.outcomes.flatMap(({ rolledBack }) => rolledBack ?? []);
    expect(times).toHaveLength(1);
    expect(Math.max(...times)).toBeLessThan(10_000);
  });

  it('never have two containers of the plugin running, by the word of Docker itself', () => {
    expect(report.starts).toBeGreaterThanOrEqual(4);
    expect(report.doubles).toEqual([]);
  });

  it('leave the core door open all the time', () => {
    expect(report.asked).toBeGreaterThan(20);
    expect(report.refused).toBe(0);
    expect(report.longestGap).toBeLessThan(2000);
  });
});
