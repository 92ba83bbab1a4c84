import { AppError } from '../../shared/errors.ts';
import type { DataDirectory } from '../host/data-directory.ts';
import type { Connection } from '../client/find-engine.ts';
import type { CliSurroundings } from './surroundings.ts';

/** What a command gets besides its own arguments. */
export interface CommandContext {
  readonly surroundings: CliSurroundings;
  readonly directory: DataDirectory;
  readonly json: boolean;
  /** The engine of the data directory; started when none runs. */
  readonly connect: () => Promise<Connection>;
  /** The engine of the data directory, when one runs. */
  readonly find: () => Promise<Connection | undefined>;
}

/** Runs a command with its context; what it answers becomes the exit code. */
export type Runner = (
  action: (
    context: CommandContext,
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<number>,
) => (...args: unknown[]) => Promise<void>;

/** The refusal of a command line that commander cannot see. */
export function usageError(message: string): AppError {
  return new AppError('USAGE', message);
}
