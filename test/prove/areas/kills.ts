import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';
import { type CrashLane, createCrashLane, type KillOutcome } from '../../support/crash/crash-lane.ts';
import { createForeignObjects } from '../../support/crash/foreign-objects.ts';
import { OPERATIONS, type PluginOperation, POINTS_OF } from '../../support/crash/operations.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { createProofImages } from '../../support/docker/proof-images.ts';
import { type Random, seededRandom } from '../../support/fs/random.ts';
import type { Area } from '../area.ts';

/** Kills at every named point, and at random moments of every operation; --full takes five times as many. */
const ROUNDS = 3;
const RANDOM_ROUNDS = 12;
/** Most of the time is waiting for plugins: so many data directories at once. */
const LANES = 3;

interface Trial {
  readonly operation: PluginOperation;
  readonly point: CrashPoint | 'random';
}

export const area: Area = {
  name: 'kills',
  describe:
    'kill -9 in every operation on a plugin, at every named point and at random moments; foreign objects beside it',
  needsDocker: true,
  async run({ seed, full, report }) {
    const docker = dockerClient();
    const factor = full ? 5 : 1;
    const random = seededRandom(seed);
    const trials = shuffled(trialsOf(factor), random);
    const outcomes: KillOutcome[] = [];
    const foreign: string[] = [];
    let objects = 0;
    const workers = Array.from({ length: LANES }, async (_, index) => {
      const images = await createProofImages(docker, `killed-${String(index)}`, ['1.0.0', '1.1.0', 'exits-at-once']);
      const lane = await createCrashLane(docker, images);
      const strangers = await createForeignObjects(docker, lane.directoryId, images.name);
      objects += strangers.count;
      const own = seededRandom(seed + index + 1);
      try {
        for (let trial = trials.pop(); trial !== undefined; trial = trials.pop()) {
          const outcome = await inFlight(lane, trial, own);
          outcomes.push(outcome);
          report(`${String(outcomes.length)}: ${summary(outcome)}`);
        }
      } finally {
        foreign.push(...(await strangers.changed()));
        await strangers.dispose();
        await lane.dispose();
        await images.dispose();
      }
    });
    for (const result of await Promise.allSettled(workers)) {
      if (result.status === 'rejected') throw result.reason;
    }
    const counted = outcomes.filter((outcome) => outcome.inFlight);
    const failed = counted.filter(({ problems }) => problems.length > 0);
    return {
      passed: failed.length === 0 && foreign.length === 0 && counted.length === outcomes.length,
      lines: [
        `${String(counted.length)} kills with an operation in flight, ${String(failed.length)} of them not recovered; ` +
          `${String(objects)} foreign objects, ${String(foreign.length)} changed${foreign.length === 0 ? '' : ` (${foreign.join(', ')})`}.`,
        '',
        '| operation | killed at | kills | at the kill | after the restart | recovered in (median) | wrong |',
        '| --- | --- | --- | --- | --- | --- | --- |',
        ...OPERATIONS.flatMap((operation) =>
          [...POINTS_OF[operation], 'random' as const].map((point) =>
            row(
              operation,
              point,
              counted.filter((one) => one.operation === operation && one.point === point),
            ),
          ),
        ),
      ],
    };
  },
};

function trialsOf(factor: number): readonly Trial[] {
  return OPERATIONS.flatMap((operation) => [
    ...POINTS_OF[operation].flatMap((point) => times(ROUNDS * factor, { operation, point })),
    ...times(RANDOM_ROUNDS * factor, { operation, point: 'random' as const }),
  ]);
}

/** A kill counts only with the operation in flight: at random moments, until it was. */
async function inFlight(lane: CrashLane, { operation, point }: Trial, random: Random): Promise<KillOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await lane.kill(operation, point, random).catch(
      (error: unknown): KillOutcome => ({
        operation,
        point,
        inFlight: true,
        atKill: 'unknown',
        after: 'unknown',
        recovered: Number.NaN,
        problems: [error instanceof Error ? error.message : String(error)],
      }),
    );
    if (outcome.inFlight || outcome.problems.length > 0 || attempt === 10) return outcome;
  }
}

function times<T>(count: number, value: T): readonly T[] {
  return Array.from({ length: count }, () => value);
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, key: random.next() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

function row(operation: string, point: string, outcomes: readonly KillOutcome[]): string {
  const seen = (text: (outcome: KillOutcome) => string): string => [...new Set(outcomes.map(text))].join('; ');
  const all = outcomes.map(({ recovered }) => recovered).toSorted((a, b) => a - b);
  const median = all[Math.floor(all.length / 2)] ?? Number.NaN;
  const wrong = outcomes.flatMap(({ problems }) => problems).join('; ');
  const cells = [
    operation,
    point,
    String(outcomes.length),
    seen(({ atKill }) => atKill),
    seen(({ after }) => after),
    `${(median / 1000).toFixed(1)} s`,
    wrong === '' ? 'nothing' : wrong,
  ];
  return `| ${cells.join(' | ')} |`;
}

function summary({ operation, point, inFlight: counts, atKill, after, recovered, problems }: KillOutcome): string {
  const result = problems.length === 0 ? 'ok' : `WRONG: ${problems.join('; ')}`;
  return `${operation} at ${point}${counts ? '' : ' (over before the kill)'}: ${atKill} -> ${after} in ${(recovered / 1000).toFixed(1)} s, ${result}`;
}
