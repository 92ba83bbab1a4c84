import { AppError } from '../../../../shared/errors.ts';
import { type ContainerFacts, LABELS } from '../../port/container-runtime.ts';
import type { PluginContext } from '../context.ts';

/** Stops and removes every container of the plugin. */
export async function removeContainers(context: PluginContext, pluginId: string): Promise<void> {
  await remove(context, await ofPlugin(context, pluginId));
}

/**
 * Stops and removes the containers of the plugin that belong to none of its deploys, and those of the deploy `ended`.
 * What belongs to it is asked after they were listed, so that a wish made meanwhile keeps its container.
 */
export async function removeStrays(context: PluginContext, pluginId: string, ended?: string): Promise<void> {
  const all = await ofPlugin(context, pluginId);
  const record = context.book.get(pluginId);
  const owned = [record?.deploy?.id, record?.next?.id, record?.former].filter((id) => id !== ended);
  await remove(
    context,
    all.filter(({ labels }) => !owned.includes(labels[LABELS.deploy])),
  );
}

/** Stops what runs of the plugin, a former version too, and keeps it. Whatever starts next waits for the end of this. */
export async function stopAndKeep(context: PluginContext, pluginId: string): Promise<void> {
  const live = context.book.live(pluginId);
  const stopping = stopAll(context, pluginId);
  live.stopping = stopping;
  try {
    await stopping;
  } finally {
    if (live.stopping === stopping) live.stopping = undefined;
  }
}

/** Stops the former container, should it run, and gives its name free. It is kept (D8). */
export async function parkFormer(context: PluginContext, pluginId: string): Promise<void> {
  const record = context.book.get(pluginId);
  if (record?.former === undefined) return;
  const name = context.names.container(record.name);
  for (const container of await ofPlugin(context, pluginId)) {
    if (container.labels[LABELS.deploy] !== record.former) continue;
    await stop(context, container);
    if (container.name === name) await park(context, container.id, name, record.former);
  }
}

/** The name of a parked container is nobody's wish: where a stranger holds it, the deploy's id makes it another. */
async function park({ ports }: PluginContext, containerId: string, name: string, deployId: string): Promise<void> {
  try {
    await ports.runtime.renameContainer(containerId, `${name}-prev`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'NAME_TAKEN') throw error;
    await ports.runtime.renameContainer(containerId, `${name}-prev-${deployId}`);
  }
}

/** Lets containers reach the doors: docker0's gateway, or what the user set (D4). */
export async function openDoors(context: PluginContext): Promise<void> {
  const address = context.options.coreAddress ?? (await context.ports.runtime.hostGateway());
  await context.ports.doors.openBridge(address);
}

async function ofPlugin(context: PluginContext, pluginId: string): Promise<readonly ContainerFacts[]> {
  const all = await context.ports.runtime.listContainers();
  return all.filter(({ labels }) => labels[LABELS.plugin] === pluginId);
}

async function stopAll(context: PluginContext, pluginId: string): Promise<void> {
  const all = await ofPlugin(context, pluginId);
  await Promise.all(all.map((container) => stop(context, container)));
}

async function remove(context: PluginContext, containers: readonly ContainerFacts[]): Promise<void> {
  await Promise.all(
    containers.map(async (container) => {
      await stop(context, container);
      await context.ports.runtime.removeContainer(container.id);
    }),
  );
}

async function stop({ ports }: PluginContext, { id, status }: ContainerFacts): Promise<void> {
  if (status === 'running' || status === 'paused' || status === 'restarting')
    await ports.runtime.stopContainer(id, ports.state.read().settings.stopGrace);
}
