import type { Handlers } from '../../shared/contract/contract.ts';
import type { EngineEvent } from '../../shared/contract/events.ts';
import { AppError, nextStep } from '../../shared/errors.ts';
import { INSTALL_STATES } from '../../shared/model/plugin.ts';
import type { EngineStatus } from '../../shared/model/engine.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { createBackground } from './background.ts';
import { benchChecks, pluginChecks } from './doctor.ts';
import type { Engine, EngineOptions, EnginePorts, StopOptions } from './engine.ts';
import { createEventHub } from './event-hub.ts';
import { KeyedQueue } from './keyed-queue.ts';
import type { PluginContext } from './plugin/context.ts';
import { createUpgradeRunner } from './plugin/deploy/upgrade-runner.ts';
import { createDeployRunner } from './plugin/deploy/deploy-runner.ts';
import { dryRun } from './plugin/dry-run.ts';
import { createHistory } from './plugin/history.ts';
import { attachEnvironment } from './plugin/deploy/environment.ts';
import { loadFailure } from './plugin/deploy/failures.ts';
import { directoryNames } from './plugin/naming.ts';
import { createObserver } from './plugin/observer.ts';
import { createPluginBook } from './plugin/plugin-book.ts';
import { createInstallService } from './plugin/install-service.ts';
import { createRemovalService } from './plugin/removal-service.ts';
import { reasonChain } from './plugin/reason-chain.ts';
import { createPluginService } from './plugin/plugin-service.ts';
import { createRegisteredPlugins } from './plugin/registration/registered-plugins.ts';
import { createRegistrar } from './plugin/registration/registrar.ts';
import { createUndoService } from './plugin/undo-service.ts';
import { createVariableService } from './plugin/variable-service.ts';
import { createSignsOfLife } from './plugin/signs-of-life.ts';
import type { StateCondition } from './port/state-store.ts';

/** Entries of a plugin's history that are shown. */
const HISTORY_SHOWN = 500;
/** Longest wait for running work at the end, milliseconds; what is left is put back by the next start. */
const STOP_DEADLINE = 15_000;

