import { AppError, type ErrorCode, toWire } from '../../shared/errors.ts';
import type { CliSurroundings } from './surroundings.ts';

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** The operation was refused or failed. */
  failed: 1,
  /** The command line is wrong. */
  usage: 2,
  /** The engine or Docker cannot be reached. */
  unreachable: 3,
  /** Ended by Ctrl-C. */
  interrupted: 130,
} as const;

const USAGE: readonly ErrorCode[] = ['USAGE', 'INPUT_INVALID', 'IMAGE_REFERENCE_INVALID'];
const UNREACHABLE: readonly ErrorCode[] = [
  'ENGINE_UNREACHABLE',
  'ENGINE_START_FAILED',
  'ENGINE_FOREIGN',
  'DOCKER_UNREACHABLE',
  'DOCKER_PERMISSION',
  'DOCKER_TIMEOUT',
  'DOCKER_REMOTE',
  'DOCKER_TOO_OLD',
];

/** An engine that a command needed could not be started, whatever the code of the cause. */
export class EngineStartFailure extends AppError {}

/** The exit code for an error. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof EngineStartFailure) return EXIT.unreachable;
  if (!(error instanceof AppError)) return EXIT.failed;
  if (USAGE.includes(error.code)) return EXIT.usage;
  return UNREACHABLE.includes(error.code) ? EXIT.unreachable : EXIT.failed;
}

/**
 * Tells an error: for people on stderr, and with `json` also as `{"error": …}` on stdout, so that a script reads one
 * document whatever happened. Returns the exit code.
 */
export function tellError(error: unknown, json: boolean, { stdout, stderr, environment }: CliSurroundings): number {
  const wire = toWire(error);
  if (json) stdout.write(`${JSON.stringify({ error: wire }, undefined, 2)}\n`);
  stderr.write(failLines(wire.message, wire.code, wire.next));
  if (!(error instanceof AppError) && environment['DELTADOCK_DEBUG'] !== undefined) {
    stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  return exitCodeOf(error);
}

/** What happened, its code and the next step, in the form of every command. */
function failLines(message: string, code: string, next: string): string {
  const text = message.replace(/\.$/, '');
  return `[FAIL]   ${text} (${code})\n${next === '' ? '' : `         Next: ${next}\n`}`;
}

export function okLine(text: string): string {
  return `[ OK ]   ${text}\n`;
}
