import { AppError } from '../../../../shared/errors.ts';
import { parseImageReference, registryOf, resolvedText } from '../../../../shared/image-reference.ts';
import type { DeployStep } from '../../../../shared/model/plugin.ts';
import { type ImageFacts, LABELS } from '../../port/container-runtime.ts';
import type { Deploy, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { PluginContext } from '../context.ts';
import { containerEnvironment } from './environment.ts';
import { assessReadiness, type Verdict } from './readiness.ts';

/** Thrown inside a deploy whose plugin is by now another's business: a newer wish, a removal, the end of the engine. */
export class DeployEnded extends Error {}

/** A verdict that ends the deploy, with its evidence. */
export class DeployFailed extends Error {
  readonly verdict: Extract<Verdict, { kind: 'failed' }>;
  constructor(verdict: Extract<Verdict, { kind: 'failed' }>) {
    super(verdict.message);
    this.verdict = verdict;
  }
}

/** How often a waiting deploy looks although nothing told it to, milliseconds: events are hints, inspection is truth. */
const LOOK_AGAIN = 5000;

/** PREPARE (D8): image, door, network, container. Ends with the plugin INSTALLING and its container created. */
export async function prepare(
  context: PluginContext,
  pluginId: string,
  deployId: string,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, reachCrashPoint } = context.ports;
  const image = await ensureImage(context, pluginId, deployId, signal);
  showStep(context, pluginId, 'create');
  await Promise.all([
    removeContainers(context, pluginId, deployId),
    openDoors(context),
    runtime.ensureNetwork(context.names.network),
  ]);
  const record = current(context, pluginId, deployId, signal);
  const wish = record.image ?? image.id;
  const settings = context.ports.state.read().settings;
  const containerId = await runtime.createContainer({
    name: context.names.container(record.name),
    image: image.id,
    environment: containerEnvironment({
      deployId,
      image: wish,
      appName: record.name,
      keys: context.ports.keys,
      doors: context.ports.doors,
    }),
    labels: { app: record.name, [LABELS.plugin]: pluginId, [LABELS.deploy]: deployId },
    network: context.names.network,
    memory: settings.containerMemory * 1024 * 1024,
    pids: settings.containerPids,
  });
  reachCrashPoint('install.created');
  await context.queue.run(pluginId, async () => {
    current(context, pluginId, deployId, signal);
    const applied = await context.book.apply(pluginId, { type: 'prepared' }, (stored) =>
      withDeploy(stored, {
        containerId,
        imageId: image.id,
        ...(image.digest === undefined ? {} : { digest: image.digest }),
      }),
    );
    if (!applied.ok) throw new DeployEnded(applied.reason);
  });
}

/** SWITCH (D8): starts the created or kept container and waits until it is an installed plugin. */
export async function startAndAwait(
  context: PluginContext,
  pluginId: string,
  deployId: string,
  signal: AbortSignal,
): Promise<void> {
  const record = current(context, pluginId, deployId, signal);
  const containerId = record.deploy?.containerId;
  if (containerId === undefined) throw new DeployEnded('no container was created');
  context.book.live(pluginId).registration = { kind: 'none' };
  showStep(context, pluginId, 'start');
  await context.ports.runtime.startContainer(containerId);
  context.ports.reachCrashPoint('install.started');
  await awaitReady(context, pluginId, deployId, signal);
}

/** Waits until the running container of the deploy is ready and stores INSTALLED; throws {@link DeployFailed} when it cannot become ready. */
export async function awaitReady(
  context: PluginContext,
  pluginId: string,
  deployId: string,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, clock, state } = context.ports;
  const live = context.book.live(pluginId);
  const startedAt = clock.monotonic();
  for (;;) {
    const record = current(context, pluginId, deployId, signal);
    const { containerId, imageId } = record.deploy ?? {};
    if (containerId === undefined || imageId === undefined) throw new DeployEnded('no container was created');
    const looked = wakeUp(context, pluginId, signal);
    const container = await runtime.inspectContainer(containerId);
    current(context, pluginId, deployId, signal);
    live.container = container;
    live.fresh = true;
    const now = clock.monotonic();
    const verdict = assessReadiness({
      container,
      wantedImageId: imageId,
      registration: live.registration,
      now,
      startedAt,
      settings: state.read().settings,
    });
    if (verdict.kind === 'failed') throw new DeployFailed(verdict);
    if (verdict.kind === 'ready') {
      looked.cancel();
      live.deadline = undefined;
      await context.queue.run(pluginId, () =>
        storeInstalled(context, pluginId, deployId, signal, container?.startedAt),
      );
      return;
    }
    showWait(context, pluginId, verdict.step, clock.now() + verdict.deadline - now);
    await looked.wait(Math.min(LOOK_AGAIN, Math.max(0, verdict.deadline - now)));
  }
}

