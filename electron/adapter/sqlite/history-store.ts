import { renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { HistoryEntry } from '../../../shared/model/plugin.ts';
import type { HistoryStore } from '../../engine/port/history-store.ts';
import type { Clock } from '../../engine/port/clock.ts';
import type { Logger } from '../../engine/port/logger.ts';

/** Entries that are kept over all plugins; the oldest go first. */
const KEPT = 20_000;
/** Entries between two looks at the number. */
const SWEEP_EVERY = 500;

/**
 * History in SQLite, written through at every entry. A file that cannot be used is set aside and begun anew: history is
 * shown to users and nothing depends on it.
 */
export function openHistoryStore(file: string, clock: Clock, logger: Logger): HistoryStore {
  const database = openOrSetAside(file, clock, logger);
  const insert = database.prepare('INSERT INTO history (plugin, entry) VALUES (?, ?)');
  const select = database.prepare('SELECT entry FROM history WHERE plugin = ? ORDER BY seq DESC LIMIT ?');
  const sweep = database.prepare('DELETE FROM history WHERE seq <= (SELECT max(seq) FROM history) - ?');
  let appended = 0;
  return {
    append(plugin, entry) {
      try {
        insert.run(plugin, JSON.stringify(entry));
        appended += 1;
        if (appended % SWEEP_EVERY === 0) sweep.run(KEPT);
      } catch (error) {
        logger.warn('history entry was not stored', { plugin, error: String(error) });
      }
    },
    list: (plugin, limit) =>
      select.all(plugin, limit).flatMap((row) => {
        const parsed = HistoryEntry.safeParse(parseJson(String(row['entry'])));
        return parsed.success ? [parsed.data] : [];
      }),
    close: () => database.close(),
  };
}

function openOrSetAside(file: string, clock: Clock, logger: Logger): DatabaseSync {
  try {
    return open(file);
  } catch (error) {
    const aside = `${file}.damaged-${String(clock.now())}`;
    logger.warn('the history could not be used and is set aside', { aside, error: String(error) });
    renameSync(file, aside);
    return open(file);
  }
}

function open(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = NORMAL');
    database.exec(
      'CREATE TABLE IF NOT EXISTS history (seq INTEGER PRIMARY KEY, plugin TEXT NOT NULL, entry TEXT NOT NULL)',
    );
    database.exec('CREATE INDEX IF NOT EXISTS history_of_plugin ON history (plugin, seq)');
    const check = database.prepare('PRAGMA quick_check').get();
    if (check?.['quick_check'] !== 'ok') throw new Error('The history file is damaged.');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
