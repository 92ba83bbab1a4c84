import { createHash } from 'node:crypto';
import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import type { HistoryEntry } from '../../../shared/model/plugin.ts';
import type { HistoryStore } from '../../../electron/engine/port/history-store.ts';
import type { DocumentStore } from '../../../electron/engine/port/document-store.ts';
import type { StateCondition, StateStore } from '../../../electron/engine/port/state-store.ts';

/** A state store in memory that can be told to refuse writes. */
export interface MemoryStateStore<S> extends StateStore<S> {
  /** From now on every update fails with this code; undefined heals it. */
  failWith(code: ErrorCode | undefined): void;
  /** Every state that was stored, oldest first. */
  readonly history: readonly S[];
}

export function createMemoryStateStore<S>(
  initial: S,
  condition: StateCondition = { kind: 'new' },
): MemoryStateStore<S> {
  let state = initial;
  let failure: ErrorCode | undefined;
  const history: S[] = [initial];
  let tail: Promise<unknown> = Promise.resolve();
  return {
    read: () => state,
    update(change) {
      const result = tail.then(() => {
        if (failure !== undefined) throw new AppError(failure, 'The state could not be written.');
        state = change(state);
        history.push(state);
        return state;
      });
      tail = result.catch(() => undefined);
      return result;
    },
    failWith(code) {
      failure = code;
    },
    history,
    condition,
    close: async () => undefined,
  };
}

export function createMemoryDocumentStore(): DocumentStore {
  const documents = new Map<string, string>();
  return {
    async put(text) {
      const hash = createHash('sha256').update(text).digest('hex');
      documents.set(hash, text);
      return hash;
    },
    get: async (hash) => documents.get(hash),
  };
}

export function createMemoryHistoryStore(): HistoryStore {
  const entries: { readonly plugin: string; readonly entry: HistoryEntry }[] = [];
  return {
    append: (plugin, entry) => void entries.push({ plugin, entry }),
    list: (plugin, limit) =>
      entries
        .filter((one) => one.plugin === plugin)
        .map(({ entry }) => entry)
        .toReversed()
        .slice(0, limit),
    close: () => undefined,
  };
}
