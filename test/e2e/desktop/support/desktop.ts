import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, test as base, expect, type Page } from '@playwright/test';
import type { Protection } from '../../../support/electron-standin/standin.ts';
import { repositoryRoot } from '../../../support/repository.ts';
import { buildDesktop } from './build-desktop.ts';
import { electronProgram } from './electron-program.ts';

/** Milliseconds an orderly end may take, plugins included. */
const END_PATIENCE = 30_000;

export interface LaunchOptions {
  /** An application folder; the product unless told. */
  readonly application?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Protections that the stand-in takes away, to show that a test notices. */
  readonly without?: readonly Protection[];
  /** What the browser may complain of. */
  readonly tolerates?: RegExp;
}

/** The desktop application, driven by Playwright's own electron driver. */
export interface Desktop {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the browser complained of so far: policy violations, page errors, console errors. */
  readonly complaints: readonly string[];
  /** What it wrote on stderr. */
  readonly said: () => string;
  /** Waits until it has ended by itself. */
  ended(): Promise<number | null>;
  /** Ends it as a signal does: in order and without questions. Answers its exit code. */
  end(): Promise<number | null>;
  kill(): Promise<void>;
}

interface Fixtures {
  readonly dataDirectory: string;
  /** Starts the application on the test's data directory; everything started is ended with the test. */
  readonly launch: (options?: LaunchOptions) => Promise<Desktop>;
}

/** Tests of the unchanged bundles. Fails when the browser complained of anything that a test did not expect. */
export const test = base.extend<Fixtures, { readonly bundles: void }>({
  bundles: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures out of the pattern.
    async ({}, use) => {
      await buildDesktop();
      console.log(`The desktop bundles run on: ${electronProgram().kind}`);
      await use();
    },
    { scope: 'worker', auto: true },
  ],
  // oxlint-disable-next-line no-empty-pattern -- as above
  dataDirectory: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'deltadock-desktop-'));
    await use(directory);
    await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  },
  launch: async ({ dataDirectory }, use) => {
    const started: Desktop[] = [];
    const unexpected: string[] = [];
    await use(async (options = {}) => {
      const desktop = await start(dataDirectory, options, (text) => {
        if (options.tolerates?.test(text) !== true) unexpected.push(text);
      });
      started.push(desktop);
      return desktop;
    });
    for (const desktop of started) await desktop.end();
    expect(unexpected).toEqual([]);
  },
});

async function start(
  dataDirectory: string,
  { application = repositoryRoot, environment = {}, without = [] }: LaunchOptions,
  complain: (text: string) => void,
): Promise<Desktop> {
  const complaints: string[] = [];
  const app = await _electron.launch({
    executablePath: electronProgram().path,
    args: [application, '--data-dir', dataDirectory],
    env: { ...definedOf(process.env), ...environment, STANDIN_WITHOUT: without.join(',') },
  });
  const child = app.process();
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const note = (text: string): void => {
    complaints.push(text);
    complain(text);
  };
  app.on('window', (window) => {
    window.on('pageerror', (error) => note(`page error ${error.message}`));
    window.on('console', (message) => {
      if (message.type() === 'error') note(`console ${message.text()}`);
    });
  });
  const page = await app.firstWindow();
  const wait = async (signal?: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    if (signal !== undefined) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), END_PATIENCE);
    await ended;
    clearTimeout(timer);
  };
  return {
    app,
    page,
    complaints,
    said: () => said,
    async ended() {
      await wait();
      return child.exitCode;
    },
    async end() {
      await wait('SIGTERM');
      return child.exitCode;
    },
    kill: () => wait('SIGKILL'),
  };
}

function definedOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export { expect };
