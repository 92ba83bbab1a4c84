import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { seededRandom } from '../../support/fs/random.ts';
import { CRASH_SCENARIOS, crashEverywhere } from '../../support/fs/state-crashes.ts';
import { tryDamage } from '../../support/fs/state-damage-trial.ts';
import { DAMAGES } from '../../support/fs/state-damages.ts';
import { killWriters } from '../../support/fs/state-kills.ts';
import { happenings, live } from '../../support/fs/state-property.ts';
import { PROTECTIONS } from '../../support/fs/unprotected-fs.ts';

interface Options {
  readonly seed: number;
  readonly full: boolean;
  readonly report: (line: string) => void;
}

export const area = {
  name: 'state',
  describe: 'the state file: crash at every step, kill -9 of a writer, damaged files, histories of faults',
  run,
};

async function run(options: Options): Promise<{ passed: boolean; lines: string[] }> {
  const lines: string[] = [];
  let passed = true;
  const say = (well: boolean, line: string): void => {
    passed &&= well;
    lines.push(`${well ? 'ok  ' : 'FAIL'} ${line}`);
    options.report(lines.at(-1) ?? '');
  };
  await crashes(say);
  await kills(options, say);
  await damages(options, say);
  await histories(options, say);
  return { passed, lines };
}

type Say = (well: boolean, line: string) => void;

async function crashes(say: Say): Promise<void> {
  for (const scenario of CRASH_SCENARIOS) {
    const { crashes: points, outcomes, losses } = await crashEverywhere(scenario);
    const matrix = Object.entries(points).map(([operation, count]) => `${operation} ${count}`);
    say(
      losses.length === 0,
      `${scenario.name}: died before ${matrix.join(', ')}; ${outcomes} disks, ${losses.length} losses`,
    );
    for (const loss of losses.slice(0, 5)) say(false, loss);
  }
  for (const protection of PROTECTIONS) {
    for (const scenario of CRASH_SCENARIOS.slice(0, 2)) {
      const { outcomes, losses } = await crashEverywhere(scenario, protection);
      say(losses.length > 0, `${scenario.name} without ${protection}: ${losses.length} losses on ${outcomes} disks`);
    }
  }
}

async function kills({ seed, full }: Options, say: Say): Promise<void> {
  const count = full ? 500 : 50;
  for (const mode of ['single', 'groups', 'in-place'] as const) {
    const directory = await mkdtemp(join(tmpdir(), 'deltadock-prove-state-'));
    try {
      const off = mode === 'in-place';
      const wanted = mode === 'single' ? count : Math.max(50, count / 5);
      const report = await killWriters(directory, { mode, kills: wanted, random: seededRandom(seed), untilLoss: off });
      const well = off ? report.losses.length === 1 : report.losses.length === 0 && report.kills === wanted;
      say(
        well,
        `kill -9 during writes (${mode}${off ? ', protection off' : ''}): ${report.kills} kills in flight, ` +
          `${report.misses} between writes (not counted), last acknowledged ${report.acknowledged}, ` +
          `${report.completed} killed writes were complete, ${report.losses.length} losses`,
      );
      if (!off) for (const loss of report.losses.slice(0, 5)) say(false, loss);
    } finally {
      await rm(directory, { recursive: true });
    }
  }
}

async function damages({ seed, full }: Options, say: Say): Promise<void> {
  const perClass = full ? 200 : 20;
  let files = 0;
  for (const damage of DAMAGES) {
    const random = seededRandom(seed);
    const verdicts = new Map<string, number>();
    const wrong: string[] = [];
    let unnoticed = 0;
    for (let trial = 0; trial < perClass; trial += 1) {
      const result = await tryDamage(damage, random);
      files += 1;
      verdicts.set(result.verdict, (verdicts.get(result.verdict) ?? 0) + 1);
      if (result.wrong !== undefined) wrong.push(`trial ${trial}: ${result.wrong}`);
      if (!result.breaksNaiveReader) unnoticed += 1;
    }
    const summary = [...verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
    const breaks = `breaks a reader without checks ${perClass - unnoticed} of ${perClass}`;
    say(wrong.length === 0 && unnoticed === 0, `damage "${damage.name}": ${summary}; ${breaks}`);
    for (const line of wrong.slice(0, 5)) say(false, line);
  }
  say(files >= 500, `${files} damaged files of ${DAMAGES.length} classes`);
}

async function histories({ seed }: Options, say: Say): Promise<void> {
  const numRuns = 20_000;
  const result = await fc.check(
    fc.asyncProperty(happenings, async (story) => live(story)),
    { numRuns, seed },
  );
  say(!result.failed, `${result.numRuns} histories of updates, refusals, kills and power cuts`);
  if (result.failed) say(false, fc.defaultReportMessage(result) ?? '');
  for (const protection of PROTECTIONS) {
    const off = await fc.check(
      fc.asyncProperty(happenings, async (story) => live(story, protection)),
      { numRuns: 1000, seed, endOnFailure: true },
    );
    say(off.failed, `histories without ${protection}: ${off.failed ? `loss after ${off.numRuns}` : 'no loss seen'}`);
  }
}
