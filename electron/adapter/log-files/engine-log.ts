import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import pino from 'pino';
import type { Logger } from '../../engine/port/logger.ts';

/** Bytes after which a log file is set aside; together with the one before it the log never takes more than twice that. */
const FILE_LIMIT = 5 * 1024 * 1024;

export interface EngineLog extends Logger {
  close(): void;
}

/** The engine's own log: JSON lines of pino, written at once, so that the last words before a crash are there. */
export function openEngineLog(file: string, limit: number = FILE_LIMIT): EngineLog {
  const output = openRotatingFile(file, limit);
  const log = pino({ level: 'info', base: { pid: process.pid } }, output);
  return {
    debug: (message, fields = {}) => log.debug(fields, message),
    info: (message, fields = {}) => log.info(fields, message),
    warn: (message, fields = {}) => log.warn(fields, message),
    error: (message, fields = {}) => log.error(fields, message),
    close: () => output.close(),
  };
}

interface RotatingFile {
  write(line: string): void;
  close(): void;
}

function openRotatingFile(file: string, limit: number): RotatingFile {
  let descriptor: number | undefined = openSync(file, 'a', 0o600);
  let length = fstatSync(descriptor).size;
  const rotate = (open: number): number => {
    closeSync(open);
    renameSync(file, `${file}.1`);
    length = 0;
    return openSync(file, 'a', 0o600);
  };
  return {
    write(line) {
      if (descriptor === undefined) return;
      if (length >= limit) descriptor = rotate(descriptor);
      // A log that cannot be written (disk full) must not take the engine down.
      try {
        length += writeSync(descriptor, line);
      } catch (error) {
        process.stderr.write(`The engine log cannot be written: ${String(error)}\n${line}`);
      }
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      descriptor = undefined;
    },
  };
}
