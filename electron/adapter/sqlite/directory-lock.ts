import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../../shared/errors.ts';

/** SQLite's result code for "somebody else holds the lock". */
const SQLITE_BUSY = 5;

export interface DirectoryLock {
  /** Gives the lock back. Twice is harmless. */
  release(): void;
}

/**
 * Takes the lock of a data directory: an open exclusive transaction on the file (D1). The operating system frees it
 * when the process ends, however it ends.
 *
 * @param patience milliseconds to wait for a holder that may be about to let go
 * @throws AppError DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_UNUSABLE
 */
export function lockDirectory(file: string, patience: number): DirectoryLock {
  const database = open(file, patience);
  try {
    // No journal file: there is never anything to roll back.
    database.exec('PRAGMA journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (resultCode(error) === SQLITE_BUSY) {
      throw new AppError('DATA_DIRECTORY_LOCKED', 'Another engine runs on this data directory.', { cause: error });
    }
    throw unusable(file, error);
  }
  let held = true;
  return {
    release() {
      if (held) database.close();
      held = false;
    },
  };
}

/** Whether an engine holds the lock now. Asking does not keep an engine from starting. */
export function isDirectoryLocked(file: string): boolean {
  try {
    lockDirectory(file, 0).release();
    return false;
  } catch (error) {
    if (error instanceof AppError && error.code === 'DATA_DIRECTORY_LOCKED') return true;
    throw error;
  }
}

function open(file: string, patience: number): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: patience });
  } catch (error) {
    throw unusable(file, error);
  }
}

function resultCode(error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? error.errcode : undefined;
}

function unusable(file: string, cause: unknown): AppError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new AppError('DATA_DIRECTORY_UNUSABLE', `The lock file ${file} cannot be used: ${words}.`, { cause });
}
