import { existsSync } from 'node:fs';
import { isDirectoryLocked } from '../adapter/sqlite/directory-lock.ts';
import { type DataDirectory, filesOf } from './data-directory.ts';

/** Whether an engine runs on this data directory: whether somebody holds its lock (D1). Creates nothing. */
export function isEngineRunning(directory: DataDirectory): boolean {
  const { lock } = filesOf(directory);
  return existsSync(lock) && isDirectoryLocked(lock);
}
