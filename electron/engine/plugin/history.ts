import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { HistoryEntry } from '../../../shared/model/plugin.ts';
import type { Clock } from '../port/clock.ts';
import type { HistoryStore } from '../port/history-store.ts';

/** Notes what happened to a plugin: who caused it, in a sentence, with the state that it is in now. */
export type NoteHistory = (record: PluginRecord, actor: HistoryEntry['actor'], text: string, code?: string) => void;

export function createHistory(store: HistoryStore, clock: Clock): NoteHistory {
  return (record, actor, text, code) =>
    store.append(record.name, {
      at: clock.now(),
      actor,
      text,
      state: record.installState,
      ...(code === undefined ? {} : { code }),
      ...(record.image === undefined ? {} : { image: record.image }),
    });
}
