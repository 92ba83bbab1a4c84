import type { Clock } from '../../../electron/engine/port/clock.ts';

/** A clock that stands still until it is told to advance; timers fire in order, with pending promises let through between them. */
export interface ManualClock extends Clock {
  advance(milliseconds: number): Promise<void>;
}

export function createManualClock(start = 1_700_000_000_000, turns = 20): ManualClock {
  let elapsed = 0;
  let timers: { readonly at: number; readonly action: () => void }[] = [];
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    after(delay, action) {
      const timer = { at: elapsed + delay, action };
      timers.push(timer);
      return {
        dispose() {
          timers = timers.filter((other) => other !== timer);
        },
      };
    },
    async advance(milliseconds) {
      const end = elapsed + milliseconds;
      await settled(turns);
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        timers = timers.filter((timer) => timer !== next);
        elapsed = Math.max(elapsed, next.at);
        next.action();
        await settled(turns);
      }
      elapsed = end;
      await settled(turns);
    },
  };
}

/** Lets every promise that can go on without a timer go on. */
export async function settled(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
