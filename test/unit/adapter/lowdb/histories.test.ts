import fc from 'fast-check';
import { expect, test } from 'vitest';
import { happenings, live } from '../../../support/fs/state-property.ts';
import { PROTECTIONS } from '../../../support/fs/unprotected-fs.ts';

test('whatever happens, the last acknowledged state is there', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (story) => live(story)),
    { numRuns: 1000, seed: 12 },
  );
});

test.each(PROTECTIONS)('something is lost without: %s', { timeout: 60_000 }, async (protection) => {
  const found = await fc.check(
    fc.asyncProperty(happenings, async (story) => live(story, protection)),
    { numRuns: 1000, seed: 12, endOnFailure: true },
  );
  expect(found.failed).toBe(true);
});
