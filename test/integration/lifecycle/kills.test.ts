import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';
import { createCrashLane, type KillOutcome } from '../../support/crash/crash-lane.ts';
import { createForeignObjects } from '../../support/crash/foreign-objects.ts';
import { type PluginOperation, POINTS_OF } from '../../support/crash/operations.ts';
import { dockerClient } from '../../support/docker/docker-client.ts';
import { createProofImages } from '../../support/docker/proof-images.ts';
import { seededRandom } from '../../support/fs/random.ts';

/** Install and uninstall are killed in `product/crash-points.test.ts`; `npm run prove -- kills` takes them all. */
const KILLED = ['upgrade', 'rollback', 'disable', 'enable', 'restart', 'recreate'] as const satisfies PluginOperation[];
const TRIALS = KILLED.flatMap((operation) => POINTS_OF[operation].map((point) => ({ operation, point })));
/** Data directories at once: most of the time is waiting for plugins. */
const LANES = 3;

const outcomes = new Map<string, KillOutcome>();
const changed: string[] = [];
let objects = 0;

beforeAll(async () => {
  const docker = dockerClient();
  const random = seededRandom(1);
  const waiting: { operation: PluginOperation; point: CrashPoint }[] = [...TRIALS];
  const lanes = Array.from({ length: LANES }, async (_, index) => {
    const images = await createProofImages(docker, `killed-${String(index)}`, ['1.0.0', '1.1.0', 'exits-at-once']);
    const lane = await createCrashLane(docker, images);
    const strangers = await createForeignObjects(docker, lane.directoryId, images.name);
    objects += strangers.count;
    try {
      for (let trial = waiting.shift(); trial !== undefined; trial = waiting.shift())
        outcomes.set(`${trial.operation} ${trial.point}`, await lane.kill(trial.operation, trial.point, random));
    } finally {
      changed.push(...(await strangers.changed()));
      await strangers.dispose();
      await lane.dispose();
      await images.dispose();
    }
  });
  await Promise.all(lanes);
}, 420_000);
afterAll(() => outcomes.clear());

describe('kill -9 in the middle of an operation', () => {
  it.each(TRIALS)('$operation at $point: the next engine ends it as wished, and all agree', ({ operation, point }) => {
    expect(outcomes.get(`${operation} ${point}`)).toMatchObject({ inFlight: true, problems: [] });
  });

  it('leaves foreign objects with clashing names as they were', () => {
    expect(objects).toBe(LANES * 20);
    expect(changed).toEqual([]);
  });
});
