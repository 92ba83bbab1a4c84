import { spawn } from 'node:child_process';
import { open, rename, stat } from 'node:fs/promises';
import { type AppError, ERRORS, isErrorCode } from '../../shared/errors.ts';
import type { DataDirectory } from '../host/data-directory.ts';
import { EngineStartFailure } from './failure.ts';
import type { CliSurroundings } from './surroundings.ts';

/** Milliseconds in which a new engine must be ready. */
const START_DEADLINE = 60_000;
/** Bytes after which the output of earlier starts is set aside. */
const OUTPUT_LIMIT = 1024 * 1024;

/** What `serve --borrowed` tells the process that started it. */
export type StartReport =
  | { readonly ready: true }
  | { readonly ready: false; readonly code: string; readonly message: string };

/**
 * Starts a borrowed engine in a session of its own and waits until it is ready (D1). Resolves also when another one was
 * quicker: the caller looks again.
 * @throws EngineStartFailure with the code of the cause
 */
export async function startEngine(directory: DataDirectory, { command, environment }: CliSurroundings): Promise<void> {
  const { filesOf, prepareDataDirectory } = await import('../host/data-directory.ts');
  await prepareDataDirectory(directory);
  const { engineOutput } = filesOf(directory);
  const [program = process.execPath, ...first] = command;
  const output = await openOutput(engineOutput);
  try {
    const child = spawn(program, [...first, 'serve', '--borrowed', '--no-open', '--data-dir', directory.path], {
      cwd: directory.path,
      detached: true,
      env: environment,
      stdio: ['ignore', output.fd, output.fd, 'ipc'],
      windowsHide: true,
    });
    const report = await new Promise<StartReport>((resolve) => {
      const fail = (message: string): void => resolve({ ready: false, code: 'ENGINE_START_FAILED', message });
      const tooLong = setTimeout(
        () => fail(`The engine is not ready after ${String(START_DEADLINE / 1000)} s.`),
        START_DEADLINE,
      );
      child.on('message', (message) => resolve(readReport(message)));
      child.on('error', (error) => fail(`The engine could not be started: ${error.message}.`));
      child.on('exit', (code, signal) =>
        fail(`The engine ended while starting (${signal ?? `exit code ${String(code)}`}).`),
      );
      child.on('disconnect', () => clearTimeout(tooLong));
      child.on('exit', () => clearTimeout(tooLong));
    });
    if (child.connected) child.disconnect();
    child.unref();
    if (report.ready || report.code === 'DATA_DIRECTORY_LOCKED') return;
    throw startFailure(report, engineOutput);
  } finally {
    await output.close();
  }
}

async function openOutput(path: string) {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > OUTPUT_LIMIT) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
}

function startFailure({ code, message }: Extract<StartReport, { ready: false }>, log: string): AppError {
  const known = isErrorCode(code) ? code : 'ENGINE_START_FAILED';
  const text = known === 'ENGINE_START_FAILED' ? `${message} Its last words are in ${log}.` : message;
  return new EngineStartFailure(known, text, { details: { option: '--core-port with `deltafi serve`' } });
}

function readReport(message: unknown): StartReport {
  if (typeof message === 'object' && message !== null && 'ready' in message) {
    if (message.ready === true) return { ready: true };
    if ('code' in message && typeof message.code === 'string' && message.code in ERRORS) {
      const text = 'message' in message ? String(message.message) : message.code;
      return { ready: false, code: message.code, message: text };
    }
  }
  return { ready: false, code: 'ENGINE_START_FAILED', message: 'The engine did not say why it could not start.' };
}
