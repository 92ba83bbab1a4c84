import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { repositoryRoot } from './repository.ts';

export interface SampleProcess {
  readonly pid: number;
  /** All that it wrote so far, standard output and standard error. */
  readonly output: () => string;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Kills it if it still runs. */
  readonly dispose: () => Promise<void>;
}

/**
 * Runs the sample plugin from its sources, as a process on this machine, with exactly this
 * environment. Give it SAMPLE_RUNNING_FILE, or it writes /tmp/running like every plugin.
 */
export function startSampleProcess(environment: Readonly<Record<string, string>>): SampleProcess {
  const main = join(repositoryRoot, 'electron/sample-plugin/main.ts');
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid === undefined) throw new Error('The sample plugin could not be started');
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  return {
    pid: child.pid,
    output: () => Buffer.concat(chunks).toString(),
    ended,
    signal: (signal) => child.kill(signal),
    dispose: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
