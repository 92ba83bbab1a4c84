import { describe } from '../../background.ts';
import type { PluginContext } from '../context.ts';
import { awaitReady, startAndAwait } from './await-ready.ts';
import { parkFormer, removeStrays } from './containers.ts';
import { type FailCause, createFailing, causeOf } from './failing.ts';
import { createHeartbeatWatch } from './heartbeat-watch.ts';
import { prepare } from './prepare.ts';
import { currentDeploy, DeployEnded, type DeployTarget } from './target.ts';

/**
 * Which part of a deploy is still to be done: all of it, the switch to a prepared version, a start of the kept
 * container, the same after a stop, or only the wait for what runs.
 */
type DeployPart = 'everything' | 'switch' | 'start' | 'restart' | 'await';

/** Runs deploys in the background, at most one for a plugin, and turns their end into lifecycle events. */
export interface DeployRunner {
  /** Aborts what runs for the plugin and begins this part of its stored deploy. */
  begin(pluginId: string, part: DeployPart): void;
  /** Aborts what runs for the plugin. */
  abort(pluginId: string): void;
  /** Ends the plugin as FAILED with evidence and stops its container. Not from within the plugin's turn in the queue. */
  fail(pluginId: string, deployId: string, cause: FailCause): Promise<void>;
  isRunning(pluginId: string): boolean;
}

export function createDeployRunner(context: PluginContext): DeployRunner {
  const { book, ports } = context;
  const failing = createFailing(context);
  const watchHeartbeat = createHeartbeatWatch(context, failing.fail);

  const runner: DeployRunner = {
    begin(pluginId, part) {
      runner.abort(pluginId);
      const deployId = book.get(pluginId)?.deploy?.id;
      if (deployId === undefined) return;
      const abort = new AbortController();
      const live = book.live(pluginId);
      live.abort = abort;
      live.step = undefined;
      live.blockedBy = undefined;
      const target: DeployTarget = { pluginId, deployId, signal: abort.signal, which: 'deploy' };
      context.background.run(`deploy ${pluginId}`, async () => {
        try {
          await run(part, target);
          watchHeartbeat(pluginId, deployId);
        } catch (error) {
          if (!(error instanceof DeployEnded) && !abort.signal.aborted) await ended(target, error);
        } finally {
          if (live.abort === abort) live.abort = undefined;
        }
      });
    },
    abort(pluginId) {
      const live = book.live(pluginId);
      live.abort?.abort();
      live.abort = undefined;
      live.heartbeatWatch?.dispose();
      live.heartbeatWatch = undefined;
      live.deadline = undefined;
      live.progress = undefined;
    },
    isRunning: (pluginId) => book.live(pluginId).abort !== undefined,
    fail: failing.fail,
  };
  return runner;

  async function run(part: DeployPart, target: DeployTarget): Promise<void> {
    if (part === 'everything') await prepare(context, target);
    if (part === 'switch') await takeThePlace(target);
    if (part === 'restart') await stopFirst(target);
    if (part === 'await') await awaitReady(context, target);
    else await startAndAwait(context, target);
    context.background.run(`tidy ${target.pluginId}`, () => tidy(target));
  }

  /** The former container stops and is kept, the next one gets its name. Never do both run (D8). */
  async function takeThePlace(target: DeployTarget): Promise<void> {
    await parkFormer(context, target.pluginId);
    ports.reachCrashPoint('upgrade.former-stopped');
    const { record, deploy } = currentDeploy(context, target);
    if (deploy.containerId !== undefined)
      await ports.runtime.renameContainer(deploy.containerId, context.names.container(record.name));
  }

  async function stopFirst(target: DeployTarget): Promise<void> {
    const { containerId } = currentDeploy(context, target).deploy;
    if (containerId !== undefined)
      await ports.runtime.stopContainer(containerId, ports.state.read().settings.stopGrace);
    ports.reachCrashPoint('restart.stopped');
  }

  /** After INSTALLED: the former container goes, and the image stays under a name of ours, for a rollback. */
  async function tidy(target: DeployTarget): Promise<void> {
    const record = book.get(target.pluginId);
    if (record?.deploy?.id !== target.deployId) return;
    await removeStrays(context, target.pluginId);
    if (record.good !== undefined)
      await ports.runtime.nameImage(record.good.imageId, context.names.keptImage(record.name), 'good');
  }

  async function ended(target: DeployTarget, error: unknown): Promise<void> {
    const cause = causeOf(error);
    if (await failing.isDockerAway(cause.code)) return failing.showBlocked(target.pluginId, cause);
    if (cause.code === 'INTERNAL')
      ports.logger.error('deploy failed unexpectedly', { pluginId: target.pluginId, error: describe(error) });
    await failing.fail(target.pluginId, target.deployId, cause);
  }
}
