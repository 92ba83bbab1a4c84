import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DOOR_FAULTS } from '../planted/door-faults.ts';
import { LIFECYCLE_FAULTS } from '../planted/lifecycle-faults.ts';
import { copyForPlanting, type PlantedCopy } from '../planted/plant.ts';

/** A sample of `npm run prove -- planted`, one of each kind. */
const SAMPLE = [LIFECYCLE_FAULTS[0], LIFECYCLE_FAULTS.at(-1), DOOR_FAULTS.at(-1)].filter(
  (fault) => fault !== undefined,
);

let copy: PlantedCopy;
beforeAll(async () => {
  copy = await copyForPlanting();
});
afterAll(() => copy.dispose());

describe('a planted fault', () => {
  it.each(SAMPLE)('is caught by the test that it names: $what', async (fault) => {
    expect(await copy.tryFault(fault)).toMatchObject({ caught: true, problem: undefined });
  });

  it('that is none is not caught', async () => {
    const [fault] = LIFECYCLE_FAULTS;
    if (fault === undefined) throw new Error('no fault');
    expect(await copy.tryFault({ ...fault, replacement: fault.search })).toMatchObject({ caught: false, failed: [] });
  });

  it('whose text is not there any more is a problem', async () => {
    const [fault] = LIFECYCLE_FAULTS;
    if (fault === undefined) throw new Error('no fault');
    const { caught, problem } = await copy.tryFault({ ...fault, search: 'nothing like this' });
    expect([caught, problem]).toEqual([false, expect.stringContaining('0 times')]);
  });
});
