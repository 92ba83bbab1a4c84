import type { HistoryEntry } from '../../../shared/model/plugin.ts';

/** What happened to plugins, kept over restarts. Shown to users, never read as truth about a state (D12). */
export interface HistoryStore {
  /** Appends in the order of the calls. A failure is the store's own to report: history never stops the work. */
  append(plugin: string, entry: HistoryEntry): void;
  /** Newest first, at most `limit` entries. `plugin` is the plugin's name: history outlives the record. */
  list(plugin: string, limit: number): readonly HistoryEntry[];
  close(): void;
}
