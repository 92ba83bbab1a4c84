import type { Clock } from '../engine/port/clock.ts';
import type { Disposable } from '../engine/port/disposable.ts';

export interface IdleWatchOptions {
  readonly clock: Clock;
  /** Milliseconds without use after which `onIdle` is called, once. */
  readonly idleAfter: number;
  /** Whether it is in use at this moment. */
  readonly isUsed: () => Promise<boolean>;
  /** Monotonic milliseconds of the last use that is over. */
  readonly lastUse: () => number;
  readonly onIdle: () => void;
}

/** Ends a borrowed engine that nobody needs any more (D1). Looks a few times in the span, so it may end a little late. */
export function watchIdle({ clock, idleAfter, isUsed, lastUse, onIdle }: IdleWatchOptions): Disposable {
  const pause = Math.max(Math.min(idleAfter / 4, 15_000), 1);
  let usedAt = clock.monotonic();
  let isOver = false;
  const look = async (): Promise<void> => {
    // Who cannot say whether it is used counts as used: the engine must not go away under somebody.
    const used = await isUsed().catch(() => true);
    usedAt = Math.max(usedAt, lastUse(), used ? clock.monotonic() : 0);
    if (isOver) return;
    if (clock.monotonic() - usedAt >= idleAfter) onIdle();
    else timer = clock.after(pause, repeat);
  };
  const repeat = (): void => {
    look().catch(onIdle);
  };
  let timer = clock.after(pause, repeat);
  return {
    dispose() {
      isOver = true;
      timer.dispose();
    },
  };
}
