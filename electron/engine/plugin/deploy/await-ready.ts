import type { PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { DeployStep } from '../../../../shared/model/plugin.ts';
import type { PluginContext } from '../context.ts';
import { assessReadiness } from './readiness.ts';
import { currentDeploy, DeployEnded, DeployFailed, type DeployTarget, showStep } from './target.ts';

/** How often a waiting deploy looks although nothing told it to, milliseconds: events are hints, inspection is truth. */
const LOOK_AGAIN = 5000;

/** Starts the created or kept container of the deploy and waits until it is an installed plugin. */
export async function startAndAwait(context: PluginContext, target: DeployTarget): Promise<void> {
  const { deploy } = currentDeploy(context, target);
  if (deploy.containerId === undefined) throw new DeployEnded('no container was created');
  const live = context.book.live(target.pluginId);
  live.registration = { kind: 'none' };
  live.heartbeatAt = undefined;
  showStep(context, target, 'start');
  // Started while it still stops, it would end as if by itself. What the stop came to is its caller's business.
  await Promise.allSettled([live.stopping]);
  currentDeploy(context, target);
  await context.ports.runtime.startContainer(deploy.containerId);
  context.ports.reachCrashPoint('install.started');
  await awaitReady(context, target);
}

/**
 * Waits until the running container of the deploy is ready and stores INSTALLED.
 * @throws DeployFailed when it cannot become ready
 */
export async function awaitReady(context: PluginContext, target: DeployTarget): Promise<void> {
  const { runtime, clock, state } = context.ports;
  const live = context.book.live(target.pluginId);
  const startedAt = clock.monotonic();
  for (;;) {
    const { containerId, imageId } = currentDeploy(context, target).deploy;
    if (containerId === undefined || imageId === undefined) throw new DeployEnded('no container was created');
    const woken = armWake(context, target);
    const container = await runtime.inspectContainer(containerId);
    currentDeploy(context, target);
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
      woken.cancel();
      live.deadline = undefined;
      await context.queue.run(target.pluginId, () => storeInstalled(context, target, container?.startedAt));
      return;
    }
    showWait(context, target.pluginId, verdict.step, clock.now() + verdict.deadline - now);
    await woken.wait(Math.min(LOOK_AGAIN, Math.max(0, verdict.deadline - now)));
  }
}

/** INSTALLED, and from now on the version to go back to (D8: running, registered and healthy). */
async function storeInstalled(context: PluginContext, target: DeployTarget, start: string | undefined): Promise<void> {
  currentDeploy(context, target);
  const now = context.ports.clock.now();
  const applied = await context.book.apply(target.pluginId, { type: 'ready' }, (record) =>
    installed(record, start, now),
  );
  if (!applied.ok) throw new DeployEnded(applied.reason);
  context.note(applied.record, 'engine', 'Installed: registered and healthy');
  context.ports.reachCrashPoint('install.installed-stored');
}

function installed(record: PluginRecord, start: string | undefined, now: number): PluginRecord {
  const { failure: _failure, former: _former, ...rest } = record;
  const { deploy, image, identity, lastOperation } = rest;
  const good =
    deploy?.imageId === undefined || image === undefined || identity === undefined
      ? rest.good
      : { image, imageId: deploy.imageId, version: identity.coordinates.version, at: now };
  return {
    ...rest,
    installedBefore: true,
    ...(good === undefined ? {} : { good }),
    ...(deploy === undefined || start === undefined ? {} : { deploy: { ...deploy, registeredStart: start } }),
    ...(lastOperation?.outcome === 'running'
      ? { lastOperation: { ...lastOperation, outcome: 'done' as const, finishedAt: now } }
      : {}),
  };
}

function showWait(context: PluginContext, pluginId: string, step: DeployStep, deadline: number): void {
  const live = context.book.live(pluginId);
  const isNew = live.deadline === undefined || Math.abs(live.deadline - deadline) > 1000 || live.step !== step;
  live.deadline = deadline;
  live.step = step;
  if (isNew) context.book.touched(pluginId);
}

/** A wait that ends at the next wake of the plugin, its abort, or after some time; armed before the look, so no wake is missed. */
function armWake(
  context: PluginContext,
  { pluginId, signal }: DeployTarget,
): { wait(longest: number): Promise<void>; cancel(): void } {
  const live = context.book.live(pluginId);
  const { promise: woken, resolve: finish } = Promise.withResolvers<void>();
  live.wake = finish;
  const end = (): void => finish();
  signal.addEventListener('abort', end);
  const cancel = (): void => signal.removeEventListener('abort', end);
  return {
    async wait(longest) {
      const timer = context.ports.clock.after(longest, end);
      await woken;
      timer.dispose();
      cancel();
    },
    cancel,
  };
}
