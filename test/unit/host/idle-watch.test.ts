import { describe, expect, it } from 'vitest';
import { watchIdle } from '../../../electron/host/idle-watch.ts';
import { createManualClock } from '../../support/fakes/manual-clock.ts';

const minute = 60_000;

function watched(isUsed: () => boolean, lastUse: () => number = () => 0) {
  const clock = createManualClock();
  let ends = 0;
  const watch = watchIdle({
    clock,
    idleAfter: 10 * minute,
    isUsed: async () => isUsed(),
    lastUse,
    onIdle: () => {
      ends += 1;
    },
  });
  return { clock, watch, ends: () => ends };
}

describe('a borrowed engine', () => {
  it('ends once after ten minutes without use', async () => {
    const { clock, ends } = watched(() => false);
    await clock.advance(9.9 * minute);
    expect(ends()).toBe(0);
    await clock.advance(0.5 * minute);
    expect(ends()).toBe(1);
    await clock.advance(60 * minute);
    expect(ends()).toBe(1);
  });

  it('stays while it is used, and ten minutes longer', async () => {
    let used = true;
    const { clock, ends } = watched(() => used);
    await clock.advance(60 * minute);
    used = false;
    await clock.advance(9 * minute);
    expect(ends()).toBe(0);
    await clock.advance(2 * minute);
    expect(ends()).toBe(1);
  });

  it('counts a short use between two looks', async () => {
    let last = 0;
    const { clock, ends } = watched(
      () => false,
      () => last,
    );
    await clock.advance(9 * minute);
    last = clock.monotonic();
    await clock.advance(9 * minute);
    expect(ends()).toBe(0);
    await clock.advance(2 * minute);
    expect(ends()).toBe(1);
  });

  it('stays while nobody can say whether it is used', async () => {
    const { clock, ends } = watched(() => {
      throw new Error('busy');
    });
    await clock.advance(60 * minute);
    expect(ends()).toBe(0);
  });

  it('does not end after it was let go', async () => {
    const { clock, watch, ends } = watched(() => false);
    watch.dispose();
    await clock.advance(60 * minute);
    expect(ends()).toBe(0);
  });
});
