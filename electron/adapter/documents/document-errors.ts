import { AppError } from '../../../shared/errors.ts';

/** The system's error code, or undefined for any other value. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** A document that could not be stored: DISK_FULL or STATE_WRITE_FAILED. Nothing was changed. */
export function writeError(file: string, error: unknown): AppError {
  const system = errorCode(error) ?? 'unknown';
  const details = { file, system };
  return system === 'ENOSPC' || system === 'EDQUOT'
    ? new AppError('DISK_FULL', `${file} could not be stored: the disk is full.`, { cause: error, details })
    : new AppError('STATE_WRITE_FAILED', `${file} could not be stored: system error ${system}.`, {
        cause: error,
        details,
      });
}

/** A directory or document that cannot be read now; this says nothing about its content. */
export function readError(path: string, error: unknown): AppError {
  const system = errorCode(error) ?? 'unknown';
  return new AppError('DATA_DIRECTORY_UNUSABLE', `${path} cannot be used: system error ${system}.`, {
    cause: error,
    details: { file: path, system },
  });
}
