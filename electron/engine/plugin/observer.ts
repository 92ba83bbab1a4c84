import { AppError } from '../../../shared/errors.ts';
import type { DockerFacts } from '../../../shared/model/docker.ts';
import { type ContainerEvent, type ContainerFacts, type ImageEvent, LABELS } from '../port/container-runtime.ts';
import type { Disposable } from '../port/disposable.ts';
import type { PluginContext } from './context.ts';
import { openDoors, stopAndKeep } from './deploy/containers.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';
import type { UpgradeRunner } from './deploy/upgrade-runner.ts';
import type { PluginService } from './plugin-service.ts';
import type { InstallService } from './install-service.ts';
import type { RemovalService } from './removal-service.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import { parseImageReference, resolvedText } from '../../../shared/image-reference.ts';
import { planReconcile } from './reconcile.ts';

/** Full re-observation although no event came, milliseconds (reliability I7). */
const LOOK_EVERY = 10_000;
/** Ends of a container within this time that make a crash loop, and how many. */
const CRASH_WINDOW = 5 * 60_000;
const CRASH_LIMIT = 3;

/** What Docker tells when a name is given to an image: by a build, a load, a pull or by hand. */
const IMAGE_NAMED: ReadonlySet<string> = new Set(['tag', 'load', 'pull', 'import']);

/** Keeps what is shown in step with Docker, and takes up what the stored state says is still to be done. */
export interface Observer extends Disposable {
  /** Looks at everything now; resolves when done, also when Docker is away. */
  lookNow(): Promise<void>;
  /** A fault of the bridge door that the user should know. */
  readonly doorProblem: AppError | undefined;
}

export interface ObserverServices {
  readonly runner: DeployRunner;
  readonly upgrades: UpgradeRunner;
  readonly plugins: PluginService;
  readonly installs: InstallService;
  readonly removal: RemovalService;
}

