import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseDataDirectory } from '../../electron/host/data-directory.ts';
import { type EngineFile, readEngineFile } from '../../electron/host/engine-file.ts';
import { type ProgramResult, runProgram } from './run-program.ts';
import { repositoryRoot } from './repository.ts';

const PROGRAM = join(repositoryRoot, 'test/support/programs/fake-cli.ts');

/** The `deltafi` command around a fake engine, with a data directory of its own. */
export interface FakeCli {
  readonly directory: string;
  run(args: readonly string[], version?: string): Promise<ProgramResult>;
  /** Starts a command that goes on, such as `serve`, and waits for its first line on stdout. */
  start(args: readonly string[]): Promise<{ readonly child: ChildProcess; readonly line: string }>;
  engine(): Promise<EngineFile | undefined>;
  /** Process ids of all engines that were made, in order. */
  engines(): Promise<readonly number[]>;
  /** Ends the engine and removes the directory. */
  dispose(): Promise<void>;
}

export async function createFakeCli(): Promise<FakeCli> {
  const root = await mkdtemp(join(tmpdir(), 'deltadock-cli-'));
  const directory = join(root, 'data');
  const ledger = join(root, 'ledger');
  const chosen = chooseDataDirectory(directory, { platform: 'linux', environment: {}, homeDirectory: root });
  const command = (args: readonly string[], version: string): readonly [string, ...string[]] => [
    '/usr/bin/env',
    `FAKE_VERSION=${version}`,
    `FAKE_LEDGER=${ledger}`,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    PROGRAM,
    ...args,
    '--data-dir',
    directory,
  ];
  const run = (args: readonly string[], version = '1.0.0') => runProgram(command(args, version), { timeoutMs: 60_000 });
  return {
    directory,
    run,
    async start(args) {
      const [program, ...rest] = command(args, '1.0.0');
      const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'ignore'] });
      const line = await new Promise<string>((resolve, reject) => {
        let text = '';
        child.stdout.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
        });
        child.on('exit', (code) => reject(new Error(`ended with ${String(code)}: ${text}`)));
      });
      return { child, line };
    },
    engine: () => readEngineFile(chosen),
    async engines() {
      const text = await readFile(ledger, 'utf8').catch(() => '');
      return text.split('\n').filter(Boolean).map(Number);
    },
    async dispose() {
      await run(['stop']);
      await rm(root, { recursive: true, force: true });
    },
  };
}
