import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stories, tell } from '../../../support/lifecycle/story.ts';

/** `npm run prove -- lifecycle` takes 20 000. */
const RUNS = 1000;

describe('the lifecycle, with anything happening at any moment', () => {
  it('keeps its promises at every step and comes to what was wished', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(stories, async (story) => {
        const { wrong } = await tell(story);
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
