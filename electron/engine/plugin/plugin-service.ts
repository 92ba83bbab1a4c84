import { AppError } from '../../../shared/errors.ts';
import { parseImageReference, resolvedText } from '../../../shared/image-reference.ts';
import type { PluginView, PullPolicy } from '../../../shared/model/plugin.ts';
import { LABELS } from '../port/container-runtime.ts';
import type { Deploy, PluginRecord } from '../../../shared/model/engine-state.ts';
import type { PluginContext } from './context.ts';
import { removeContainers } from './deploy/deploy.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';
import type { LifecycleEvent } from './lifecycle.ts';

/** The commands on plugins. Each stores its wish durably before it answers; the work goes on in the background. */
export interface PluginService {
  install(image: string, pull: PullPolicy): Promise<{ outcome: 'queued' | 'joined' | 'installed'; plugin: PluginView }>;
  cancel(plugin: string): Promise<PluginView>;
  uninstall(plugin: string, force: boolean): Promise<{ plugin: PluginView; ignored: string[] }>;
  /** Begins the stored wish anew under a new deploy, from whatever state it is in. */
  redeploy(pluginId: string, event: Extract<LifecycleEvent, { type: 'install-wished' | 'lost' }>): Promise<void>;
  /** Goes on with a stored removal. */
  finishRemoval(pluginId: string): void;
}

