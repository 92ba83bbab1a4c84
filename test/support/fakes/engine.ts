import type { Handlers } from '../../../shared/contract/contract.ts';
import type { EngineEvent } from '../../../shared/contract/events.ts';
import { AppError } from '../../../shared/errors.ts';
import { parseImageReference } from '../../../shared/image-reference.ts';
import type { DockerFacts } from '../../../shared/model/docker.ts';
import type { EngineStatus } from '../../../shared/model/engine.ts';
import type { Failure, PluginDetail, PluginView } from '../../../shared/model/plugin.ts';
import { DEFAULT_SETTINGS, Settings } from '../../../shared/model/settings.ts';
import type { Engine, EngineOptions, StopOptions } from '../../../electron/engine/engine.ts';

/** A fake engine and what a test may do to it. */
export interface FakeEngine extends Engine {
  /** Changes Docker as the engine sees it. */
  setDocker(docker: Partial<DockerFacts>): void;
  /** Sets fields of a plugin and publishes the change. */
  set(name: string, fields: Partial<PluginView>): void;
  publish(event: EngineEvent): void;
  readonly subscribers: () => number;
  readonly stoppedWith: () => StopOptions | undefined;
}

export type FakeEngineOptions = Pick<EngineOptions, 'version' | 'pid' | 'mode' | 'directory' | 'requestStop'> & {
  readonly doors?: () => EngineStatus['doors'];
  /** Milliseconds between two steps of an install. */
  readonly pace?: number;
};

/**
 * An engine without Docker and disk: plugins live in memory. What becomes of an install is told by the image's tag:
 * `1.0.0` → INSTALLED, `exits` → FAILED (CONTAINER_EXITED), `stays` → stays PENDING, `no-heartbeat` → INSTALLED, then
 * FAILED (NO_HEARTBEAT), `no-actions` → INSTALLED and never a heartbeat, `broken` → a fault that is no AppError.
 */
