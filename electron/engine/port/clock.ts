import type { Disposable } from './disposable.ts';

/** Time as the engine sees it. Only this port knows the clock. */
export interface Clock {
  /** Wall clock, milliseconds since the epoch. May jump; never used for order or for deadlines. */
  now(): number;
  /** Milliseconds on a clock that never jumps back. */
  monotonic(): number;
  /** Runs `action` once after `delay` milliseconds (monotonic); disposing cancels it. */
  after(delay: number, action: () => void): Disposable;
}
