import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../../../support/fs/random.ts';
import { killWriters } from '../../../support/fs/state-kills.ts';

const SEED = 50;
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'deltadock-kills-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

test.each(['single', 'groups'] as const)('no kill -9 in a write loses an acknowledged state: %s', async (mode) => {
  const report = await killWriters(directory, { mode, kills: 6, random: seededRandom(SEED) });
  expect(report.losses).toEqual([]);
  expect(report.kills).toBe(6);
  expect(report.acknowledged).toBeGreaterThanOrEqual(6);
});

test('a writer without temporary file and rename loses its state', async () => {
  const options = { mode: 'in-place', kills: 50, random: seededRandom(SEED), untilLoss: true } as const;
  expect((await killWriters(directory, options)).losses).toHaveLength(1);
});
