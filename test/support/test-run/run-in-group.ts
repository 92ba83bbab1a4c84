import { spawn } from 'node:child_process';
import { signalProcess } from '../docker/processes.ts';

const END_WITHIN_MS = 10_000;

/**
 * Runs a command whose output goes where ours goes, and answers its exit code (128 for a signal).
 * On abort the command and all that it started is asked to end, and ended by force 10 s later.
 */
export function runInGroup(
  command: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<number> {
  const [program = '', ...args] = command;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // A group of its own, named by the negative process id.
    const child = spawn(program, args, { env: environment, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
    let force: NodeJS.Timeout | undefined;
    const end = (): void => {
      if (child.pid === undefined) return;
      const group = -child.pid;
      signalProcess(group, 'SIGINT');
      force = setTimeout(() => signalProcess(group, 'SIGKILL'), END_WITHIN_MS);
    };
    signal.addEventListener('abort', end, { once: true });
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(force);
      // Whatever is left of the group has lost the command that would end it.
      if (signal.aborted && child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL');
      signal.removeEventListener('abort', end);
      resolve(code ?? 128);
    });
  });
}
