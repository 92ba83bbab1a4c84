import { rm } from 'node:fs/promises';
import * as z from 'zod/mini';
import { EngineMode } from '../../shared/model/engine.ts';
import { type DataDirectory, filesOf } from './data-directory.ts';
import { readIfThere } from './directory-file.ts';
import { writeDurably } from './durable-file.ts';

/** How a client on this machine reaches the engine of a data directory. Mode 0600: it holds the token. */
export const EngineFile = z.object({
  pid: z.int(),
  /** `http://127.0.0.1:PORT` */
  control: z.string().check(z.regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/)),
  /** 32 random bytes, new with each start of the engine. */
  token: z.string().check(z.regex(/^[\w-]{43}$/)),
  version: z.string(),
  mode: EngineMode,
  startedAt: z.number(),
});
export type EngineFile = z.infer<typeof EngineFile>;

/**
 * The engine that `engine.json` names, or undefined when there is none or the file is no such. It may be stale: after
 * kill -9 the file stays, and only the lock tells whether an engine runs (D1), never the pid.
 */
export async function readEngineFile(directory: DataDirectory): Promise<EngineFile | undefined> {
  const text = await readIfThere(filesOf(directory).engine);
  if (text === undefined) return undefined;
  try {
    return EngineFile.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Written when the engine is ready. The caller holds the lock. */
export async function writeEngineFile(directory: DataDirectory, file: EngineFile): Promise<void> {
  await writeDurably(filesOf(directory).engine, `${JSON.stringify(file, undefined, 2)}\n`);
}

/** Taken away at an orderly stop, while the lock is still held. */
export async function removeEngineFile(directory: DataDirectory): Promise<void> {
  await rm(filesOf(directory).engine, { force: true });
}
