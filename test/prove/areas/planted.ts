import { DOOR_FAULTS } from '../../planted/door-faults.ts';
import { LIFECYCLE_FAULTS } from '../../planted/lifecycle-faults.ts';
import { copyForPlanting, type FaultOutcome } from '../../planted/plant.ts';
import type { Area } from '../area.ts';

export const area: Area = {
  name: 'planted',
  describe: 'one-line faults, each planted in a copy of the sources and caught by the test that it names',
  async run({ report }) {
    const copy = await copyForPlanting();
    const outcomes: FaultOutcome[] = [];
    try {
      for (const fault of [...LIFECYCLE_FAULTS, ...DOOR_FAULTS]) {
        const outcome = await copy.tryFault(fault);
        outcomes.push(outcome);
        report(`${outcome.caught ? 'caught' : 'MISSED'} ${fault.what} (${outcome.seconds.toFixed(1)} s)`);
        if (!outcome.caught)
          report(`       ${outcome.problem ?? `failed: ${outcome.failed.join(' | ') || 'nothing'}`}`);
      }
    } finally {
      await copy.dispose();
    }
    const missed = outcomes.filter(({ caught }) => !caught);
    return {
      passed: missed.length === 0,
      lines: [
        `${String(outcomes.length)} faults, ${String(outcomes.length - missed.length)} caught by the test named.`,
        '',
        '| fault | in | caught by | tests that failed | seconds |',
        '| --- | --- | --- | --- | --- |',
        ...outcomes.map(({ fault, caught, failed, seconds, problem }) => {
          const by = caught ? `${fault.caughtBy.file}: ${fault.caughtBy.title}` : `NOT CAUGHT ${problem ?? ''}`;
          return `| ${fault.what} | ${fault.file} | ${by} | ${String(failed.length)} | ${seconds.toFixed(1)} |`;
        }),
      ],
    };
  },
};
