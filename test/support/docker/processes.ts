import { readdir, readFile, readlink } from 'node:fs/promises';

/** What /proc says about one process. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since boot: with the pid it names one process for ever. */
  readonly startTime: string;
  readonly command: readonly string[];
  readonly mountNamespace: string;
}

/** Every living process that can be read; zombies, which nobody may have reaped, are left out. */
export async function listProcesses(): Promise<readonly ProcessEntry[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(names.map((name) => readProcess(Number(name))));
  return entries.filter((entry) => entry !== null);
}

export async function readProcess(pid: number): Promise<ProcessEntry | null> {
  try {
    const [stat, command, mountNamespace] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readlink(`/proc/${pid}/ns/mnt`),
    ]);
    // "pid (name) state parent …": the name may contain anything, so count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z') return null;
    return {
      pid,
      parent: Number(fields[1]),
      startTime: fields[19] ?? '',
      command: command.split('\0').slice(0, -1),
      mountNamespace,
    };
  } catch {
    return null; // Ended while it was being read, or a kernel thread.
  }
}

/** `roots` and everything that descends from them. */
export function withDescendants(all: readonly ProcessEntry[], roots: readonly ProcessEntry[]): readonly ProcessEntry[] {
  const found = new Map(roots.map((root) => [root.pid, root]));
  for (const pid of found.keys()) {
    for (const child of all) if (child.parent === pid) found.set(child.pid, child);
  }
  return [...found.values()];
}

/** Sends a signal to a process that may be gone already. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
