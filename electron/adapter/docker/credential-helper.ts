import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import * as z from 'zod/mini';
import type { Clock } from '../../engine/port/clock.ts';

/** What a helper answered. `problem` is a sentence for the user; it never holds what the helper printed. */
export type HelperAnswer =
  | { readonly kind: 'found'; readonly username: string; readonly secret: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'failed'; readonly problem: string };

const Credentials = z.object({ Username: z.string(), Secret: z.string() });

const TIME_LIMIT = 5_000;
const OUTPUT_LIMIT = 64 * 1024;
const NOT_FOUND = /credentials not found/i;

/**
 * Asks `docker-credential-NAME get` for the credentials of `server`: absolute path from PATH, no shell, 5 s, the server
 * by standard input only, capped output (reliability, Security 6).
 */
export async function askHelper(
  name: string,
  server: string,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<HelperAnswer> {
  const program = `docker-credential-${name}`;
  if (!/^[\w.-]+$/.test(name))
    return { kind: 'failed', problem: 'The name of the credential helper is not a program name.' };
  const path = await findProgram(program, environment);
  if (path === undefined) return { kind: 'failed', problem: `The credential helper ${program} is not on the PATH.` };
  const run = await runProgram(path, server, environment, clock);
  if (run.problem !== undefined) return { kind: 'failed', problem: `The credential helper ${program} ${run.problem}.` };
  if (run.exitCode !== 0) {
    if (NOT_FOUND.test(run.output)) return { kind: 'none' };
    return {
      kind: 'failed',
      problem: `The credential helper ${program} ended with exit code ${String(run.exitCode)}.`,
    };
  }
  const credentials = parseCredentials(run.output);
  if (credentials === undefined)
    return { kind: 'failed', problem: `The credential helper ${program} gave an answer that is not its protocol.` };
  if (credentials.Username === '' && credentials.Secret === '') return { kind: 'none' };
  return { kind: 'found', username: credentials.Username, secret: credentials.Secret };
}

interface Run {
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly problem?: string;
}

async function findProgram(
  program: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  for (const directory of (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter)) {
    if (!isAbsolute(directory)) continue;
    for (const name of names) {
      const path = join(directory, name);
      if (await isExecutable(path)) return path;
    }
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function runProgram(
  path: string,
  input: string,
  environment: Readonly<Record<string, string | undefined>>,
  clock: Clock,
): Promise<Run> {
  return await new Promise<Run>((resolve) => {
    const child = spawn(path, ['get'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...environment },
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const finish = (run: Run): void => {
      timer.dispose();
      child.kill('SIGKILL');
      child.stdout.destroy();
      resolve(run);
    };
    const timer = clock.after(TIME_LIMIT, () =>
      finish({ exitCode: undefined, output: '', problem: 'gave no answer within 5 s' }),
    );
    child.on('error', () => finish({ exitCode: undefined, output: '', problem: 'cannot be started' }));
    child.on('close', (exitCode) =>
      finish({
        exitCode: exitCode ?? undefined,
        output: Buffer.concat(chunks).toString('utf8'),
        ...(exitCode === null ? { problem: 'was ended by a signal' } : {}),
      }),
    );
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > OUTPUT_LIMIT) finish({ exitCode: undefined, output: '', problem: 'printed too much' });
      else chunks.push(chunk);
    });
    // A helper that ends without reading closes the pipe early; its exit code says the rest.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
  });
}

function parseCredentials(output: string): z.infer<typeof Credentials> | undefined {
  try {
    const parsed = Credentials.safeParse(JSON.parse(output));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
