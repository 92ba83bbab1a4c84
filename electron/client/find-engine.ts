import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { DataDirectory } from '../host/data-directory.ts';
import type { EngineFile } from '../host/engine-file.ts';
import { type ControlClient, createControlClient } from './control-client.ts';

/** Milliseconds until an engine that holds the lock must answer; it may be starting or about to end. */
export const ENGINE_PATIENCE = 90_000;
const PAUSE = 50;

/** A running engine and the way to it. */
export interface Connection {
  readonly engine: EngineFile;
  readonly client: ControlClient;
}

/** The engine that runs on a data directory, or undefined when none does. Waits for one that is starting or ending. */
export async function findEngine(
  directory: DataDirectory,
  deadline: number = performance.now() + ENGINE_PATIENCE,
): Promise<Connection | undefined> {
  const { readEngineFile } = await import('../host/engine-file.ts');
  for (;;) {
    const engine = await readEngineFile(directory);
    if (engine !== undefined) {
      const client = createControlClient({ ...engine, directory: directory.path });
      if (await isAlive(client)) return { engine, client };
    }
    const { isEngineRunning } = await import('../host/engine-lock.ts');
    if (!isEngineRunning(directory)) return undefined;
    if (performance.now() > deadline) {
      throw new AppError('ENGINE_UNREACHABLE', `An engine holds ${directory.path} but does not answer.`);
    }
    await wait(PAUSE);
  }
}

/** Waits until no engine holds the directory any more. @throws AppError ENGINE_UNREACHABLE after the deadline */
export async function waitUntilEnded(
  directory: DataDirectory,
  deadline = performance.now() + ENGINE_PATIENCE,
): Promise<void> {
  const { isEngineRunning } = await import('../host/engine-lock.ts');
  while (isEngineRunning(directory)) {
    if (performance.now() > deadline) {
      throw new AppError('ENGINE_UNREACHABLE', 'The engine was asked to end and still holds the data directory.');
    }
    await wait(PAUSE);
  }
}

/** Asks a borrowed engine to hand over and waits until it is gone. */
export async function release({ client }: Connection, directory: DataDirectory, deadline?: number): Promise<void> {
  await client.call('engine.release', {});
  await waitUntilEnded(directory, deadline);
}

async function isAlive(client: ControlClient): Promise<boolean> {
  try {
    await client.ping();
    return true;
  } catch (error) {
    // A stale file: nobody listens there, or somebody else does.
    if (error instanceof AppError && STALE.includes(error.code)) return false;
    throw error;
  }
}

const STALE: readonly string[] = [
  'ENGINE_UNREACHABLE',
  'TOKEN_INVALID',
  'ENGINE_FOREIGN',
  'ORIGIN_REFUSED',
  'NOT_FOUND',
];