/** Stops and removes every container of the plugin but the one of the deploy to keep. */
export async function removeContainers(context: PluginContext, pluginId: string, keepDeploy?: string): Promise<void> {
  const { runtime, state } = context.ports;
  const all = await runtime.listContainers();
  const ours = all.filter(
    (container) =>
      container.labels[LABELS.plugin] === pluginId &&
      (keepDeploy === undefined || container.labels[LABELS.deploy] !== keepDeploy),
  );
  await Promise.all(
    ours.map(async (container) => {
      if (container.status === 'running' || container.status === 'paused')
        await runtime.stopContainer(container.id, state.read().settings.stopGrace);
      await runtime.removeContainer(container.id);
    }),
  );
}

/** Lets containers reach the doors: docker0's gateway, or what the user set (D4). */
export async function openDoors(context: PluginContext): Promise<void> {
  const address = context.options.coreAddress ?? (await context.ports.runtime.hostGateway());
  await context.ports.doors.openBridge(address);
}

async function ensureImage(
  context: PluginContext,
  pluginId: string,
  deployId: string,
  signal: AbortSignal,
): Promise<ImageFacts> {
  const record = current(context, pluginId, deployId, signal);
  if (record.image === undefined) throw new DeployEnded('no image is wished');
  const live = context.book.live(pluginId);
  showStep(context, pluginId, 'pull');
  const reference = parseImageReference(record.image);
  try {
    return await context.ports.runtime.ensureImage(resolvedText(reference), {
      policy: record.pull,
      signal,
      stallAfter: context.ports.state.read().settings.pullStallTimeout * 1000,
      onProgress(progress) {
        live.progress = progress;
        context.ports.reachCrashPoint('install.mid-pull');
        context.hub.publish({ type: 'plugin.progress', id: pluginId, progress });
      },
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError(error.code, error.message, {
      cause: error,
      details: { image: record.image, registry: registryOf(reference), ...error.details },
    });
  } finally {
    live.progress = undefined;
  }
}

function showStep(context: PluginContext, pluginId: string, step: DeployStep): void {
  const live = context.book.live(pluginId);
  if (live.step === step) return;
  live.step = step;
  context.book.touched(pluginId);
}

async function storeInstalled(
  context: PluginContext,
  pluginId: string,
  deployId: string,
  signal: AbortSignal,
  start: string | undefined,
): Promise<void> {
  current(context, pluginId, deployId, signal);
  const now = context.ports.clock.now();
  const applied = await context.book.apply(pluginId, { type: 'ready' }, (record) => {
    const { failure: _failure, ...rest } = withDeploy(record, start === undefined ? {} : { registeredStart: start });
    return {
      ...rest,
      installedBefore: true,
      ...(rest.lastOperation?.outcome === 'running'
        ? { lastOperation: { ...rest.lastOperation, outcome: 'done' as const, finishedAt: now } }
        : {}),
    };
  });
  if (!applied.ok) throw new DeployEnded(applied.reason);
  context.note(applied.record, 'engine', 'Installed: registered and healthy');
  context.ports.reachCrashPoint('install.installed-stored');
}

/** The record while it still belongs to this deploy. @throws DeployEnded */
function current(context: PluginContext, pluginId: string, deployId: string, signal: AbortSignal): PluginRecord {
  const record = context.book.get(pluginId);
  if (signal.aborted || record?.deploy?.id !== deployId) throw new DeployEnded('another wish took its place');
  return record;
}

function withDeploy(record: PluginRecord, facts: Partial<Deploy>): PluginRecord {
  return record.deploy === undefined ? record : { ...record, deploy: { ...record.deploy, ...facts } };
}

function showWait(context: PluginContext, pluginId: string, step: DeployStep, deadline: number): void {
  const live = context.book.live(pluginId);
  const isNew = live.deadline === undefined || Math.abs(live.deadline - deadline) > 1000 || live.step !== step;
  live.deadline = deadline;
  live.step = step;
  if (isNew) context.book.touched(pluginId);
}

/** A wait that ends at the next wake of the plugin, its abort, or after some time; armed before the look, so no wake is missed. */
function wakeUp(
  context: PluginContext,
  pluginId: string,
  signal: AbortSignal,
): { wait(longest: number): Promise<void>; cancel(): void } {
  const live = context.book.live(pluginId);
  let finish: () => void = () => undefined;
  const woken = new Promise<void>((resolve) => {
    finish = resolve;
  });
  live.wake = finish;
  signal.addEventListener('abort', finish, { once: true });
  const cancel = (): void => signal.removeEventListener('abort', finish);
  return {
    async wait(longest) {
      const timer = context.ports.clock.after(longest, finish);
      await woken;
      timer.dispose();
      cancel();
    },
    cancel,
  };
}
