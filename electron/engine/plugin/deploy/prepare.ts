import { AppError } from '../../../../shared/errors.ts';
import { parseImageReference, registryOf, resolvedText } from '../../../../shared/image-reference.ts';
import type { Deploy, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { PullPolicy } from '../../../../shared/model/plugin.ts';
import { type ContainerSpec, type ImageFacts, LABELS } from '../../port/container-runtime.ts';
import type { PluginContext } from '../context.ts';
import { openDoors, parkFormer, removeStrays } from './containers.ts';
import { containerEnvironment } from './environment.ts';
import { currentDeploy, DeployEnded, type DeployTarget, showStep } from './target.ts';

/** What PREPARE came to: a created container, or nothing to do since that very image serves already. */
export type Prepared = 'created' | 'same-image';

/**
 * PREPARE (D8): image, doors, network, container. A deploy of its own ends INSTALLING; a next version leaves the
 * serving one as it is.
 */
export async function prepare(context: PluginContext, target: DeployTarget): Promise<Prepared> {
  const { runtime, reachCrashPoint } = context.ports;
  const image = await ensureImage(context, target);
  const { record: before } = currentDeploy(context, target);
  const { image: wished } = wishOf(before, target);
  if (target.which === 'next' && image.id === before.deploy?.imageId && wished === before.image) return 'same-image';

  showStep(context, target, 'create');
  await Promise.all([clearThePlace(context, target), openDoors(context), runtime.ensureNetwork(context.names.network)]);
  const { record } = currentDeploy(context, target);
  const { settings } = context.ports.state.read();
  const plainName = context.names.container(record.name);
  const spec: ContainerSpec = {
    name: target.which === 'next' ? `${plainName}-next` : plainName,
    image: image.id,
    environment: containerEnvironment({
      deployId: target.deployId,
      image: wished,
      appName: record.name,
      keys: context.ports.keys,
      doors: context.ports.doors,
    }),
    labels: { app: record.name, [LABELS.plugin]: target.pluginId, [LABELS.deploy]: target.deployId },
    network: context.names.network,
    memory: settings.containerMemory * 1024 * 1024,
    pids: settings.containerPids,
  };
  const containerId = await runtime.createContainer(spec).catch(async (error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'NAME_TAKEN') throw error;
    // A deploy that was given up may have got its container after we looked.
    await clearThePlace(context, target);
    currentDeploy(context, target);
    return runtime.createContainer(spec);
  });
  reachCrashPoint(target.which === 'next' ? 'upgrade.next-created' : 'install.created');
  await storePrepared(context, target, {
    containerId,
    imageId: image.id,
    ...(image.digest === undefined ? {} : { digest: image.digest }),
  });
  return 'created';
}

async function storePrepared(context: PluginContext, target: DeployTarget, facts: Partial<Deploy>): Promise<void> {
  const { book, queue } = context;
  await queue.run(target.pluginId, async () => {
    currentDeploy(context, target);
    if (target.which === 'next') {
      await book.change(target.pluginId, (record) =>
        record.next === undefined ? record : { ...record, next: { ...record.next, ...facts } },
      );
      return;
    }
    const applied = await book.apply(target.pluginId, { type: 'prepared' }, (record) =>
      record.deploy === undefined ? record : { ...record, deploy: { ...record.deploy, ...facts } },
    );
    if (!applied.ok) throw new DeployEnded(applied.reason);
  });
}

/**
 * Removes what earlier deploys left, and what this one left when it was cut short; what serves, and what is kept for
 * going back, stays.
 */
async function clearThePlace(context: PluginContext, target: DeployTarget): Promise<void> {
  await removeStrays(context, target.pluginId, target.deployId);
  if (target.which === 'deploy') await parkFormer(context, target.pluginId);
}

function wishOf(record: PluginRecord, { which }: DeployTarget): { readonly image: string; readonly pull: PullPolicy } {
  const wish = which === 'next' ? record.next : record;
  if (wish?.image === undefined) throw new DeployEnded('no image is wished');
  return { image: wish.image, pull: wish.pull };
}

async function ensureImage(context: PluginContext, target: DeployTarget): Promise<ImageFacts> {
  const { runtime, state, reachCrashPoint } = context.ports;
  const { record, deploy } = currentDeploy(context, target);
  const { image, pull } = wishOf(record, target);
  const live = context.book.live(target.pluginId);
  showStep(context, target, 'pull');
  if (deploy.exactImageId !== undefined) {
    const exact = await runtime.inspectImage(deploy.exactImageId);
    if (exact !== undefined) return exact;
    if (record.lastOperation?.kind === 'rollback')
      throw new AppError('ROLLBACK_IMAGE_GONE', `The image that ${image} was is not on this Docker engine any more.`, {
        details: { image },
      });
  }
  const reference = parseImageReference(image);
  try {
    return await runtime.ensureImage(resolvedText(reference), {
      policy: pull,
      signal: target.signal,
      stallAfter: state.read().settings.pullStallTimeout * 1000,
      onProgress(progress) {
        live.progress = progress;
        reachCrashPoint('install.mid-pull');
        context.hub.publish({ type: 'plugin.progress', id: target.pluginId, progress });
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, {
      cause: error,
      details: { image, registry: registryOf(reference), ...error.details },
    });
  } finally {
    live.progress = undefined;
  }
}
