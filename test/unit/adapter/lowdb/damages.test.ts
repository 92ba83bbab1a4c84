import { expect, test } from 'vitest';
import { seededRandom } from '../../../support/fs/random.ts';
import { tryDamage } from '../../../support/fs/state-damage-trial.ts';
import { DAMAGES } from '../../../support/fs/state-damages.ts';

const PER_CLASS = 12;

test.each(DAMAGES)('a state file is not taken for sound: $name', async (damage) => {
  const random = seededRandom(2026);
  for (let trial = 0; trial < PER_CLASS; trial += 1) {
    const result = await tryDamage(damage, random);
    expect(result.wrong, `trial ${trial}`).toBeUndefined();
    expect(result.breaksNaiveReader, `trial ${trial}: a reader without checks notices nothing`).toBe(true);
  }
});