export function createPluginService(context: PluginContext, runner: DeployRunner): PluginService {
  const { book, queue, ports } = context;
  const removing = new Set<string>();

  const service: PluginService = {
    async install(image, pull) {
      const reference = parseImageReference(image);
      return queue.run(`install ${reference.appName}`, async () => {
        const known = book.records().find((record) => record.name === reference.appName);
        if (known === undefined) return { outcome: 'queued', plugin: await add(reference.appName, image, pull) };
        return queue.run(known.id, () => installAgain(known.id, image, pull));
      });
    },

    async cancel(plugin) {
      const { id } = book.find(plugin);
      const record = book.get(id);
      const busy = record?.installState === 'PENDING' || record?.installState === 'INSTALLING';
      if (!busy || record.deploy === undefined)
        throw new AppError('NOT_AVAILABLE', `Nothing is being installed for ${record?.name ?? plugin}.`);
      const { id: deployId, containerId } = record.deploy;
      runner.abort(id);
      await runner.fail(id, deployId, { code: 'CANCELLED', message: 'The installation was cancelled.', evidence: [] });
      if (containerId === undefined) context.background.run(`clean ${id}`, () => removeContainers(context, id));
      return shown(id);
    },

    async uninstall(plugin, force) {
      const { id } = book.find(plugin);
      return queue.run(id, async () => {
        const record = book.get(id);
        if (record === undefined) throw new AppError('PLUGIN_NOT_FOUND', `There is no plugin named “${plugin}”.`);
        const blockers = blockersOf(record, book.records());
        if (blockers.length > 0 && !force)
          throw new AppError('UNINSTALL_BLOCKED', `${record.name} cannot be uninstalled now: ${blockers.join('; ')}.`, {
            details: { plugin: record.name, blockers },
          });
        runner.abort(id);
        const now = ports.clock.now();
        await book.apply(id, { type: 'uninstall-wished' }, (current) => ({
          ...current,
          lastOperation: { kind: 'uninstall', startedAt: now, outcome: 'running' },
        }));
        ports.reachCrashPoint('uninstall.removing-stored');
        const asRemoving = shown(id);
        service.finishRemoval(id);
        return { plugin: asRemoving, ignored: blockers };
      });
    },

    async redeploy(pluginId, event) {
      await queue.run(pluginId, async () => {
        const applied = await book.apply(pluginId, event, (record) => ({ ...record, deploy: newDeploy() }));
        if (applied.ok) runner.begin(pluginId, 'everything');
      });
    },

    finishRemoval(pluginId) {
      if (removing.has(pluginId)) return;
      removing.add(pluginId);
      context.background.run(`remove ${pluginId}`, async () => {
        try {
          if (book.get(pluginId)?.attached === false) await removeContainers(context, pluginId);
          ports.reachCrashPoint('uninstall.container-removed');
          const record = book.get(pluginId);
          await queue.run(pluginId, () => book.remove(pluginId));
          if (record !== undefined) context.note(record, 'engine', 'Uninstalled: container and record are gone');
          if (book.records().every((record) => record.attached))
            await ports.runtime.removeNetwork(context.names.network).catch(reportNetwork);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          showBlocked(pluginId, error);
        } finally {
          removing.delete(pluginId);
        }
      });
    },
  };
  return service;

  async function add(name: string, image: string, pull: PullPolicy): Promise<PluginView> {
    const now = ports.clock.now();
    const record: PluginRecord = {
      id: ports.ids.next(),
      name,
      image,
      pull,
      attached: false,
      installState: 'PENDING',
      disabled: false,
      stateSince: now,
      installedBefore: false,
      deploy: newDeploy(),
      exits: [],
      lastOperation: { kind: 'install', image, startedAt: now, outcome: 'running' },
    };
    await book.add(record);
    context.note(record, 'user', `Install of ${image} wished`);
    ports.reachCrashPoint('install.pending-stored');
    const plugin = shown(record.id);
    runner.begin(record.id, 'everything');
    return plugin;
  }

  async function installAgain(
    id: string,
    image: string,
    pull: PullPolicy,
  ): Promise<{ outcome: 'queued' | 'joined' | 'installed'; plugin: PluginView }> {
    const record = book.get(id);
    if (record === undefined) throw new AppError('PLUGIN_REMOVING', 'That plugin was being removed and is gone now.');
    if (record.attached)
      throw new AppError('PLUGIN_ATTACHED', `${record.name} is attached from outside Docker.`, {
        details: { plugin: record.name },
      });
    if (record.installState === 'REMOVING')
      throw new AppError('PLUGIN_REMOVING', `${record.name} is being removed.`, { details: { plugin: record.name } });
    const isSame =
      record.image !== undefined &&
      resolvedText(parseImageReference(record.image)) === resolvedText(parseImageReference(image));
    if (isSame && (record.installState === 'PENDING' || record.installState === 'INSTALLING'))
      return { outcome: 'joined', plugin: shown(id) };
    if (isSame && record.installState === 'INSTALLED') return { outcome: 'installed', plugin: shown(id) };
    if (record.installedBefore && !isSame)
      throw new AppError(
        'UPGRADE_NOT_AVAILABLE',
        `${record.name} has been installed as ${record.image ?? '-'}; upgrades come with a later version.`,
        {
          details: { plugin: record.name, image },
        },
      );
    runner.abort(id);
    const now = ports.clock.now();
    const applied = await book.apply(id, { type: 'install-wished' }, (current) => {
      const { failure: _failure, ...rest } = current;
      return {
        ...rest,
        image,
        pull,
        deploy: newDeploy(),
        lastOperation: { kind: 'install', image, startedAt: now, outcome: 'running' },
      };
    });
    if (!applied.ok) throw new AppError('NOT_AVAILABLE', `${record.name} cannot be installed now: ${applied.reason}.`);
    context.note(applied.record, 'user', `Install of ${image} wished`);
    const live = book.live(id);
    live.failure = undefined;
    live.heartbeatAt = undefined;
    ports.reachCrashPoint('install.pending-stored');
    const plugin = shown(id);
    runner.begin(id, 'everything');
    return { outcome: 'queued', plugin };
  }

  /** A removal that cannot go on is taken up again at the next look at Docker. */
  function showBlocked(pluginId: string, { code, message }: AppError): void {
    book.live(pluginId).blockedBy = { code, message, next: 'Tried again by itself', since: ports.clock.now() };
    book.touched(pluginId);
  }

  function newDeploy(): Deploy {
    return { id: ports.ids.next(), startedAt: ports.clock.now() };
  }

  function shown(id: string): PluginView {
    const view = book.view(id);
    if (view === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
    return view;
  }

  function reportNetwork(error: unknown): void {
    ports.logger.warn('the network was left', {
      network: context.names.network,
      label: LABELS.directory,
      error: String(error),
    });
  }
}

/** What speaks against removing a plugin (`lifecycle.md` §3.8): plugins that depend on it. Running flows join with the flows. */
function blockersOf(record: PluginRecord, all: readonly PluginRecord[]): string[] {
  const coordinates = record.identity?.coordinates;
  if (coordinates === undefined) return [];
  const key = `${coordinates.groupId}:${coordinates.artifactId}`;
  const dependents = all.filter(
    (other) => other.id !== record.id && other.identity?.dependencies.includes(key) === true,
  );
  return dependents.length === 0
    ? []
    : [`The following plugins depend on this plugin: ${dependents.map((other) => other.name).join(', ')}`];
}
