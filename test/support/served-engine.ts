import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type ControlClient, createControlClient } from '../../electron/client/control-client.ts';
import type { PluginView } from '../../shared/model/plugin.ts';
import { eventually } from './eventually.ts';
import { repositoryRoot } from './repository.ts';

const READY_WITHIN_MS = 60_000;

/** A real engine in a process of its own, over a data directory of its own. */
export interface ServedEngine {
  readonly client: ControlClient;
  readonly dataDirectory: string;
  readonly process: ChildProcess;
  /** The one line that it printed when it was ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** How the process ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  plugin(name: string): Promise<PluginView | undefined>;
  /** Waits until the plugin is in one of these states. */
  settled(name: string, states: readonly PluginView['installState'][], within?: number): Promise<PluginView>;
  /** Waits until the plugin is gone. */
  gone(name: string, within?: number): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts `program` (the CLI's `serve` unless told) and resolves when it is ready. */
export async function serveEngine(options: {
  readonly dataDirectory: string;
  readonly program?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<ServedEngine> {
  const { dataDirectory } = options;
  const program = options.program ?? [
    join(repositoryRoot, 'electron/cli/bin/deltafi.mjs'),
    ...['serve', '--no-open', '--port', '0', '--core-port', '0', '--data-dir', dataDirectory],
  ];
  const child = spawn(process.execPath, program, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  const lines = createInterface({ input: child.stdout });
  const first = new Promise<string>((resolve) => void lines.once('line', resolve));
  const timer = AbortSignal.timeout(READY_WITHIN_MS);
  const line = await Promise.race([
    first,
    ended.then(({ code, signal }) => {
      throw new Error(`The engine ended before it was ready (${String(code ?? signal)}): ${complaints.join('\n')}`);
    }),
    new Promise<never>((_resolve, reject) => {
      timer.addEventListener('abort', () => {
        // Left alone it would become ready later, and keep the data directory from the next.
        child.kill('SIGKILL');
        reject(new Error(`The engine was not ready: ${complaints.join('\n')}`));
      });
    }),
  ]);
  const ready = JSON.parse(line) as Record<string, unknown>;
  const page = new URL(String(ready['control']));
  const token = new URLSearchParams(page.hash.slice(1)).get('token') ?? '';
  const client = createControlClient({ control: page.origin, token, directory: dataDirectory });

  const engine: ServedEngine = {
    client,
    dataDirectory,
    process: child,
    ready,
    ended,
    plugin: async (name) => (await client.call('plugin.list', {})).find((plugin) => plugin.name === name),
    settled: (name, states, within = 60_000) =>
      eventually(
        async () => {
          const plugin = await engine.plugin(name);
          if (plugin === undefined || !states.includes(plugin.installState))
            throw new Error(
              `${name} is ${plugin === undefined ? 'gone' : `${plugin.installState}: ${plugin.reason.text}`}`,
            );
          return plugin;
        },
        { within, every: 50, what: `${name} being ${states.join(' or ')}` },
      ),
    gone: (name, within = 30_000) =>
      eventually(
        async () => {
          const plugin = await engine.plugin(name);
          if (plugin !== undefined) throw new Error(`${name} is ${plugin.installState}`);
        },
        { within, every: 50, what: `${name} being gone` },
      ),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
  return engine;
}

/** A data directory that is removed by the answered function. */
export async function temporaryDataDirectory(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'deltadock-data-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
