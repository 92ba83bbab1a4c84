import { mkdir } from 'node:fs/promises';
import { join, posix, resolve, win32 } from 'node:path';
import { AppError } from '../../shared/errors.ts';

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

/** Where one engine keeps everything. `isDefault` decides about names and ports (D5). */
export interface DataDirectory {
  readonly path: string;
  readonly isDefault: boolean;
}

/** The data directory that desktop window, CLI and `serve` use when none is named (D1). */
export function defaultDataDirectory({ platform, environment, homeDirectory }: Surroundings): string {
  switch (platform) {
    case 'darwin':
      return posix.join(homeDirectory, 'Library', 'Application Support', 'DeltaDock');
    case 'win32':
      return win32.join(environment['APPDATA'] ?? win32.join(homeDirectory, 'AppData', 'Roaming'), 'DeltaDock');
    default: {
      // The XDG specification: a relative path there is to be ignored.
      const base = environment['XDG_DATA_HOME'];
      const usable = base !== undefined && posix.isAbsolute(base);
      return posix.join(usable ? base : posix.join(homeDirectory, '.local', 'share'), 'deltadock');
    }
  }
}

/** The data directory meant by `--data-dir`, else by DELTADOCK_DATA_DIR, else the default one. Touches no disk. */
export function chooseDataDirectory(option: string | undefined, surroundings: Surroundings): DataDirectory {
  const standard = defaultDataDirectory(surroundings);
  const named = option ?? surroundings.environment['DELTADOCK_DATA_DIR'];
  if (named === undefined || named === '') return { path: standard, isDefault: true };
  const path = resolve(named);
  return { path, isDefault: path === standard };
}

/** The files of a data directory that host and clients share. */
export function filesOf({ path }: DataDirectory) {
  return {
    /** Held by the running engine (D1). */
    lock: join(path, 'engine.lock'),
    /** How to reach the running engine. */
    engine: join(path, 'engine.json'),
    /** Id, secret and ports of the directory. */
    directory: join(path, 'directory.json'),
    /** What happened to the plugins. */
    history: join(path, 'history.sqlite'),
    logs: join(path, 'logs'),
    /** The engine's own log. */
    engineLog: join(path, 'logs', 'engine.log'),
    /** What an engine that the CLI started wrote outside its log: the words of a crash. */
    engineOutput: join(path, 'logs', 'engine-output.log'),
  } as const;
}

/**
 * Makes the directory exist, readable by its user only.
 * @throws AppError DATA_DIRECTORY_UNUSABLE
 */
export async function prepareDataDirectory(directory: DataDirectory): Promise<void> {
  try {
    await mkdir(filesOf(directory).logs, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusableDirectory(directory.path, error);
  }
}

export function unusableDirectory(path: string, cause: unknown): AppError {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new AppError('DATA_DIRECTORY_UNUSABLE', `The data directory ${path} cannot be used: ${words}.`, {
    cause,
    details: { directory: path },
  });
}
