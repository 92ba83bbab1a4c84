import fc from 'fast-check';
import { fuzzedCall } from '../../../support/fuzzed-messages.ts';

/** Hostile calls that Playwright can carry to the page: those that JSON has a form for. */
export function fuzzedCalls(count: number): readonly (readonly [unknown, unknown])[] {
  const calls: [unknown, unknown][] = [];
  for (const [name, input] of fc.sample(fuzzedCall, { numRuns: count * 4, seed: 11 })) {
    // The two that end the engine are for other tests.
    if (calls.length === count || name === 'engine.stop' || name === 'plugin.install') continue;
    try {
      calls.push(JSON.parse(JSON.stringify([name, input])) as [unknown, unknown]);
    } catch {
      // A cycle or a bigint: the unit tests send those.
    }
  }
  return calls;
}
