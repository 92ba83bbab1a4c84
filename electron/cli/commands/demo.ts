import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../../shared/errors.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { type Connection, waitUntilEnded } from '../../client/find-engine.ts';
import { connect as connectTo } from '../connect.ts';
import { EXIT, okLine } from '../failure.ts';
import type { CommandContext, Runner } from '../command-context.ts';
import { waitUntilGone } from '../uninstall-wait.ts';
import { installPlugins } from './plugin-install.ts';

/** The image that `npm run sample:images` builds, and the name that it gets. */
const IMAGE = 'deltadock/sample-plugin:1.0.0';
const NAME = 'sample-plugin';
/** Milliseconds for the attached plugin to register and to show a sign of life. */
const PATIENCE = 30_000;

export function addDemoCommand(program: Command, run: Runner): void {
  program
    .command('demo')
    .description('show the whole path on an engine of its own: attach the sample plugin, then install its image')
    .option('--image <image>', 'image to install where Docker answers', IMAGE)
    .action(run((context, _args, options) => demo(context, String(options['image']))));
}

/** Uses a data directory of its own, and leaves nothing behind. */
async function demo(outer: CommandContext, image: string): Promise<number> {
  const { surroundings } = outer;
  const tell = (text: string): void => surroundings.stdout.write(`${text}\n`);
  const directory = { path: await mkdtemp(join(tmpdir(), 'deltadock-demo-')), isDefault: false };
  const connect = (): Promise<Connection> => connectTo(directory, surroundings);
  const context: CommandContext = { ...outer, directory, json: false, connect };
  try {
    tell('1. An engine on a new data directory');
    const { client } = await connect();
    const { docker, doors } = await client.call('engine.status', {});
    tell(okLine(`core door ${doors.core}, work queue ${doors.work}`).trimEnd());
    tell('2. The sample plugin as a process of this machine: attached, no Docker needed');
    await attachSample(context);
    if (docker.state === 'up') {
      tell(`3. The sample plugin from its image, on Docker ${docker.version ?? ''}`);
      return await installImage(context, image);
    }
    tell(`3. Left out: ${docker.error?.message ?? 'Docker does not answer.'}`);
    return EXIT.done;
  } finally {
    const { client } = await connect();
    await client.call('engine.stop', {});
    await waitUntilEnded(directory);
    await rm(directory.path, { recursive: true, force: true });
  }
}

async function attachSample(context: CommandContext): Promise<void> {
  const { surroundings, directory } = context;
  const { client } = await context.connect();
  const environment = await client.call('plugin.attachEnvironment', {});
  const plugin = spawn(process.execPath, [surroundings.samplePlugin], {
    stdio: 'ignore',
    env: { ...environment, SAMPLE_RUNNING_FILE: join(directory.path, 'running') },
  });
  const ended = new Promise<void>((resolve) => {
    plugin.once('exit', () => resolve());
    plugin.once('error', () => resolve());
  });
  try {
    const { displayName, version, status } = await Promise.race([
      seenAlive(context),
      ended.then(() => {
        throw new AppError('CONTAINER_EXITED', 'The sample plugin ended before it registered.');
      }),
    ]);
    surroundings.stdout.write(
      okLine(`${displayName} ${version} registered from this machine: ${status}, and its heartbeat arrives`),
    );
  } finally {
    plugin.kill('SIGTERM');
    await ended;
  }
  await uninstall(context);
}

/** The attached plugin as soon as it is INSTALLED and alive. */
async function seenAlive(context: CommandContext): Promise<PluginView> {
  const { client } = await context.connect();
  const { promise, resolve, reject } = Promise.withResolvers<PluginView>();
  const watching = client.subscribe((event) => {
    const plugins = event.type === 'snapshot' ? event.plugins : event.type === 'plugin.changed' ? [event.plugin] : [];
    const alive = plugins.find(
      ({ installState, heartbeatAt }) => installState === 'INSTALLED' && heartbeatAt !== undefined,
    );
    if (alive !== undefined) resolve(alive);
  }, reject);
  const timer = setTimeout(
    () => reject(new AppError('WAIT_TIMEOUT', 'The sample plugin did not register in time.')),
    PATIENCE,
  );
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    watching.dispose();
  }
}

async function installImage(context: CommandContext, image: string): Promise<number> {
  const exitCode = await installPlugins(context, [image], { wait: true, timeout: 120_000, pull: 'missing' });
  if (exitCode === EXIT.done) await uninstall(context);
  return exitCode;
}

async function uninstall({ connect, surroundings }: CommandContext): Promise<void> {
  const { client } = await connect();
  const { plugin } = await client.call('plugin.uninstall', { plugin: NAME });
  await waitUntilGone(client, plugin.id);
  surroundings.stdout.write(okLine(`${NAME} uninstalled`));
}
