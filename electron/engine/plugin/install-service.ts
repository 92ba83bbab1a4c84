import { AppError } from '../../../shared/errors.ts';
import { parseImageReference, resolvedText } from '../../../shared/image-reference.ts';
import type { NextDeploy, PluginRecord } from '../../../shared/model/engine-state.ts';
import type { PluginView, PullPolicy } from '../../../shared/model/plugin.ts';
import type { PluginContext } from './context.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';
import { type UpgradeRunner, withoutNext } from './deploy/upgrade-runner.ts';
import { withoutFailure } from './plugin-service.ts';

interface InstallAnswer {
  readonly outcome: 'queued' | 'joined' | 'installed';
  readonly plugin: PluginView;
}

/** Wishes for images: first installs, upgrades, downgrades, the same tag with a new image, and tries after a failure. */
export interface InstallService {
  /** The last wish wins; the same wish twice joins. @throws AppError of the contract's `plugin.install` */
  install(image: string, pull: PullPolicy): Promise<InstallAnswer>;
  /** The failed installation or upgrade once more. @throws AppError NOTHING_TO_RETRY, PLUGIN_DISABLED */
  retry(plugin: string): Promise<PluginView>;
}

export function createInstallService(
  context: PluginContext,
  runner: DeployRunner,
  upgrades: UpgradeRunner,
): InstallService {
  const { book, queue, ports } = context;

  return {
    async install(image, pull) {
      const { appName } = parseImageReference(image);
      return queue.run(`install ${appName}`, async () => {
        const known = book.records().find(({ name }) => name === appName);
        if (known === undefined) return { outcome: 'queued', plugin: await add(appName, image, pull) };
        return queue.run(known.id, () => wish(known.id, image, pull));
      });
    },

    async retry(plugin) {
      const { id } = book.find(plugin);
      return queue.run(id, async () => {
        const record = required(id);
        refuseUnlessUsable(record);
        const { lastOperation, image } = record;
        if (record.installState === 'FAILED' && image !== undefined)
          return (await deploy(record, image, record.pull)).plugin;
        if (
          record.installState === 'INSTALLED' &&
          lastOperation?.kind === 'upgrade' &&
          lastOperation.outcome === 'failed' &&
          lastOperation.image !== undefined
        )
          return (await upgrade(record, lastOperation.image, 'missing')).plugin;
        throw new AppError('NOTHING_TO_RETRY', `Nothing failed for ${record.name}; it is ${record.installState}.`, {
          details: { plugin: record.name },
        });
      });
    },
  };

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
      deploy: { id: ports.ids.next(), startedAt: now },
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

  async function wish(id: string, image: string, pull: PullPolicy): Promise<InstallAnswer> {
    const record = required(id);
    refuseUnlessUsable(record);
    const isSame = record.image !== undefined && isSameReference(record.image, image);
    switch (record.installState) {
      case 'PENDING':
      case 'INSTALLING':
        return isSame ? { outcome: 'joined', plugin: shown(id) } : deploy(record, image, pull);
      case 'INSTALLED':
        if (record.next !== undefined && isSameReference(record.next.image, image))
          return { outcome: 'joined', plugin: shown(id) };
        if (isSame && pull !== 'always' && (await isUnchanged(record))) return stay(record);
        return upgrade(record, image, pull);
      case 'FAILED':
      case 'REMOVING':
        return deploy(record, image, pull);
    }
  }

  /** Everything anew, from PENDING; what was good before stays for a rollback. */
  async function deploy(record: PluginRecord, image: string, pull: PullPolicy): Promise<InstallAnswer> {
    const { id } = record;
    runner.abort(id);
    upgrades.abort(id);
    const now = ports.clock.now();
    const kind = record.good === undefined ? 'install' : 'upgrade';
    const applied = await book.apply(id, { type: 'install-wished' }, (current) => ({
      ...withoutFailure(withoutNext(current, undefined, now)),
      image,
      pull,
      deploy: { id: ports.ids.next(), startedAt: now },
      lastOperation: { kind, image, startedAt: now, outcome: 'running' },
    }));
    if (!applied.ok) throw new AppError('NOT_AVAILABLE', `${record.name} cannot be installed now: ${applied.reason}.`);
    context.note(applied.record, 'user', `Install of ${image} wished`);
    book.live(id).failure = undefined;
    ports.reachCrashPoint('install.pending-stored');
    const plugin = shown(id);
    runner.begin(id, 'everything');
    return { outcome: 'queued', plugin };
  }

  /** PREPARE beside the serving version (D8). */
  async function upgrade(record: PluginRecord, image: string, pull: PullPolicy): Promise<InstallAnswer> {
    const { id } = record;
    upgrades.abort(id);
    const now = ports.clock.now();
    const next: NextDeploy = { id: ports.ids.next(), startedAt: now, image, pull };
    const applied = await book.apply(id, { type: 'upgrade-wished' }, (current) => ({
      ...current,
      next,
      lastOperation: { kind: 'upgrade', image, startedAt: now, outcome: 'running' },
    }));
    if (!applied.ok) throw new AppError('NOT_AVAILABLE', `${record.name} cannot be upgraded now: ${applied.reason}.`);
    context.note(applied.record, 'user', `Upgrade to ${image} wished`);
    ports.reachCrashPoint('upgrade.wish-stored');
    const plugin = shown(id);
    upgrades.begin(id);
    return { outcome: 'queued', plugin };
  }

  /** The image that serves is wished again: an upgrade under way is given up. */
  async function stay(record: PluginRecord): Promise<InstallAnswer> {
    if (record.next !== undefined) {
      upgrades.abort(record.id);
      const stored = await book.change(record.id, (current) => withoutNext(current, undefined, ports.clock.now()));
      if (stored !== undefined)
        context.note(stored, 'user', `${record.image ?? 'The installed image'} wished again; the upgrade is given up`);
    }
    return { outcome: 'installed', plugin: shown(record.id) };
  }

  /** Whether the tag still means the image that serves, as far as this engine knows. */
  async function isUnchanged({ image, deploy: serving }: PluginRecord): Promise<boolean> {
    if (image === undefined) return true;
    try {
      const local = await ports.runtime.inspectImage(resolvedText(parseImageReference(image)));
      return local === undefined || local.id === serving?.imageId;
    } catch (error) {
      if (error instanceof AppError) return true;
      throw error;
    }
  }

  function refuseUnlessUsable(record: PluginRecord): void {
    const details = { plugin: record.name };
    if (record.attached)
      throw new AppError('PLUGIN_ATTACHED', `${record.name} is attached from outside Docker.`, { details });
    if (record.installState === 'REMOVING')
      throw new AppError('PLUGIN_REMOVING', `${record.name} is being removed.`, { details });
    if (record.disabled) throw new AppError('PLUGIN_DISABLED', `${record.name} is disabled.`, { details });
  }

  function required(id: string): PluginRecord {
    const record = book.get(id);
    if (record === undefined) throw new AppError('PLUGIN_REMOVING', 'That plugin was being removed and is gone now.');
    return record;
  }

  function shown(id: string): PluginView {
    const view = book.view(id);
    if (view === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
    return view;
  }
}

function isSameReference(one: string, other: string): boolean {
  return resolvedText(parseImageReference(one)) === resolvedText(parseImageReference(other));
}