export function createFakeEngine(options: FakeEngineOptions): FakeEngine {
  const { pace = 5 } = options;
  const listeners = new Set<(event: EngineEvent) => void>();
  const plugins = new Map<string, PluginView>();
  const timers = new Set<NodeJS.Timeout>();
  const started = Date.now();
  let settings: Settings = DEFAULT_SETTINGS;
  let docker: DockerFacts = {
    state: 'up',
    version: '29.1.0',
    address: 'unix:///var/run/docker.sock',
    since: started,
    checkedAt: started,
  };
  let stopped: StopOptions | undefined;

  const status = (): EngineStatus => ({
    version: options.version,
    pid: options.pid,
    mode: options.mode,
    startedAt: started,
    directory: options.directory,
    docker,
    doors: options.doors?.() ?? {
      control: 'http://127.0.0.1:1',
      core: 'http://127.0.0.1:2',
      work: 'redis://127.0.0.1:3',
    },
    state: { kind: 'new', message: 'The state is new.' },
    plugins: { PENDING: 0, INSTALLING: 0, INSTALLED: plugins.size, FAILED: 0, REMOVING: 0, DISABLED: 0 },
  });
  const publish = (event: EngineEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const set = (name: string, fields: Partial<PluginView>): PluginView => {
    const plugin: PluginView = { ...(plugins.get(name) ?? blank(name)), ...fields };
    plugins.set(name, plugin);
    publish({ type: 'plugin.changed', plugin });
    return plugin;
  };
  const later = (steps: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, steps * pace);
    timers.add(timer);
  };
  const fail = (name: string, code: string, message: string): void => {
    const failure: Failure = {
      code,
      message,
      next: 'Mend the plugin and install again.',
      at: Date.now(),
      exitCode: 7,
      logTail: ['Traceback', 'KeyError: CORE_URL'],
      evidence: [],
    };
    set(name, {
      installState: 'FAILED',
      status: 'FAILED',
      failure,
      since: Date.now(),
      reason: { text: message, since: Date.now(), code },
    });
  };
  const find = (text: string): PluginView => {
    const found = [...plugins.values()].find(({ name, displayName, id }) => [name, displayName, id].includes(text));
    if (found === undefined) throw new AppError('PLUGIN_NOT_FOUND', `There is no plugin named “${text}”.`);
    return found;
  };

  const run = (name: string, tag: string | undefined): void => {
    later(1, () => publish({ type: 'plugin.progress', id: name, progress: { layers: [], current: 40, total: 100 } }));
    if (tag === 'stays') return;
    later(2, () =>
      set(name, {
        installState: 'INSTALLING',
        status: 'INSTALLING',
        step: 'register',
        reason: reason('Waiting for the registration.'),
      }),
    );
    if (tag === 'exits') return later(3, () => fail(name, 'CONTAINER_EXITED', 'The container ended with exit code 7.'));
    const hasActions = tag !== 'no-actions';
    later(3, () =>
      set(name, {
        installState: 'INSTALLED',
        status: 'INSTALLED',
        displayName: `The ${name}`,
        coordinates: { groupId: 'org.example', artifactId: name, version: '1.0.0' },
        reason: reason('It runs and is registered.'),
        lastOperation: { kind: 'install', startedAt: started, finishedAt: Date.now(), outcome: 'done' },
      }),
    );
    if (tag === 'no-heartbeat') later(6, () => fail(name, 'NO_HEARTBEAT', 'It talks to another queue.'));
    else if (hasActions) later(5, () => set(name, { heartbeatAt: Date.now() }));
  };

  const handlers: Handlers = {
    'engine.status': async () => status(),
    'engine.stop': async ({ leavePlugins = false }) => {
      options.requestStop({ leavePlugins });
      return {};
    },
    'engine.release': async () => {
      if (options.mode !== 'borrowed') throw new AppError('NOT_AVAILABLE', 'This engine is not borrowed.');
      options.requestStop({ leavePlugins: true });
      return {};
    },
    'plugin.list': async () => [...plugins.values()],
    'plugin.describe': async ({ plugin }) => detail(find(plugin)),
    'plugin.install': async ({ image }) => {
      const reference = parseImageReference(image);
      if (reference.tag === 'broken') throw new TypeError('a fault with a secret');
      const present = plugins.get(reference.appName);
      if (present?.image === image && present.installState === 'INSTALLED')
        return { outcome: 'installed', plugin: present };
      if (present?.image === image && present.installState !== 'FAILED') return { outcome: 'joined', plugin: present };
      const { failure: _, ...former } = present ?? blank(reference.appName);
      plugins.set(reference.appName, former);
      const plugin = set(reference.appName, {
        image,
        version: reference.tag ?? '-',
        installState: 'PENDING',
        status: 'PENDING',
        step: 'pull',
        reason: reason('Waiting for its image.'),
        since: Date.now(),
        lastOperation: { kind: 'install', image, startedAt: Date.now(), outcome: 'running' },
      });
      run(reference.appName, reference.tag);
      return { outcome: 'queued', plugin };
    },
    'plugin.dryRun': async () => ({ checks: [], steps: [], kind: 'install' }),
    'plugin.logTail': async ({ plugin }) => ({ lines: [`${find(plugin).name} says nothing`] }),
    'plugin.history': async ({ plugin }) => [
      { at: started, actor: 'user', text: `Install of ${find(plugin).name} wished` },
    ],
    'plugin.cancel': async ({ plugin }) => {
      const { name } = find(plugin);
      fail(name, 'CANCELLED', 'The install was cancelled.');
      return { plugin: find(plugin) };
    },
    'plugin.disable': async ({ plugin }) => {
      const found = find(plugin);
      if (found.disabled) throw new AppError('ALREADY_DISABLED', `${found.name} is disabled already.`);
      return { plugin: set(found.name, { disabled: true, status: 'DISABLED' }) };
    },
    'plugin.enable': async ({ plugin }) => {
      const found = find(plugin);
      if (!found.disabled) throw new AppError('NOT_DISABLED', `${found.name} is not disabled.`);
      return { plugin: set(found.name, { disabled: false, status: found.installState }) };
    },
    'plugin.retry': async ({ plugin }) => {
      const { name, installState, image = '' } = find(plugin);
      if (installState !== 'FAILED') throw new AppError('NOTHING_TO_RETRY', `Nothing failed for ${name}.`);
      return { plugin: (await handlers['plugin.install']({ image })).plugin };
    },
    'plugin.rollback': async ({ plugin }) => {
      const { name, canRollback, rollbackTo } = find(plugin);
      if (!canRollback) throw new AppError('ROLLBACK_UNAVAILABLE', `${name} has nothing to go back to.`);
      return { plugin: (await handlers['plugin.install']({ image: rollbackTo?.image ?? '' })).plugin };
    },
    'plugin.restart': async ({ plugin }) => {
      const { name, image = '', installState } = find(plugin);
      if (installState !== 'INSTALLED') throw new AppError('NOT_AVAILABLE', `${name} is ${installState}.`);
      const since = Date.now();
      const lastOperation = { kind: 'restart', image, startedAt: since, outcome: 'running' } as const;
      const restarting = set(name, { installState: 'INSTALLING', status: 'INSTALLING', since, lastOperation });
      run(name, undefined);
      return { plugin: restarting };
    },
    'plugin.setVariables': async ({ plugin }) => [...detail(find(plugin)).variables],
    'plugin.watch': async ({ plugin, on }) => ({ plugin: set(find(plugin).name, { watched: on }) }),
    'plugin.uninstall': async ({ plugin, force = false }) => {
      const { name, image } = find(plugin);
      if (image?.includes('blocked') === true && !force) {
        throw new AppError('UNINSTALL_BLOCKED', `${name} is needed by other-plugin.`);
      }
      const removing = set(name, { installState: 'REMOVING', status: 'REMOVING' });
      later(1, () => {
        plugins.delete(name);
        publish({ type: 'plugin.removed', id: name, name });
      });
      return { plugin: removing, ignored: [] };
    },
    'plugin.undoUninstall': async ({ plugin }) => ({
      plugin: set(plugin, { installState: 'INSTALLING', status: 'INSTALLING' }),
    }),
    'plugin.attachEnvironment': async () => ({
      CORE_URL: 'http://127.0.0.1:2',
      VALKEY_URL: 'http://127.0.0.1:3',
      VALKEY_PASSWORD: "it's secret",
    }),
    'settings.get': async () => settings,
    'settings.update': async (patch) => {
      settings = Settings.parse({ ...settings, ...patch });
      publish({ type: 'settings.changed', settings });
      return settings;
    },
    'doctor.run': async ({ plugin }) => [
      ...(plugin === undefined
        ? []
        : [{ id: 'plugin', title: find(plugin).name, outcome: 'ok' as const, finding: 'It is installed.' }]),
      {
        id: 'docker',
        title: 'Docker',
        outcome: docker.state === 'up' ? 'ok' : 'problem',
        finding: `Docker is ${docker.state}.`,
        next: 'Start Docker.',
      },
    ],
  };

  return {
    handlers,
    coreDoor: {
      refuse: () => ({ accepted: false, status: 403, code: 'REGISTRATION_TOKEN_UNKNOWN', lines: [] }),
      register: async () => ({ accepted: true }),
    },
    workDoor: { authenticate: () => undefined, current: () => false, heartbeat() {}, waiting() {} },
    subscribe(listener) {
      const own = (event: EngineEvent): void => listener(event);
      own({ type: 'snapshot', status: status(), plugins: [...plugins.values()], settings });
      listeners.add(own);
      return { dispose: () => void listeners.delete(own) };
    },
    busy: () => [...plugins.values()].some(({ lastOperation }) => lastOperation?.outcome === 'running'),
    start: async () => {},
    async stop(stopOptions) {
      stopped = stopOptions;
      publish({ type: 'engine.stopping' });
      for (const timer of timers) clearTimeout(timer);
    },
    setDocker(change) {
      docker = { ...docker, ...change };
      publish({ type: 'docker.changed', docker });
    },
    set,
    publish,
    subscribers: () => listeners.size,
    stoppedWith: () => stopped,
  };
}

function reason(text: string): PluginView['reason'] {
  return { text, since: Date.now() };
}

function blank(name: string): PluginView {
  return {
    id: name,
    name,
    displayName: name,
    description: '',
    version: '-',
    installState: 'PENDING',
    disabled: false,
    watched: false,
    canRollback: false,
    status: 'PENDING',
    reason: reason('It was asked for.'),
    since: Date.now(),
    attached: false,
    fresh: true,
  };
}

function detail(plugin: PluginView): PluginDetail {
  const hasActions = plugin.image?.endsWith(':no-actions') !== true;
  return {
    plugin,
    reasons: [],
    actions: hasActions
      ? [
          {
            name: 'org.example.Sample',
            type: 'TRANSFORM',
            description: 'Does nothing.',
            supportsJoin: false,
            schema: '{}',
          },
        ]
      : [],
    variables: [],
    flowPlans: [],
  };
}
