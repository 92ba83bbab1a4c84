import type { Handlers } from '../../../../shared/contract/contract.ts';
import type { EngineEvent } from '../../../../shared/contract/events.ts';
import { AppError } from '../../../../shared/errors.ts';
import { parseImageReference } from '../../../../shared/image-reference.ts';
import type { DockerFacts } from '../../../../shared/model/docker.ts';
import type { DoctorCheck, EngineStatus } from '../../../../shared/model/engine.ts';
import type { DryRun, HistoryEntry, PluginDetail, PluginView, ReasonLink } from '../../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../../shared/model/progress.ts';
import { DEFAULT_SETTINGS } from '../../../../shared/model/settings.ts';
import { engineStatus, installedView, pluginDetail, pluginView } from './views.ts';

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
  /** Shows the engine in a new state. */
  status(status: EngineStatus): void;
  emit(event: EngineEvent): void;
  /** What a dry run of an image answers; asked images in `dryRuns`. */
  dryRun: (image: string) => DryRun | Promise<DryRun>;
  readonly dryRuns: string[];
  /** Lines of every plugin's log. */
  log: readonly string[];
  history: readonly HistoryEntry[];
  /** The reason chain of every plugin. */
  reasons: readonly ReasonLink[];
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

  const begin = ({ failure: _over, ...plugin }: PluginView): void => {
    const since = Date.now();
    const reason = { text: 'Waiting for its turn.', since };
    show({ ...plugin, installState: 'PENDING', status: 'PENDING', canRollback: false, since, reason });
  };
  const values = new Map<string, string>();
  const variablesOf = (variables: PluginDetail['variables']): PluginDetail['variables'] =>
    variables.map((variable) => {
      const value = values.get(variable.name);
      if (value === undefined) return variable;
      return { ...variable, isSet: true, ...(variable.masked ? {} : { value }) };
    });

  const engine: FakeEngine = {
    commands,
    dryRun: () => ({ checks: [], steps: [], kind: 'install' }),
    dryRuns: [],
    log: [],
    history: [],
    reasons: [],
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
      'plugin.describe': async ({ plugin }) => {
        const detail = pluginDetail(named(plugin));
        return { ...detail, reasons: [...engine.reasons], variables: variablesOf(detail.variables) };
      },
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
      'plugin.dryRun': async ({ image }) => {
        engine.dryRuns.push(image);
        return engine.dryRun(image);
      },
      'plugin.logTail': async ({ lines }) => ({ lines: engine.log.slice(-lines) }),
      'plugin.history': async () => [...engine.history],
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
        begin(named(input.plugin));
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
        for (const [name, value] of Object.entries(input.values)) {
          if (value === null) values.delete(name);
          else values.set(name, value);
        }
        return variablesOf(pluginDetail(named(input.plugin)).variables);
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
        const plugin = installedView(input.plugin, { installState: 'PENDING', status: 'PENDING' });
        show(plugin);
        return { plugin };
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
    status(next) {
      status = next;
      emit({ type: 'engine.changed', status });
    },
    emit,
  };
  return engine;
}
