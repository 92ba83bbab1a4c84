import { AppError } from '../../../shared/errors.ts';
import { errorCode } from './durable-fs.ts';

/** A failed write as the user meets it: DISK_FULL, or STATE_WRITE_FAILED with the system's code. Nothing was changed. */
export function writeError(file: string, error: unknown): AppError {
  const code = errorCode(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new AppError('DISK_FULL', `The state could not be stored in ${file}: the disk is full.`, {
      cause: error,
      details: { file, system: code },
    });
  }
  return new AppError('STATE_WRITE_FAILED', `The state could not be stored in ${file}: ${explain(code)}.`, {
    cause: error,
    details: { file, system: code ?? 'unknown' },
  });
}

/** A directory or file that cannot be read now; this says nothing about its content. */
export function readError(path: string, error: unknown): AppError {
  const code = errorCode(error);
  return new AppError('DATA_DIRECTORY_UNUSABLE', `${path} cannot be used: ${explain(code)}.`, {
    cause: error,
    details: { file: path, system: code ?? 'unknown' },
  });
}

function explain(code: string | undefined): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `permission denied (${code})`;
    case 'EROFS':
      return 'the file system is read-only (EROFS)';
    case 'EIO':
      return 'the disk reported an error (EIO)';
    case 'EMFILE':
    case 'ENFILE':
      return `too many open files (${code})`;
    case undefined:
      return 'an unexpected error';
    default:
      return `system error ${code}`;
  }
}