/** The product without any door: services wired to the ports. Nothing runs before `start`. */
export function createEngine(ports: EnginePorts, options: EngineOptions): Engine {
  const startedAt = ports.clock.now();
  const hub = createEventHub(snapshot);
  const book = createPluginBook({ state: ports.state, hub, clock: ports.clock });
  const names = directoryNames(options.directory);
  const background = createBackground(ports.logger);
  const context: PluginContext = {
    ports,
    options,
    names,
    book,
    hub,
    note: createHistory(ports.history, ports.clock),
    queue: new KeyedQueue(),
    background,
  };
  const registered = createRegisteredPlugins(book, ports.documents);
  const variables = createVariableService(context, registered);
  const runner = createDeployRunner(context);
  const upgrades = createUpgradeRunner(context, runner);
  const installs = createInstallService(context, runner, upgrades);
  const service = createPluginService(context, runner, upgrades);
  const undo = createUndoService(context, runner);
  const removal = createRemovalService(context, runner, upgrades, undo);
  let observer: ReturnType<typeof createObserver> | undefined;
  let stopping = false;

  return {
    handlers: guarded(handlers()),
    coreDoor: createRegistrar(context, registered, variables),
    workDoor: createSignsOfLife(context, (action) => registered.ownerOfAction(action)),
    subscribe: (listener) => hub.subscribe(listener),
    busy: () => background.running > 0,
    async start() {
      await registered.load();
      for (const record of book.records()) {
        const failure = await loadFailure(ports.documents, record);
        book.live(record.id).failure = failure;
      }
      observer = createObserver(context, { runner, upgrades, plugins: service, installs, removal }, (docker) =>
        hub.publish({ type: 'docker.changed', docker }),
      );
      await observer.lookNow();
      undo.sweep();
    },
    stop,
  };

  async function stop({ leavePlugins }: StopOptions): Promise<void> {
    stopping = true;
    hub.publish({ type: 'engine.stopping' });
    observer?.dispose();
    undo.dispose();
    for (const { id } of book.records()) {
      runner.abort(id);
      upgrades.abort(id);
    }
    await finishWork();
    if (!leavePlugins) await stopContainers();
    await ports.state.close();
    ports.runtime.close();
  }

  /** Orderly end (D9): containers of ours are stopped and kept. Docker being away is no reason to wait. */
  async function stopContainers(): Promise<void> {
    try {
      const running = (await ports.runtime.listContainers()).filter(({ status }) => status === 'running');
      await Promise.all(
        running.map(({ id }) => ports.runtime.stopContainer(id, ports.state.read().settings.stopGrace)),
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      ports.logger.warn('containers were not stopped', { code: error.code });
    }
  }

  function handlers(): Handlers {
    return {
      'engine.status': async () => status(),
      'engine.stop': async ({ leavePlugins }) => {
        options.requestStop({ leavePlugins: leavePlugins ?? false });
        return {};
      },
      'engine.release': async () => {
        if (options.mode !== 'borrowed')
          throw new AppError('NOT_AVAILABLE', `This engine was started with ${options.mode} and is not handed over.`);
        options.requestStop({ leavePlugins: true });
        return {};
      },
      'plugin.list': async () => plugins(),
      'plugin.describe': async ({ plugin }) => {
        const { id } = book.find(plugin);
        const record = book.find(plugin);
        return {
          plugin: viewOf(id),
          reasons: reasonChain(record, book.live(id), ports.clock.now()),
          variables: variables.list(id),
          ...registered.detail(id),
        };
      },
      'plugin.install': ({ image, pull }) => installs.install(image, pull ?? 'missing'),
      'plugin.dryRun': ({ image, pull }) => dryRun(context, image, pull ?? 'missing'),
      'plugin.logTail': async ({ plugin, lines }) => {
        const containerId = book.find(plugin).deploy?.containerId;
        return { lines: containerId === undefined ? [] : [...(await ports.runtime.logTail(containerId, lines))] };
      },
      'plugin.history': async ({ plugin }) => [...ports.history.list(book.find(plugin).name, HISTORY_SHOWN)],
      'plugin.cancel': async ({ plugin }) => ({ plugin: await service.cancel(plugin) }),
      'plugin.disable': async ({ plugin }) => ({ plugin: await service.disable(plugin) }),
      'plugin.enable': async ({ plugin }) => ({ plugin: await service.enable(plugin) }),
      'plugin.retry': async ({ plugin }) => ({ plugin: await installs.retry(plugin) }),
      'plugin.rollback': async ({ plugin }) => ({ plugin: await service.rollback(plugin) }),
      'plugin.restart': async ({ plugin, recreate }) => ({ plugin: await service.restart(plugin, recreate ?? false) }),
      'plugin.setVariables': ({ plugin, values }) => variables.set(plugin, values),
      'plugin.watch': async ({ plugin, on }) => ({ plugin: await service.watch(plugin, on) }),
      'plugin.uninstall': ({ plugin, force }) => removal.uninstall(plugin, force ?? false),
      'plugin.undoUninstall': async ({ plugin }) => ({ plugin: await undo.undo(plugin) }),
      'plugin.attachEnvironment': async () => ({ ...attachEnvironment(ports.keys, ports.doors) }),
      'settings.get': async () => ports.state.read().settings,
      'settings.update': async (patch) => {
        const changed = Object.fromEntries(
          Object.entries(patch).filter(([, value]) => value !== undefined),
        ) as Partial<Settings>;
        const { settings } = await ports.state.update((all) => ({ ...all, settings: { ...all.settings, ...changed } }));
        hub.publish({ type: 'settings.changed', settings });
        return settings;
      },
      'doctor.run': async ({ plugin }) => {
        const docker = await ports.runtime.probe();
        const { core, bridge } = ports.doors.addresses();
        const bench = benchChecks({ docker, doorProblem: observer?.doorProblem, core, bridge });
        return plugin === undefined ? bench : [...bench, ...pluginChecks(viewOf(book.find(plugin).id), names)];
      },
    };
  }

  /** Every handler refuses while the engine ends, so that nothing is accepted and then lost. */
  function guarded(all: Handlers): Handlers {
    const entries = Object.entries(all).map(([name, handler]) => [
      name,
      (input: never) =>
        stopping
          ? Promise.reject(new AppError('ENGINE_STOPPING', 'The engine is shutting down.'))
          : (handler as (input: never) => Promise<unknown>)(input),
    ]);
    return Object.fromEntries(entries) as Handlers;
  }

  function snapshot(): EngineEvent {
    return { type: 'snapshot', status: status(), plugins: plugins(), settings: ports.state.read().settings };
  }

  function plugins() {
    return book.records().map(({ id }) => viewOf(id));
  }

  function viewOf(id: string) {
    const view = book.view(id);
    if (view === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
    return view;
  }

  function status(): EngineStatus {
    const counts: Record<string, number> = Object.fromEntries(
      [...INSTALL_STATES, 'DISABLED'].map((state) => [state, 0]),
    );
    for (const record of book.records()) {
      const key = record.disabled ? 'DISABLED' : record.installState;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    const problem = observer?.doorProblem;
    return {
      version: options.version,
      pid: options.pid,
      mode: options.mode,
      startedAt,
      directory: options.directory,
      docker: ports.runtime.facts(),
      doors: ports.doors.addresses(),
      state: { kind: ports.state.condition.kind, message: stateMessage(ports.state.condition) },
      plugins: counts,
      ...(problem === undefined
        ? {}
        : {
            doorProblem: {
              code: problem.code,
              message: problem.message,
              next: nextStep(problem.code, problem.details),
            },
          }),
    };
  }

  /** Waits for running work, but not for ever. */
  async function finishWork(): Promise<void> {
    const { promise: tooLong, resolve } = Promise.withResolvers<void>();
    const timer = ports.clock.after(STOP_DEADLINE, resolve);
    await Promise.race([background.idle(), tooLong]);
    timer.dispose();
  }
}

function stateMessage(condition: StateCondition): string {
  switch (condition.kind) {
    case 'new':
      return 'A new data directory.';
    case 'loaded':
      return 'The state was read as it was left.';
    case 'migrated':
      return `The state was brought up from version ${String(condition.fromSchema)}.`;
    case 'recovered':
      return `The state file could not be used (${condition.reason}); the last good copy is in use. Kept aside: ${condition.quarantined.join(', ') || 'nothing'}.`;
    case 'edited-by-hand':
      return 'The state file was changed by hand; its content is in use, the copy before it is among the backups.';
  }
}
