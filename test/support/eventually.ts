import { setTimeout as wait } from 'node:timers/promises';

export interface EventuallyOptions {
  /** Milliseconds until it gives up; 5 000 unless told. */
  readonly within?: number;
  /** Milliseconds between two looks; 20 unless told. */
  readonly every?: number;
  /** What was waited for, for the message. */
  readonly what?: string;
}

/**
 * Looks again and again until `probe` returns without throwing, and answers its value. Rejects with
 * the last error as cause once `within` is over. Use it instead of sleeping.
 *
 * A probe that answers instead of throwing (`() => seen.length > 0`) is for {@link eventuallyTrue}.
 */
export async function eventually<T>(
  probe: () => T | Promise<T>,
  { within = 5_000, every = 20, what = 'the expected state' }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + within;
  for (;;) {
    try {
      return await probe();
    } catch (error) {
      if (performance.now() >= deadline) {
        const last = error instanceof Error ? error.message : String(error);
        throw new Error(`${what} was not reached within ${within} ms; last seen: ${last}`, {
          cause: error,
        });
      }
    }
    await wait(every);
  }
}

/** The same for a probe that answers true or false. */
export async function eventuallyTrue(
  probe: () => boolean | Promise<boolean>,
  options: EventuallyOptions = {},
): Promise<void> {
  await eventually(async () => {
    if (!(await probe())) throw new Error('not yet');
  }, options);
}
