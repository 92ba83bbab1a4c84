import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';

/** An event of the DevTools protocol. */
export interface ChromiumEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}

/** A Chromium of our own, spoken to over a pipe; testers get a port of their own. */
export interface Chromium {
  /** Answers the result of one command. What it holds is the protocol's promise, not checked here. */
  send<Result = object>(method: string, params?: object, sessionId?: string): Promise<Result>;
  readonly product: string;
  close(): Promise<void>;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Milliseconds an orderly end may take. */
const CLOSE_PATIENCE = 3000;

const QUIET = [
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-dev-shm-usage',
  '--disable-features=Translate,MediaRouter,OptimizationHints',
  '--disable-gpu',
  '--disable-renderer-backgrounding',
  '--disable-sync',
  '--metrics-recording-only',
  '--password-store=basic',
];

export async function startChromium(options: {
  readonly profile: string;
  /** Flags of whoever drives the stand-in; only those for DevTools are passed on. */
  readonly flags: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly onEvent: (event: ChromiumEvent) => void;
}): Promise<Chromium> {
  const { profile, flags, environment, onEvent } = options;
  mkdirSync(profile, { recursive: true });
  const program = environment['STANDIN_CHROMIUM'] ?? PROGRAMS.find((path) => existsSync(path)) ?? 'chromium';
  const child = spawn(
    program,
    [
      '--remote-debugging-pipe',
      ...flags.filter((flag) => flag.startsWith('--remote-debugging-port')),
      `--user-data-dir=${profile}`,
      ...QUIET,
      ...(environment['STANDIN_HEADED'] === '1' ? [] : ['--headless=new']),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'pipe'] },
  );
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()));
  const failed = new Promise<never>((_resolve, reject) => void child.once('error', reject));
  const send = createPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, onEvent);
  const endedEarly = gone.then(() => {
    throw new Error('Chromium ended before it was ready.');
  });
  const { product } = await Promise.race([
    failed,
    endedEarly,
    send<{ readonly product: string }>('Browser.getVersion'),
  ]);
  endedEarly.catch(() => undefined);
  return {
    send,
    product,
    gone,
    async close() {
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_PATIENCE);
      // It may be gone before it has answered.
      await Promise.race([send('Browser.close').catch(() => undefined), gone]);
      await gone;
      clearTimeout(timer);
    },
  };
}

/** A target may go while something is on its way to it. */
export function ignoreGone(error: unknown): void {
  const text = String(error);
  if (!/session|target|context|closed|not found/i.test(text)) console.error(`Electron stand-in: ${text}`);
}

interface Waiting {
  readonly method: string;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Messages end in NUL, in both directions. */
function createPipe(input: Writable, output: Readable, onEvent: (event: ChromiumEvent) => void): Chromium['send'] {
  const waiting = new Map<number, Waiting>();
  let latest = 0;
  let rest = '';
  output.setEncoding('utf8');
  output.on('data', (text: string) => {
    const messages = (rest + text).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const parsed = JSON.parse(message) as ChromiumEvent & {
        readonly id?: number;
        readonly result?: unknown;
        readonly error?: { readonly message: string };
      };
      if (parsed.id === undefined) {
        onEvent(parsed);
        continue;
      }
      const open = waiting.get(parsed.id);
      waiting.delete(parsed.id);
      if (parsed.error === undefined) open?.resolve(parsed.result);
      else open?.reject(new Error(`${open.method}: ${parsed.error.message}`));
    }
  });
  input.on('error', () => undefined);
  return <Result>(method: string, params: object = {}, sessionId?: string) =>
    new Promise<Result>((resolve, reject) => {
      latest += 1;
      waiting.set(latest, { method, resolve: resolve as (result: unknown) => void, reject });
      input.write(`${JSON.stringify({ id: latest, method, params, sessionId })}\0`);
    });
}
