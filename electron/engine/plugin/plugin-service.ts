import { AppError } from '../../../shared/errors.ts';
import type { Deploy, PluginRecord } from '../../../shared/model/engine-state.ts';
import type { Operation, PluginView } from '../../../shared/model/plugin.ts';
import type { CrashPoint } from '../port/crash-points.ts';
import type { PluginContext } from './context.ts';
import { removeStrays, stopAndKeep } from './deploy/containers.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';
import { type UpgradeRunner, withoutNext } from './deploy/upgrade-runner.ts';
import type { LifecycleEvent } from './lifecycle.ts';
import { canRollback } from './view.ts';

/** The commands on known plugins. Each stores its wish durably before it answers; the work goes on in the background. */
export interface PluginService {
  cancel(plugin: string): Promise<PluginView>;
  disable(plugin: string): Promise<PluginView>;
  enable(plugin: string): Promise<PluginView>;
  rollback(plugin: string): Promise<PluginView>;
  restart(plugin: string, recreate: boolean): Promise<PluginView>;
  watch(plugin: string, on: boolean): Promise<PluginView>;
  /** Begins the stored wish anew under a new deploy, from whatever state it is in. */
  redeploy(pluginId: string, event: Extract<LifecycleEvent, { type: 'install-wished' | 'lost' }>): Promise<void>;
}

