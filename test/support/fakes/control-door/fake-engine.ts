import type { Handlers } from '../../../../shared/contract/contract.ts';
import type { EngineEvent } from '../../../../shared/contract/events.ts';
import { AppError } from '../../../../shared/errors.ts';
import { parseImageReference } from '../../../../shared/image-reference.ts';
import type { DockerFacts } from '../../../../shared/model/docker.ts';
import type { DoctorCheck, EngineStatus } from '../../../../shared/model/engine.ts';
import type { PluginView } from '../../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../../shared/model/progress.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/model/settings.ts';
import { engineStatus, pluginDetail, pluginView } from './views.ts';

/** A call that a client made. */
interface Call {
  readonly name: string;
  readonly input: unknown;
}

/** An engine whose states a test decides. Commands are noted and answered; nothing goes on by itself. */
export interface FakeEngine {
  readonly handlers: Handlers;
  subscribe(listener: (event: EngineEvent) => void): { dispose(): void };
  /** Commands so far, oldest first. */
  readonly commands: readonly Call[];
  /** Shows a plugin in a new state. */
  show(plugin: PluginView): void;
  /** Changes some facts of a plugin that is shown. */
  change(name: string, changes: Partial<PluginView>): void;
  remove(name: string): void;
  progress(name: string, progress: PullProgress): void;
  docker(docker: DockerFacts): void;
  emit(event: EngineEvent): void;
  /** What `doctor.run` finds. */
  checks: readonly DoctorCheck[];
  /** Refuses every command with this, until undefined again. */
  refusal: AppError | undefined;
}

export function createFakeEngine(
  start: { readonly status?: EngineStatus; readonly plugins?: readonly PluginView[] } = {},
): FakeEngine {
  const listeners = new Set<(event: EngineEvent) => void>();
  const plugins = new Map((start.plugins ?? []).map((plugin) => [plugin.name, plugin]));
  const commands: Call[] = [];
  let status = start.status ?? engineStatus();

  const emit = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const named = (name: string): PluginView => {
    const plugin = [...plugins.values()].find((one) => one.name === name || one.id === name);
    if (plugin === undefined) throw new AppError('PLUGIN_NOT_FOUND', `There is no plugin “${name}”.`);
    return plugin;
  };
  const show = (plugin: PluginView): void => {
    plugins.set(plugin.name, plugin);
    emit({ type: 'plugin.changed', plugin });
  };
  const note = (name: string, input: unknown): void => {
    commands.push({ name, input });
    if (engine.refusal !== undefined) throw engine.refusal;
  };

  const engine: FakeEngine = {
    commands,
    checks: [
      { id: 'docker', title: 'Docker Engine 27.3.1', outcome: 'ok', finding: 'API 1.47, answers in 3 ms' },
      { id: 'core', title: 'Core API', outcome: 'ok', finding: 'http://127.0.0.1:8042, containers reach it too' },
      { id: 'state', title: 'State file', outcome: 'ok', finding: 'New, nothing was there before' },
    ],
    refusal: undefined,
    handlers: {
      'engine.status': async () => status,
      'engine.stop': async () => ({}),
      'engine.release': async () => ({}),
      'plugin.list': async () => [...plugins.values()],
      'plugin.describe': async ({ plugin }) => pluginDetail(named(plugin)),
      'plugin.install': async (input) => {
        note('plugin.install', input);
        const { appName, tag, text } = parseImageReference(input.image);
        const since = Date.now();
        const plugin = pluginView({
          name: appName,
          version: tag ?? 'latest',
          image: text,
          installState: 'PENDING',
          status: 'PENDING',
          since,
          reason: { text: 'Waiting for its turn.', since },
          lastOperation: { kind: 'install', image: text, startedAt: since, outcome: 'running' },
        });
        const { imageId: _unknownYet, ...pending } = plugin;
        show(pending);
        return { outcome: 'queued', plugin: pending };
      },
      'plugin.dryRun': async () => ({ checks: [], steps: [], kind: 'install' }),
      'plugin.logTail': async () => ({ lines: [] }),
      'plugin.history': async () => [],
      'plugin.disable': async (input) => {
        note('plugin.disable', input);
        show({ ...named(input.plugin), disabled: true, status: 'DISABLED' });
        return { plugin: named(input.plugin) };
      },
      'plugin.enable': async (input) => {
        note('plugin.enable', input);
        const plugin = named(input.plugin);
        show({ ...plugin, disabled: false, status: plugin.installState });
        return { plugin: named(input.plugin) };
      },
      'plugin.retry': async (input) => {
        note('plugin.retry', input);
        return { plugin: named(input.plugin) };
      },
      'plugin.rollback': async (input) => {
        note('plugin.rollback', input);
        return { plugin: named(input.plugin) };
      },
      'plugin.restart': async (input) => {
        note('plugin.restart', input);
        return { plugin: named(input.plugin) };
      },
      'plugin.setVariables': async (input) => {
        note('plugin.setVariables', input);
        return pluginDetail(named(input.plugin)).variables;
      },
      'plugin.watch': async (input) => {
        note('plugin.watch', input);
        show({ ...named(input.plugin), watched: input.on });
        return { plugin: named(input.plugin) };
      },
      'plugin.cancel': async (input) => {
        note('plugin.cancel', input);
        return { plugin: named(input.plugin) };
      },
      'plugin.uninstall': async (input) => {
        note('plugin.uninstall', input);
        const since = Date.now();
        const plugin: PluginView = {
          ...named(input.plugin),
          installState: 'REMOVING',
          status: 'REMOVING',
          since,
          reason: { text: 'Its container is being stopped.', since },
        };
        show(plugin);
        return { plugin, ignored: [] };
      },
      'plugin.undoUninstall': async (input) => {
        note('plugin.undoUninstall', input);
        return { plugin: named(input.plugin) };
      },
      'plugin.attachEnvironment': async () => ({}),
      'settings.get': async () => DEFAULT_SETTINGS,
      'settings.update': async () => DEFAULT_SETTINGS,
      'doctor.run': async () => [...engine.checks],
    },
    subscribe(listener) {
      listeners.add(listener);
      listener({ type: 'snapshot', status, plugins: [...plugins.values()], settings: DEFAULT_SETTINGS });
      return { dispose: () => listeners.delete(listener) };
    },
    show,
    change(name, changes) {
      show({ ...named(name), ...changes });
    },
    remove(name) {
      const { id } = named(name);
      plugins.delete(name);
      emit({ type: 'plugin.removed', id, name });
    },
    progress(name, progress) {
      emit({ type: 'plugin.progress', id: named(name).id, progress });
    },
    docker(docker) {
      status = { ...status, docker };
      emit({ type: 'docker.changed', docker });
    },
    emit,
  };
  return engine;
}