export function createObserver(
  context: PluginContext,
  services: ObserverServices,
  onDocker: (facts: DockerFacts) => void,
): Observer {
  const { runner } = services;
  const { book, ports, queue } = context;
  /** False from the loss of the connection, or the start of the engine, until everything was looked at again. */
  let watched = false;
  let doorProblem: AppError | undefined;
  let timer: Disposable | undefined;
  let looking: Promise<void> | undefined;
  let disposed = false;

  const watching = ports.runtime.watch({
    onContainer: (event) => context.background.run('look after event', () => onContainer(event)),
    onImage: (event) => context.background.run('look after image', () => onImage(event)),
    onConnection(facts) {
      onDocker(facts);
      if (facts.state === 'up') context.background.run('look after connection', lookNow);
      else lost();
    },
  });

  return {
    lookNow,
    get doorProblem() {
      return doorProblem;
    },
    dispose() {
      disposed = true;
      watching.dispose();
      timer?.dispose();
    },
  };

  /** One look at a time; a second caller gets the one under way. */
  function lookNow(): Promise<void> {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  async function look(): Promise<void> {
    timer?.dispose();
    try {
      await openBridge();
      const containers = await ports.runtime.listContainers();
      const stillWatched = watched;
      await Promise.all(
        book.records().map((record) => settle(record.id, ofDeploy(containers, record.deploy?.id), stillWatched)),
      );
      watched = true;
      sweep(containers);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      lost();
    } finally {
      if (!disposed) timer = ports.clock.after(LOOK_EVERY, () => context.background.run('regular look', lookNow));
    }
  }

  /** Removes containers of ours that belong to nothing any more, such as those of a deploy that was cut short. */
  function sweep(containers: readonly ContainerFacts[]): void {
    for (const { id, labels, status } of containers) {
      const record = book.get(labels[LABELS.plugin] ?? '');
      const owned = [record?.deploy?.id, record?.next?.id, record?.former].includes(labels[LABELS.deploy]);
      const isBusy =
        record !== undefined &&
        (runner.isRunning(record.id) || services.upgrades.isRunning(record.id) || record.installState === 'REMOVING');
      // A switch that ended before it had stopped the version that it replaces.
      const isLeftRunning = record?.former === labels[LABELS.deploy] && status === 'running' && !isBusy;
      if (record !== undefined && isLeftRunning && (record.disabled || record.installState === 'FAILED'))
        context.background.run(`stop ${id}`, () => stopAndKeep(context, record.id));
      if (owned || isBusy) continue;
      ports.logger.info('a left container is removed', { container: id });
      context.background.run(`sweep ${id}`, async () => {
        await ports.runtime.stopContainer(id, ports.state.read().settings.stopGrace);
        await ports.runtime.removeContainer(id);
      });
    }
  }

  async function onContainer(event: ContainerEvent): Promise<void> {
    const pluginId = event.labels[LABELS.plugin];
    const record = pluginId === undefined ? undefined : book.get(pluginId);
    if (record === undefined || record.deploy?.id !== event.labels[LABELS.deploy]) return;
    if (runner.isRunning(record.id)) return book.live(record.id).wake();
    if (!watched) return;
    const container = await ports.runtime.inspectContainer(event.containerId).catch((error: unknown) => {
      if (error instanceof AppError) return 'unknown' as const;
      throw error;
    });
    if (container !== 'unknown') await settle(record.id, container, true);
  }

  /**
   * A name may mean another image now: watched plugins whose tag does are upgraded (the dev loop). Engines name the
   * image in their events in several ways, so the tags themselves are asked.
   */
  async function onImage({ action }: ImageEvent): Promise<void> {
    if (!IMAGE_NAMED.has(action)) return;
    for (const record of book.records()) {
      const { image, deploy, next } = record;
      if (record.watched !== true || record.disabled || record.installState === 'REMOVING' || image === undefined)
        continue;
      const local = await ports.runtime.inspectImage(resolvedText(parseImageReference(image)));
      if (local === undefined || deploy?.imageId === undefined || local.id === (next?.imageId ?? deploy.imageId))
        continue;
      context.note(record, 'engine', `A new image under ${image} was noticed`);
      await services.installs.install(image, 'never');
    }
  }

  /** Shows what was observed and carries out what has to be done for one plugin. */
  async function settle(pluginId: string, container: ContainerFacts | undefined, stillWatched: boolean): Promise<void> {
    if (book.get(pluginId)?.attached === false) show(pluginId, container);
    if (runner.isRunning(pluginId)) return book.live(pluginId).wake();
    const record = book.get(pluginId);
    if (record === undefined) return;
    const step = planReconcile(record, { container, watched: stillWatched });
    switch (step.do) {
      case 'nothing':
        return;
      case 'adopt':
        return adopt(record);
      case 'deploy':
        ports.logger.info('plugin is deployed anew', { plugin: record.name, because: step.because });
        return services.plugins.redeploy(pluginId, {
          type: record.installState === 'INSTALLED' ? 'lost' : 'install-wished',
        });
      case 'await':
        if (record.installState === 'INSTALLING') {
          book.live(pluginId).registration = {
            kind: 'accepted',
            start: container?.startedAt ?? '',
            at: ports.clock.monotonic(),
          };
          return runner.begin(pluginId, 'await');
        }
        return again(pluginId, 'await', false);
      case 'start':
        ports.logger.info('plugin is started again', { plugin: record.name, because: step.because });
        return again(pluginId, 'start', step.countExit);
      case 'stop':
        return context.background.run(`stop ${pluginId}`, () => stopAndKeep(context, pluginId));
      case 'remove':
        return services.removal.finish(pluginId);
    }
  }

  /** The running container was found registered: nothing changes, only what is shown becomes fresh. */
  function adopt({ id, next }: PluginRecord): void {
    book.live(id).blockedBy = undefined;
    if (next !== undefined && !services.upgrades.isRunning(id)) services.upgrades.begin(id);
  }

  /** From INSTALLED back to INSTALLING with the kept container; too many ends are a crash loop. */
  async function again(pluginId: string, part: 'start' | 'await', countExit: boolean): Promise<void> {
    const now = ports.clock.now();
    const loop = await queue.run(pluginId, async () => {
      const record = book.get(pluginId);
      if (record?.installState !== 'INSTALLED') return undefined;
      const exits = [...record.exits.filter((at) => now - at < CRASH_WINDOW), ...(countExit ? [now] : [])].slice(-10);
      if (countExit && exits.length >= CRASH_LIMIT) {
        await book.change(pluginId, (current) => ({ ...current, exits }));
        return record.deploy?.id;
      }
      const applied = await book.apply(pluginId, { type: 'restarted' }, (current) => ({
        ...current,
        exits,
      }));
      book.live(pluginId).heartbeatAt = undefined;
      if (applied.ok) {
        context.note(
          applied.record,
          'engine',
          countExit ? 'Its container ended and is started again' : 'Its container is started again',
        );
        runner.begin(pluginId, part);
      }
      return undefined;
    });
    if (loop !== undefined)
      await runner.fail(pluginId, loop, {
        code: 'CRASH_LOOP',
        message: `Crash loop detected - plugin stopped ${String(CRASH_LIMIT)} times in 5 minutes`,
        evidence: [],
        details: { exits: CRASH_LIMIT },
      });
  }

  function show(pluginId: string, container: ContainerFacts | undefined): void {
    const live = book.live(pluginId);
    const before = live.container;
    const wasFresh = live.fresh && live.blockedBy === undefined;
    live.container = container;
    live.fresh = true;
    live.blockedBy = undefined;
    const changed =
      before?.status !== container?.status || before?.health !== container?.health || before?.id !== container?.id;
    if (changed || !wasFresh) book.touched(pluginId);
  }

  /** Docker is away: nothing is changed, everything shown is last known. */
  function lost(): void {
    watched = false;
    for (const { id, attached } of book.records()) {
      const live = book.live(id);
      if (attached || !live.fresh) continue;
      live.fresh = false;
      book.touched(id);
    }
  }

  async function openBridge(): Promise<void> {
    try {
      await openDoors(context);
      doorProblem = undefined;
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== 'PORT_TAKEN' && error.code !== 'ADDRESS_UNAVAILABLE'))
        throw error;
      doorProblem = error;
      ports.logger.warn('containers cannot reach the doors', { code: error.code, message: error.message });
    }
  }
}

function ofDeploy(containers: readonly ContainerFacts[], deployId: string | undefined): ContainerFacts | undefined {
  return deployId === undefined
    ? undefined
    : containers.find((container) => container.labels[LABELS.deploy] === deployId);
}