export function createPluginService(
  context: PluginContext,
  runner: DeployRunner,
  upgrades: UpgradeRunner,
): PluginService {
  const { book, queue, ports } = context;

  const service: PluginService = {
    async cancel(plugin) {
      const record = book.find(plugin);
      if (record.next !== undefined) return cancelUpgrade(record.id);
      const busy = record.installState === 'PENDING' || record.installState === 'INSTALLING';
      if (!busy || record.deploy === undefined)
        throw new AppError('NOT_AVAILABLE', `Nothing is being installed for ${record.name}.`);
      const { id: deployId, containerId } = record.deploy;
      runner.abort(record.id);
      await runner.fail(record.id, deployId, {
        code: 'CANCELLED',
        message: 'The installation was cancelled.',
        evidence: [],
      });
      if (containerId === undefined)
        context.background.run(`clean ${record.id}`, () => removeStrays(context, record.id, deployId));
      return shown(record.id);
    },

    disable: (plugin) =>
      turn(plugin, async (record) => {
        if (record.attached) throw new AppError('PLUGIN_ATTACHED', `${record.name} runs outside Docker.`);
        if (record.installState === 'REMOVING')
          throw new AppError('PLUGIN_REMOVING', `${record.name} is being removed.`);
        if (record.disabled) throw refusal('ALREADY_DISABLED', `${record.name} is disabled already.`, record);
        runner.abort(record.id);
        upgrades.abort(record.id);
        const stored = await book.change(record.id, (current) => ({
          ...withoutNext(current, undefined, ports.clock.now()),
          disabled: true,
          lastOperation: done('disable'),
        }));
        note(stored, 'Disabled');
        ports.reachCrashPoint('disable.stored');
        context.background.run(`disable ${record.id}`, async () => {
          await stopAndKeep(context, record.id);
          ports.reachCrashPoint('disable.stopped');
        });
      }),

    enable: (plugin) =>
      turn(plugin, async (record) => {
        if (record.installState === 'REMOVING')
          throw new AppError('PLUGIN_REMOVING', `${record.name} is being removed.`);
        if (!record.disabled) throw refusal('NOT_DISABLED', `${record.name} is not disabled.`, record);
        const enabled = (current: PluginRecord): PluginRecord => ({
          ...withoutRegistration(current),
          disabled: false,
          lastOperation: current.installState === 'FAILED' ? done('enable') : running('enable'),
        });
        if (record.installState === 'INSTALLED') await startKept(record, enabled, 'enable.stored');
        else if (record.installState === 'FAILED') await book.change(record.id, enabled);
        else await again(record.id, { type: 'install-wished' }, enabled);
        note(book.get(record.id), 'Enabled');
      }),

    rollback: (plugin) =>
      turn(plugin, async (record) => {
        const { good } = record;
        if (!canRollback(record) || good === undefined)
          throw refusal('ROLLBACK_UNAVAILABLE', `${record.name} has no failed upgrade to go back from.`, record);
        runner.abort(record.id);
        const applied = await book.apply(record.id, { type: 'rollback-wished' }, (current) => ({
          ...withoutFailure(current),
          image: good.image,
          pull: 'missing',
          deploy: { ...newDeploy(), exactImageId: good.imageId },
          lastOperation: { ...running('rollback'), image: good.image },
        }));
        if (!applied.ok) throw refusal('ROLLBACK_UNAVAILABLE', applied.reason, record);
        note(applied.record, `Rollback to ${good.version} (${good.image}) wished`);
        book.live(record.id).failure = undefined;
        ports.reachCrashPoint('rollback.stored');
        runner.begin(record.id, 'everything');
      }),

    restart: (plugin, recreate) =>
      turn(plugin, async (record) => {
        if (record.attached) throw new AppError('PLUGIN_ATTACHED', `${record.name} runs outside Docker.`);
        if (record.disabled) throw refusal('PLUGIN_DISABLED', `${record.name} is disabled.`, record);
        if (record.installState !== 'INSTALLED')
          throw new AppError(
            'NOT_AVAILABLE',
            `${record.name} is ${record.installState}; only an installed plugin is restarted.`,
          );
        const restarting = (current: PluginRecord): PluginRecord => ({
          ...withoutRegistration(current),
          lastOperation: running('restart'),
        });
        if (recreate) await again(record.id, { type: 'lost' }, restarting, 'restart.stored');
        else await startKept(record, restarting, 'restart.stored');
        note(book.get(record.id), recreate ? 'Recreation of its container wished' : 'Restart wished');
      }),

    watch: (plugin, on) =>
      turn(plugin, async (record) => {
        if (record.attached) throw new AppError('PLUGIN_ATTACHED', `${record.name} runs outside Docker.`);
        await book.change(record.id, (current) => ({ ...current, watched: on }));
      }),

    async redeploy(pluginId, event) {
      await queue.run(pluginId, () => again(pluginId, event));
    },
  };
  return service;

  /** Runs a command in the plugin's turn, on the record as it is then, and answers what is shown after it. */
  async function turn(plugin: string, command: (record: PluginRecord) => Promise<void>): Promise<PluginView> {
    const { id } = book.find(plugin);
    return queue.run(id, async () => {
      const record = book.get(id);
      if (record === undefined) throw new AppError('PLUGIN_NOT_FOUND', `There is no plugin named “${plugin}”.`);
      await command(record);
      return shown(id);
    });
  }

  async function cancelUpgrade(pluginId: string): Promise<PluginView> {
    upgrades.abort(pluginId);
    const cause = { code: 'CANCELLED', message: 'The upgrade was cancelled.', evidence: [] } as const;
    const record = await queue.run(pluginId, () =>
      book.change(pluginId, (current) => withoutNext(current, cause, ports.clock.now())),
    );
    note(record, 'Upgrade cancelled');
    context.background.run(`clean ${pluginId}`, () => removeStrays(context, pluginId));
    return shown(pluginId);
  }

  /** Starts the kept container, which may still run or be stopping, or makes one when it is gone. Docker being away is found out by the deploy itself. */
  async function startKept(
    record: PluginRecord,
    patch: (record: PluginRecord) => PluginRecord,
    point: CrashPoint,
  ): Promise<void> {
    const containerId = record.deploy?.containerId;
    const container =
      containerId === undefined
        ? undefined
        : await ports.runtime.inspectContainer(containerId).catch(() => 'unknown' as const);
    if (container === undefined) return again(record.id, { type: 'lost' }, patch, point);
    const applied = await book.apply(record.id, { type: 'restarted' }, patch);
    if (!applied.ok) return;
    ports.reachCrashPoint(point);
    runner.begin(record.id, 'restart');
  }

  async function again(
    pluginId: string,
    event: Extract<LifecycleEvent, { type: 'install-wished' | 'lost' }>,
    patch = (record: PluginRecord): PluginRecord => record,
    point?: CrashPoint,
  ): Promise<void> {
    upgrades.abort(pluginId);
    const applied = await book.apply(pluginId, event, (record) => ({ ...patch(record), deploy: sameAgain(record) }));
    if (!applied.ok) return;
    if (point !== undefined) ports.reachCrashPoint(point);
    runner.begin(pluginId, 'everything');
  }

  /** A new deploy of the same wish: the very image that was installed, so that a moved tag cannot slip in (D7). */
  function sameAgain(record: PluginRecord): Deploy {
    const exact = record.installState === 'INSTALLED' ? record.deploy?.imageId : record.deploy?.exactImageId;
    return exact === undefined ? newDeploy() : { ...newDeploy(), exactImageId: exact };
  }

  function newDeploy(): Deploy {
    return { id: ports.ids.next(), startedAt: ports.clock.now() };
  }

  function running(kind: Operation['kind']): Operation {
    return { kind, startedAt: ports.clock.now(), outcome: 'running' };
  }

  function done(kind: Operation['kind']): Operation {
    return { ...running(kind), outcome: 'done', finishedAt: ports.clock.now() };
  }

  function note(record: PluginRecord | undefined, text: string): void {
    if (record !== undefined) context.note(record, 'user', text);
  }

  function shown(id: string): PluginView {
    const view = book.view(id);
    if (view === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
    return view;
  }
}

/** The record without what is known of its last failure. */
export function withoutFailure(record: PluginRecord): PluginRecord {
  const { failure: _failure, ...rest } = record;
  return rest;
}

/** A start that is to end counts no more, even where another engine finds the container still running. */
function withoutRegistration(record: PluginRecord): PluginRecord {
  if (record.deploy === undefined) return record;
  const { registeredStart: _registeredStart, ...deploy } = record.deploy;
  return { ...record, deploy };
}

function refusal(
  code: 'ALREADY_DISABLED' | 'NOT_DISABLED' | 'ROLLBACK_UNAVAILABLE' | 'PLUGIN_DISABLED',
  message: string,
  record: PluginRecord,
): AppError {
  return new AppError(code, message, { details: { plugin: record.name } });
}
