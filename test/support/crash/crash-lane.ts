import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { LABELS } from '../../../electron/engine/port/container-runtime.ts';
import type { CrashPoint } from '../../../electron/engine/port/crash-points.ts';
import { EngineState, type PluginRecord } from '../../../shared/model/engine-state.ts';
import * as z from 'zod/mini';
import { eventually } from '../eventually.ts';
import type { ProofImages } from '../docker/proof-images.ts';
import type { Random } from '../fs/random.ts';
import { repositoryRoot } from '../repository.ts';
import { runProgram } from '../run-program.ts';
import { type ServedEngine, serveEngine, temporaryDataDirectory } from '../served-engine.ts';
import type { PluginOperation } from './operations.ts';

/** One kill and what became of it. */
export interface KillOutcome {
  readonly operation: PluginOperation;
  /** Where it fell: a named point, or `random`. */
  readonly point: CrashPoint | 'random';
  /** False when the operation was over before the kill: such a kill does not count. */
  readonly inFlight: boolean;
  /** Right after the kill: state in the file and states of the containers. */
  readonly atKill: string;
  readonly after: string;
  /** Milliseconds from the start of the next engine until all agreed. */
  readonly recovered: number;
  readonly problems: readonly string[];
}

/** A data directory whose engine is killed again and again in the middle of operations on one plugin. */
export interface CrashLane {
  readonly directoryId: string;
  /** Brings the plugin where the operation can begin, kills the engine in it and sees to the end of it. */
  kill(operation: PluginOperation, point: CrashPoint | 'random', random: Random): Promise<KillOutcome>;
  dispose(): Promise<void>;
}

/** What the machine must come to after the restart. */
interface Expected {
  readonly state: 'INSTALLED' | 'disabled' | 'gone';
  readonly image?: string;
}

const GOOD = ['1.0.0', '1.1.0'] as const;
const CRASH_HOST = join(import.meta.dirname, 'crash-host.ts');
const SETTLES_WITHIN = 45_000;
/** Milliseconds after which an operation may be over; the others take longer. */
const LONGEST_PAUSE: Partial<Record<PluginOperation, number>> = { disable: 60, uninstall: 250 };

