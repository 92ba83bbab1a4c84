import type { Clock } from '../../engine/port/clock.ts';

/** Longest delay that a timer of Node holds; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The clocks of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delay, action) {
    const timer = setTimeout(action, Math.min(Math.max(delay, 0), LONGEST));
    return { dispose: () => clearTimeout(timer) };
  },
};
