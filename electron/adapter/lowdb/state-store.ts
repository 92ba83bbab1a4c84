import { Low } from 'lowdb';
import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { Logger } from '../../engine/port/logger.ts';
import type { StateStore } from '../../engine/port/state-store.ts';
import { DurableAdapter } from './durable-adapter.ts';
import type { DurableFs } from './durable-fs.ts';
import { GroupCommit } from './group-commit.ts';
import type { WhenUnusable } from './load.ts';
import type { StateFormat } from './state-file.ts';

export interface StateStoreOptions<S> extends StateFormat<S> {
  readonly directory: string;
  /** Such as state.json; backups and files kept aside are named after it. */
  readonly fileName: string;
  /** The state when there is no file yet. Written with the first update. */
  readonly initial: S;
  readonly whenUnusable: WhenUnusable;
  readonly fs: DurableFs;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A change of the state file by hand that the user has not decided on (D12). It is in use meanwhile. */
interface HandEdit<S> {
  /** Accepts the change. */
  keep(): Promise<void>;
  /** Goes back to the state from before the change, dropping what was updated since; the edited file is kept aside. */
  restore(): Promise<S>;
}

export interface LowdbStateStore<S> extends StateStore<S> {
  /** Undefined when nothing awaits a decision, or no sound copy from before the change exists. */
  readonly handEdit: HandEdit<S> | undefined;
}

/**
 * Opens the state in `directory`. The caller holds the lock of the data directory (D1).
 *
 * - No file at all: `new`. Sound file: `loaded`, or `migrated`; the file of the former schema is kept aside.
 * - Damaged or missing file: it is kept aside and the newest sound backup is used (`recovered`).
 * - Damaged without a sound backup: STATE_DAMAGED. Newer schema: STATE_NEWER. Both touch nothing, so every further
 *   start says the same, and the newer program finds its state as it left it; `whenUnusable: 'set-aside'` goes on.
 * - Read-only or full disk: opens with what can be read; updates fail with their code until it is mended.
 *
 * @throws AppError STATE_DAMAGED, STATE_NEWER, DATA_DIRECTORY_UNUSABLE
 */
export async function openStateStore<S extends object>(options: StateStoreOptions<S>): Promise<LowdbStateStore<S>> {
  const { directory, fileName, initial, whenUnusable, fs, clock, logger, schema, version, migrations } = options;
  const format: StateFormat<S> = { schema, version, migrations };
  const adapter = new DurableAdapter<S>({ directory, fileName, format, whenUnusable, fs, clock, logger });
  const database = new Low<S>(adapter, initial);
  await database.read();
  const accept = (state: S): S => {
    const accepted = freeze(fit(state, format));
    adapter.canonical(accepted);
    return accepted;
  };
  database.data = accept(database.data);

  const commits = new GroupCommit<S>(database.data, async (next) => {
    const former = database.data;
    database.data = next;
    try {
      await database.write();
    } catch (error) {
      database.data = former;
      throw error;
    }
  });
  const change = (apply: (state: S) => S) => (state: S) => {
    const next = apply(state);
    return next === state ? state : accept(next);
  };

  if (adapter.condition.kind === 'recovered') await mend(commits, logger);
  await adapter.backUp();
  let closed: Promise<void> | undefined;

  return {
    read: () => commits.state,
    async update(apply) {
      if (closed !== undefined) throw new AppError('ENGINE_STOPPING', 'The state is closed; nothing was changed.');
      return commits.submit(change(apply));
    },
    condition: adapter.condition,
    get handEdit() {
      const { beforeEdit } = adapter;
      if (beforeEdit === undefined) return undefined;
      return {
        async keep() {
          await commits.submit((state) => state, true);
          await adapter.decide();
        },
        async restore() {
          const restored = await commits.submit(
            change(() => beforeEdit),
            true,
          );
          await adapter.decide();
          return restored;
        },
      };
    },
    async close() {
      closed ??= commits.idle().then(async () => adapter.backUp());
      await closed;
    },
  };
}

/** The state as the schema gives it back: a copy that shares nothing with what a caller may change later. */
function fit<S>(state: S, format: StateFormat<S>): S {
  const parsed = format.schema.safeParse(copy(state));
  if (parsed.success) return parsed.data;
  throw new AppError('INTERNAL', 'The new state does not fit its schema; nothing was changed.', {
    cause: parsed.error,
  });
}

function copy<S>(state: S): S {
  try {
    return structuredClone(state);
  } catch (error) {
    throw new AppError('INTERNAL', 'The new state is not plain data; nothing was changed.', { cause: error });
  }
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freeze(member);
  return Object.freeze(value);
}

/** After a recovery the main file is written at once; where that fails the next update does it. */
async function mend<S>(commits: GroupCommit<S>, logger: Logger): Promise<void> {
  try {
    await commits.submit((state) => state, true);
  } catch (error) {
    logger.warn('the recovered state is not written yet', {
      code: error instanceof AppError ? error.code : 'INTERNAL',
    });
  }
}
