import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = 0;

/**
 * The time, a second exact; everything that shows an age ticks together. What is only last known gives the moment it was
 * lost: its ages and countdowns stand still.
 */
export function useNow(lostAt?: number): number {
  return useSyncExternalStore(lostAt === undefined ? subscribe : standStill, () => lostAt ?? read());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(tick, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function standStill(): () => void {
  return () => undefined;
}

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function read(): number {
  // Without listeners nothing ticks and the kept value grows old; between two looks of one render it must not change.
  if (timer === undefined && Math.abs(Date.now() - now) >= 1000) now = Date.now();
  return now;
}
