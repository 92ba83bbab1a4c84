import { AppError } from '../../../shared/errors.ts';
import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { describe } from '../background.ts';
import type { PluginContext } from './context.ts';
import { removeContainers } from './deploy/containers.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';
import type { UpgradeRunner } from './deploy/upgrade-runner.ts';
import type { UndoService } from './undo-service.ts';

/** Removal: REMOVING first, then containers, then the record (guide, "Uninstalling a Plugin"). */
export interface RemovalService {
  /** Stores REMOVING; `ignored` are the blockers that `force` overrode. @throws AppError UNINSTALL_BLOCKED */
  uninstall(plugin: string, force: boolean): Promise<{ plugin: PluginView; ignored: string[] }>;
  /** Goes on with a stored removal; one at a time for a plugin. */
  finish(pluginId: string): void;
}

/** Plugins of DeltaFi itself, which are no images here and cannot be removed (`lifecycle.md` §1.8). */
const BUILT_IN = ['system-plugin', 'deltafi-core-actions'];

export function createRemovalService(
  context: PluginContext,
  runner: DeployRunner,
  upgrades: UpgradeRunner,
  undo: UndoService,
): RemovalService {
  const { book, queue, ports } = context;
  const removing = new Set<string>();

  const service: RemovalService = {
    async uninstall(plugin, force) {
      if (BUILT_IN.some((name) => plugin === name || plugin.startsWith(`org.deltafi:${name}`)))
        throw new AppError('PLUGIN_BUILT_IN', `${plugin} belongs to DeltaFi itself.`);
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
        upgrades.abort(id);
        const applied = await book.apply(id, { type: 'uninstall-wished' }, (current) => ({
          ...current,
          lastOperation: { kind: 'uninstall', startedAt: ports.clock.now(), outcome: 'running' },
        }));
        if (applied.ok) context.note(applied.record, 'user', force ? 'Forced uninstall wished' : 'Uninstall wished');
        ports.reachCrashPoint('uninstall.removing-stored');
        const asRemoving = book.view(id);
        if (asRemoving === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
        service.finish(id);
        return { plugin: asRemoving, ignored: blockers };
      });
    },

    finish(pluginId) {
      if (removing.has(pluginId)) return;
      removing.add(pluginId);
      context.background.run(`remove ${pluginId}`, async () => {
        try {
          await remove(pluginId);
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

  async function remove(pluginId: string): Promise<void> {
    const record = book.get(pluginId);
    if (record === undefined) return;
    if (!record.attached) await removeContainers(context, pluginId);
    ports.reachCrashPoint('uninstall.container-removed');
    await queue.run(pluginId, () => book.remove(pluginId, undo.remembered(record)));
    undo.sweep();
    context.note(record, 'engine', 'Uninstalled: container and record are gone');
    // What follows is tidiness: the plugin is gone, and nothing waits for it.
    try {
      if (book.records().every(({ attached }) => attached)) await ports.runtime.removeNetwork(context.names.network);
    } catch (error) {
      ports.logger.warn('something of the plugin was left', { plugin: record.name, error: describe(error) });
    }
  }

  /** A removal that cannot go on is taken up again at the next look at Docker. */
  function showBlocked(pluginId: string, { code, message }: AppError): void {
    book.live(pluginId).blockedBy = { code, message, next: 'Tried again by itself', since: ports.clock.now() };
    book.touched(pluginId);
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
    : [`The following plugins depend on this plugin: ${dependents.map(({ name }) => name).join(', ')}`];
}
