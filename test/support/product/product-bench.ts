import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import * as z from 'zod/mini';
import { type ControlClient, createControlClient } from '../../../electron/client/control-client.ts';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import { type EngineFile, readEngineFile } from '../../../electron/host/engine-file.ts';
import { PluginView } from '../../../shared/model/plugin.ts';
import { dockerClient } from '../docker/docker-client.ts';
import { eventually } from '../eventually.ts';
import { repositoryRoot } from '../repository.ts';
import { type ProgramResult, runProgram } from '../run-program.ts';

/** The `deltafi` command as a user has it. */
const LAUNCHER = join(repositoryRoot, 'electron/cli/bin/deltafi.mjs');
const COMMAND_TIMEOUT = 150_000;

/** A new data directory on the Docker engine of the tests, used by nothing but the `deltafi` command. */
export interface ProductBench {
  readonly directory: string;
  readonly docker: Docker;
  /** Runs `deltafi` with these arguments to its end. */
  deltafi(...args: readonly string[]): Promise<ProgramResult>;
  /** What `plugin list --json` says, checked against its documented fields. */
  list(): Promise<readonly PluginView[]>;
  /** The plugin of this name in that list; fails when there is none. */
  plugin(name?: string): Promise<PluginView>;
  /** The same without the command, from the running engine: a second of many commands is most of a test's time. */
  shown(name?: string): Promise<PluginView>;
  /** Waits until the plugin is in this state and freshly seen; starts the engine where none runs. */
  becomes(state: PluginView['installState'], options?: { readonly within?: number }): Promise<PluginView>;
  /** The id of the data directory, which marks and names its Docker objects (D5). Known after the first engine. */
  id(): Promise<string>;
  /** Everything about the containers of this directory, found by their label. */
  containers(): Promise<readonly Docker.ContainerInspectInfo[]>;
  /** Names of the networks of this directory, found by their label. */
  networks(): Promise<readonly string[]>;
  /** The plugins in the state file, as JSON text; none before anything was stored. */
  stored(): Promise<string>;
  /** What `engine.json` says of the running engine; fails when none runs. */
  engine(): Promise<EngineFile>;
  /** A client of the running engine beside the command. */
  client(): Promise<ControlClient>;
  /** Ends the engine and removes whatever this directory has made. */
  dispose(): Promise<void>;
}

export const SAMPLE = 'sample-plugin';

/** `environment` is added to that of every command, and so to that of the engine that the first one starts. */
export async function createProductBench(environment: Readonly<Record<string, string>> = {}): Promise<ProductBench> {
  const directory = await mkdtemp(join(tmpdir(), 'deltadock-product-'));
  const docker = dockerClient();
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);

  const bench: ProductBench = {
    directory,
    docker,
    deltafi: (...args) =>
      runProgram(['/usr/bin/env', ...settings, process.execPath, LAUNCHER, '--data-dir', directory, ...args], {
        timeoutMs: COMMAND_TIMEOUT,
      }),
    async list() {
      const { code, stdout, stderr } = await bench.deltafi('plugin', 'list', '--json');
      if (code !== 0) throw new Error(`plugin list ended with ${String(code)}: ${stderr}`);
      return z.array(PluginView).parse(JSON.parse(stdout));
    },
    async plugin(name = SAMPLE) {
      return named(await bench.list(), name);
    },
    async shown(name = SAMPLE) {
      const client = await bench.client();
      return named(await client.call('plugin.list', {}), name);
    },
    async becomes(state, { within = 60_000 } = {}) {
      await bench.list();
      return eventually(
        async () => {
          const plugin = await bench.shown();
          if (plugin.installState === state && plugin.fresh) return plugin;
          throw new Error(`${plugin.installState}: ${plugin.reason.text}`);
        },
        { within, every: 50, what: `${SAMPLE} being ${state}` },
      );
    },
    async id() {
      const text = await readFile(join(directory, 'directory.json'), 'utf8');
      return z.object({ id: z.string() }).parse(JSON.parse(text)).id;
    },
    async containers() {
      const label = [`${LABELS.directory}=${await bench.id()}`];
      const found = await docker.listContainers({ all: true, filters: { label } });
      return Promise.all(found.map(({ Id }) => docker.getContainer(Id).inspect()));
    },
    async networks() {
      const label = [`${LABELS.directory}=${await bench.id()}`];
      return (await docker.listNetworks({ filters: { label } })).map(({ Name }) => Name);
    },
    async stored() {
      const text = await readFile(join(directory, 'state', 'state.json'), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (text === undefined) return '{}';
      const { data } = z.object({ data: z.object({ plugins: z.unknown() }) }).parse(JSON.parse(text));
      return JSON.stringify(data.plugins);
    },
    async engine() {
      const file = await readEngineFile({ path: directory, isDefault: false });
      if (file === undefined) throw new Error('No engine runs');
      return file;
    },
    client: async () => createControlClient({ ...(await bench.engine()), directory }),
    async dispose() {
      await bench.deltafi('stop');
      await removeObjects(bench).catch((error: unknown) => {
        // Without an engine there was never an id, and so nothing to remove.
        if (!isMissing(error)) throw error;
      });
      await rm(directory, { recursive: true, force: true });
    },
  };
  return bench;
}

/** A container as inspected without what changes by itself: "bit-identical" in the sense of D6. */
export async function withoutState(docker: Docker, container: string): Promise<unknown> {
  const { State: _state, ...rest } = await docker.getContainer(container).inspect();
  return rest;
}

/** Ends a process that this test knows by its id, as a crash would. */
export async function killHard(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await eventually(
    async () => {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({
        stdout: 'Z',
      }));
      if (!stdout.startsWith('Z')) throw new Error(`${String(pid)} still runs`);
    },
    { what: 'the end of the killed process' },
  );
}

function named(plugins: readonly PluginView[], name: string): PluginView {
  const plugin = plugins.find((one) => one.name === name);
  if (plugin === undefined) throw new Error(`${name} is not listed`);
  return plugin;
}

async function removeObjects(bench: ProductBench): Promise<void> {
  for (const { Id } of await bench.containers()) await bench.docker.getContainer(Id).remove({ force: true, v: true });
  for (const name of await bench.networks()) await bench.docker.getNetwork(name).remove();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
