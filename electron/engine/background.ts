import type { Logger } from './port/logger.ts';

/** Counts work that nobody awaits and reports what fails in it, so that a stop can wait for the end of all of it. */
export interface Background {
  /** Runs `work` without waiting; an error is logged under `name`. */
  run(name: string, work: () => Promise<void>): void;
  readonly running: number;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
}

export function createBackground(logger: Logger): Background {
  const running = new Set<Promise<void>>();
  return {
    run(name, work) {
      const task: Promise<void> = work()
        .catch((error: unknown) => logger.error('background work failed', { name, error: describe(error) }))
        .finally(() => running.delete(task));
      running.add(task);
    },
    get running() {
      return running.size;
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** An error as plain text for the log. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  const cause = error.cause === undefined ? '' : ` <- ${describe(error.cause)}`;
  return `${code}${error.message}${cause}`;
}
