import type { Clock } from '../../engine/port/clock.ts';
import type { Disposable } from '../../engine/port/disposable.ts';

export interface Throttle extends Disposable {
  /** Acts now, or as soon as the interval since the last time is over. */
  call(): void;
  /** Acts now when an act is still owed. */
  flush(): void;
}

/** Runs `act` at most once per `interval` milliseconds, always after the last call. */
export function createThrottle(clock: Clock, interval: number, act: () => void): Throttle {
  let last = Number.NEGATIVE_INFINITY;
  let owed: Disposable | undefined;
  const run = (): void => {
    owed?.dispose();
    owed = undefined;
    last = clock.monotonic();
    act();
  };
  return {
    call: () => {
      if (owed !== undefined) return;
      const wait = last + interval - clock.monotonic();
      if (wait <= 0) run();
      else owed = clock.after(wait, run);
    },
    flush: () => {
      if (owed !== undefined) run();
    },
    dispose: () => {
      owed?.dispose();
      owed = undefined;
    },
  };
}
