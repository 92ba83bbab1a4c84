import * as z from 'zod/mini';
import type { DurableFs } from '../../../electron/adapter/lowdb/durable-fs.ts';
import type { WhenUnusable } from '../../../electron/adapter/lowdb/load.ts';
import { type LowdbStateStore, openStateStore } from '../../../electron/adapter/lowdb/state-store.ts';
import type { Clock } from '../../../electron/engine/port/clock.ts';
import type { Logger } from '../../../electron/engine/port/logger.ts';

/** A small state of the shape of the real one: records by name. */
export const CounterState = z.strictObject({
  counter: z.int(),
  plugins: z.record(z.string(), z.strictObject({ image: z.string(), tags: z.array(z.string()) })),
});
export type CounterState = z.infer<typeof CounterState>;

export const INITIAL: CounterState = { counter: 0, plugins: {} };
const DIRECTORY = '/state';
export const FILE = 'state.json';
export const MAIN = `${DIRECTORY}/${FILE}`;
export const VERSION = 2;

/** Version 1 called the counter `count`. */
const MIGRATIONS = {
  1: (data: unknown): unknown => {
    const { count, ...rest } = z.looseObject({ count: z.int() }).parse(data);
    return { ...rest, counter: count };
  },
};

export const FORMAT = { schema: CounterState, version: VERSION, migrations: MIGRATIONS };

export const silent: Logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

export const fixedClock: Clock = {
  now: () => Date.UTC(2026, 10, 22),
  monotonic: () => 0,
  after: () => ({ dispose: () => {} }),
};

export interface OpenOptions {
  readonly directory?: string;
  readonly whenUnusable?: WhenUnusable;
  readonly logger?: Logger;
}

export async function openCounter(fs: DurableFs, options: OpenOptions = {}): Promise<LowdbStateStore<CounterState>> {
  return openStateStore<CounterState>({
    ...FORMAT,
    directory: options.directory ?? DIRECTORY,
    fileName: FILE,
    initial: INITIAL,
    whenUnusable: options.whenUnusable ?? 'refuse',
    fs,
    clock: fixedClock,
    logger: options.logger ?? silent,
  });
}

/** Sets the counter and makes the state `size` records large. */
export function countTo(counter: number, size = 2): () => CounterState {
  return () => ({
    counter,
    plugins: Object.fromEntries(
      Array.from({ length: size }, (_, at) => [
        `plugin-${at}`,
        { image: `registry.example/plugin-${at}:1.0.${counter}`, tags: ['a', 'b', String(counter)] },
      ]),
    ),
  });
}
