import fc from 'fast-check';
import { stories, tell } from '../../support/lifecycle/story.ts';
import type { Area } from '../area.ts';

const RUNS = 20_000;

export const area: Area = {
  name: 'lifecycle',
  describe: 'random stories of plugins, with mishaps and kills between any two steps, against a small model',
  async run({ seed, full, report }) {
    const numRuns = full ? RUNS * 5 : RUNS;
    let told = 0;
    let happenings = 0;
    const result = await fc.check(
      fc.asyncProperty(stories, async (story) => {
        const { wrong } = await tell(story);
        told += 1;
        happenings += story.happenings.length;
        if (told % 2000 === 0) report(`${String(told)} stories`);
        if (wrong.length > 0) throw new Error(wrong.join('; '));
      }),
      { numRuns, seed },
    );
    return {
      passed: !result.failed,
      lines: [
        `${String(result.numRuns)} stories of ${String(happenings)} happenings.`,
        ...(result.failed ? ['', fc.defaultReportMessage(result) ?? ''] : []),
      ],
    };
  },
};
