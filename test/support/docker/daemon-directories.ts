import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endPrivateDaemon } from './private-daemon.ts';
import { readProcess } from './processes.ts';

/** Short, since the path of a socket in it may have 107 bytes. */
const ROOT = join(tmpdir(), 'deltadock-test');

/** The daemon of a developer, kept until it is ended by name. */
export function developerDaemonDirectory(name: string): string {
  return join(ROOT, `dev-${name}`);
}

/**
 * A new directory for the daemon of this process. Its name carries the process' identity, so that
 * {@link removeAbandonedRuns} of any later run can tell whether the owner is still alive.
 */
export async function createRunDirectory(): Promise<string> {
  const self = await readProcess(process.pid);
  const directory = join(ROOT, `run-${process.pid}-${self?.startTime ?? ''}`);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return directory;
}

/** Ends the daemons, and removes the data, of runs that were killed. Answers their directories. */
export async function removeAbandonedRuns(): Promise<readonly string[]> {
  const abandoned: string[] = [];
  for (const name of await readdir(ROOT).catch(() => [])) {
    const [, pid, startTime] = /^run-(\d+)-(\d*)$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const owner = await readProcess(Number(pid));
    if (owner !== null && owner.startTime === startTime) continue;
    const directory = join(ROOT, name);
    await endPrivateDaemon(directory);
    await rm(directory, { recursive: true, force: true });
    abandoned.push(directory);
  }
  return abandoned;
}