export async function createCrashLane(docker: Docker, images: ProofImages): Promise<CrashLane> {
  const directory = await temporaryDataDirectory();
  const armFile = join(directory.path, 'crash-point');
  const { name } = images;
  let engine = await serve();
  const { id } = z
    .object({ id: z.string() })
    .parse(JSON.parse(await readFile(join(directory.path, 'directory.json'), 'utf8')));
  const label = [`${LABELS.directory}=${id}`];

  return {
    directoryId: id,
    async kill(operation, point, random) {
      if (engine.process.exitCode !== null || engine.process.signalCode !== null) engine = await serve();
      const serving = await bringAbout(operation);
      const { wish, expected } = await wishOf(operation, point, serving);
      if (point !== 'random') await writeFile(armFile, point);
      const answered = wish().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (point === 'random') {
        const refused = await answered;
        if (refused instanceof Error) throw refused;
        await pause(random.below(LONGEST_PAUSE[operation] ?? 1800));
        await engine.kill();
      } else await deathOf(engine, `${operation} at ${point}`);
      await answered;
      await rm(armFile, { force: true });

      const record = await storedRecord();
      const containers = await inspectAll();
      const inFlight = point !== 'random' || isInFlight(record, containers);
      const atKill = told(record, containers);
      const restartedAt = performance.now();
      engine = await serve();
      const problems: string[] = [];
      try {
        await eventually(() => agree(expected), { within: SETTLES_WITHIN, every: 100, what: 'agreement' });
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
      const recovered = performance.now() - restartedAt;
      problems.push(...(await listedDifferently()));
      return {
        operation,
        point,
        inFlight,
        atKill,
        after: told(await storedRecord(), await inspectAll()),
        recovered,
        problems,
      };
    },
    async dispose() {
      await engine.kill();
      for (const { Id } of await list()) await docker.getContainer(Id).remove({ force: true });
      for (const { Id } of await docker.listNetworks({ filters: { label } })) await docker.getNetwork(Id).remove();
      await directory.remove();
    },
  };

  function serve(): Promise<ServedEngine> {
    return serveEngine({ dataDirectory: directory.path, program: [CRASH_HOST, directory.path, `@${armFile}`] });
  }

  /** The state in which the operation can begin; answers the image that serves, if one does. */
  async function bringAbout(operation: PluginOperation): Promise<string | undefined> {
    const { client } = engine;
    const known = await engine.plugin(name);
    if (operation === 'install') {
      if (known !== undefined) {
        await client.call('plugin.uninstall', { plugin: name, force: true });
        await engine.gone(name);
      }
      return undefined;
    }
    const isGood = known?.installState === 'INSTALLED' && GOOD.some((tag) => images.reference(tag) === known.image);
    if (known?.disabled === true) await client.call('plugin.enable', { plugin: name });
    if (known === undefined || !isGood) await client.call('plugin.install', { image: images.reference('1.0.0') });
    const image = await servingImage();
    if (operation === 'enable') {
      await client.call('plugin.disable', { plugin: name });
      await eventually(() => agree({ state: 'disabled' }), { within: 20_000, what: 'the stop of the container' });
    }
    if (operation === 'rollback') {
      await client.call('plugin.install', { image: images.reference('exits-at-once') });
      await engine.settled(name, ['FAILED']);
    }
    return image;
  }

  async function servingImage(): Promise<string | undefined> {
    return eventually(
      async () => {
        const plugin = await engine.plugin(name);
        const isGood = GOOD.some((tag) => images.reference(tag) === plugin?.image);
        if (plugin?.installState === 'INSTALLED' && plugin.upgrade === undefined && isGood) return plugin.image;
        throw new Error(`${plugin?.status ?? 'gone'}: ${plugin?.reason.text ?? ''}`);
      },
      { within: 30_000, every: 50, what: `${name} serving` },
    );
  }

  async function wishOf(
    operation: PluginOperation,
    point: CrashPoint | 'random',
    serving: string | undefined,
  ): Promise<{ readonly wish: () => Promise<unknown>; readonly expected: Expected }> {
    const { client } = engine;
    const plugin = { plugin: name };
    const installed = (image: string | undefined): Expected => ({
      state: 'INSTALLED',
      ...(image === undefined ? {} : { image }),
    });
    switch (operation) {
      case 'install':
      case 'upgrade': {
        const version = serving === images.reference('1.1.0') || serving === undefined ? '1.0.0' : '1.1.0';
        const image = point === 'install.mid-pull' ? await images.pulled(version) : images.reference(version);
        return { wish: () => client.call('plugin.install', { image }), expected: installed(image) };
      }
      case 'rollback':
        return { wish: () => client.call('plugin.rollback', plugin), expected: installed(serving) };
      case 'disable':
        return { wish: () => client.call('plugin.disable', plugin), expected: { state: 'disabled' } };
      case 'enable':
        return { wish: () => client.call('plugin.enable', plugin), expected: installed(serving) };
      case 'restart':
      case 'recreate': {
        const recreate = operation === 'recreate';
        return { wish: () => client.call('plugin.restart', { ...plugin, recreate }), expected: installed(serving) };
      }
      case 'uninstall':
        return { wish: () => client.call('plugin.uninstall', plugin), expected: { state: 'gone' } };
    }
  }

  /** Throws what record, `docker inspect` and the engine's list do not agree on, or what is not as wished. */
  async function agree(expected: Expected): Promise<void> {
    const [record, view, containers] = [await storedRecord(), await engine.plugin(name), await inspectAll()];
    const wrong: string[] = [];
    const expect = (what: string, seen: unknown, wanted: unknown): void => {
      if (seen !== wanted) wrong.push(`${what} ${String(seen)} instead of ${String(wanted)}`);
    };
    const running = containers.filter(({ State }) => State.Running);
    expect('running containers', running.length, expected.state === 'INSTALLED' ? 1 : 0);
    expect('containers', containers.length, expected.state === 'gone' ? 0 : 1);
    if (expected.state === 'gone') {
      expect('record', record?.installState, undefined);
      expect('listed', view?.installState, undefined);
      expect('networks', (await docker.listNetworks({ filters: { label } })).length, 0);
    } else {
      const [container] = containers;
      expect('stored state', record?.installState, 'INSTALLED');
      expect('listed state', view?.installState, 'INSTALLED');
      expect('stored disabled', record?.disabled, expected.state === 'disabled');
      expect('listed disabled', view?.disabled, expected.state === 'disabled');
      expect('fresh', view?.fresh, true);
      expect('next', record?.next, undefined);
      expect('former', record?.former, undefined);
      expect('operation', record?.lastOperation?.outcome, 'done');
      expect('stored container', record?.deploy?.containerId, container?.Id);
      expect('listed container', view?.container?.id, container?.Id);
      expect('listed container state', view?.container?.status, container?.State.Status);
      expect('stored image', record?.deploy?.imageId, container?.Image);
      expect('listed image', view?.imageId, container?.Image);
      expect('deploy', record?.deploy?.id, container?.Config.Labels[LABELS.deploy]);
      expect('name', container?.Name, `/${name}-${id.slice(0, 6)}`);
      if (expected.image !== undefined) expect('wished image', view?.image, expected.image);
      if (expected.state === 'INSTALLED')
        expect('registered start', record?.deploy?.registeredStart, container?.State.StartedAt);
    }
    if (wrong.length > 0) throw new Error(wrong.join('; '));
  }

  /** What the command line shows other than the file says. */
  async function listedDifferently(): Promise<readonly string[]> {
    const { code, stdout, stderr } = await runProgram([
      process.execPath,
      join(repositoryRoot, 'electron/cli/main.ts'),
      ...['--data-dir', directory.path, 'plugin', 'list', '--json'],
    ]);
    if (code !== 0) return [`plugin list ended with ${String(code)}: ${stderr}`];
    const listed = z
      .array(z.object({ name: z.string(), installState: z.string(), disabled: z.boolean() }))
      .parse(JSON.parse(stdout))
      .find((plugin) => plugin.name === name);
    const record = await storedRecord();
    const text = (plugin: { installState: string; disabled: boolean } | undefined): string =>
      plugin === undefined ? 'gone' : `${plugin.installState}, disabled ${String(plugin.disabled)}`;
    return text(listed) === text(record) ? [] : [`plugin list says ${text(listed)}, the file ${text(record)}`];
  }

  async function storedRecord(): Promise<PluginRecord | undefined> {
    const text = await readFile(join(directory.path, 'state', 'state.json'), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const { data } = z.object({ data: EngineState }).parse(JSON.parse(text));
    return Object.values(data.plugins).find((plugin) => plugin.name === name);
  }

  function list(): Promise<Docker.ContainerInfo[]> {
    return docker.listContainers({ all: true, filters: { label } });
  }

  async function inspectAll(): Promise<readonly Docker.ContainerInspectInfo[]> {
    const found = await Promise.all(
      (await list()).map(({ Id }) =>
        docker
          .getContainer(Id)
          .inspect()
          .catch(() => undefined),
      ),
    );
    return found.filter((one) => one !== undefined);
  }
}

function isInFlight(record: PluginRecord | undefined, containers: readonly Docker.ContainerInspectInfo[]): boolean {
  if (record === undefined) return containers.length > 0;
  const isRunning = containers.some(({ State }) => State.Running);
  return record.lastOperation?.outcome === 'running' || record.next !== undefined || (record.disabled && isRunning);
}

function told(record: PluginRecord | undefined, containers: readonly Docker.ContainerInspectInfo[]): string {
  const state = record === undefined ? 'gone' : `${record.disabled ? 'disabled ' : ''}${record.installState}`;
  const all = containers.map(({ State }) => State.Status).toSorted();
  return `${state}, ${all.join('+') || 'no container'}`;
}

async function deathOf({ ended, kill }: ServedEngine, what: string): Promise<void> {
  const timer = new AbortController();
  const late = pause(40_000, timer.signal).then(() => 'late' as const);
  const end = await Promise.race([ended, late]);
  timer.abort();
  if (end !== 'late' && end.signal === 'SIGKILL') return;
  if (end === 'late') await kill();
  throw new Error(`${what} was never reached`);
}

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
