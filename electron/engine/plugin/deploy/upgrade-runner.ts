import type { PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { PluginContext } from '../context.ts';
import { removeStrays } from './containers.ts';
import type { DeployRunner } from './deploy-runner.ts';
import { causeOf, createFailing, type FailCause, finished } from './failing.ts';
import { prepare } from './prepare.ts';
import { DeployEnded, type DeployTarget } from './target.ts';

/** Prepares next versions in the background while the serving one goes on, and switches to them (D8). */
export interface UpgradeRunner {
  /** Aborts what is being prepared for the plugin and begins its stored next version. */
  begin(pluginId: string): void;
  /** Gives the next version up; its container goes. The record must not have it any more, or get another. */
  abort(pluginId: string): void;
  isRunning(pluginId: string): boolean;
}

export function createUpgradeRunner(context: PluginContext, deploys: DeployRunner): UpgradeRunner {
  const { book, queue, ports } = context;
  const failing = createFailing(context);

  const runner: UpgradeRunner = {
    begin(pluginId) {
      runner.abort(pluginId);
      const next = book.get(pluginId)?.next;
      if (next === undefined) return;
      const upgrade = { abort: new AbortController(), step: undefined };
      const live = book.live(pluginId);
      live.upgrade = upgrade;
      const target: DeployTarget = { pluginId, deployId: next.id, signal: upgrade.abort.signal, which: 'next' };
      context.background.run(`upgrade ${pluginId}`, async () => {
        try {
          if ((await prepare(context, target)) === 'created') await switchOver(target);
          else await giveUp(target, undefined);
        } catch (error) {
          if (!(error instanceof DeployEnded) && !target.signal.aborted) await ended(target, error);
        } finally {
          if (live.upgrade === upgrade) live.upgrade = undefined;
        }
      });
    },
    abort(pluginId) {
      const live = book.live(pluginId);
      live.upgrade?.abort.abort();
      live.upgrade = undefined;
    },
    isRunning: (pluginId) => book.live(pluginId).upgrade !== undefined,
  };
  return runner;

  /** From here on the next version is the plugin: the credentials of the former one die with this write (D3). */
  async function switchOver({ pluginId, deployId, signal }: DeployTarget): Promise<void> {
    await queue.run(pluginId, async () => {
      if (signal.aborted || book.get(pluginId)?.next?.id !== deployId)
        throw new DeployEnded('another wish took its place');
      const applied = await book.apply(pluginId, { type: 'switched' }, switched);
      // The serving version broke meanwhile: the wish stays and is taken up when that has settled.
      if (!applied.ok) throw new DeployEnded(applied.reason);
      ports.reachCrashPoint('upgrade.switched');
      context.note(applied.record, 'engine', `Switched to ${applied.record.image ?? 'the next version'}`);
      deploys.begin(pluginId, 'switch');
    });
  }

  async function ended(target: DeployTarget, error: unknown): Promise<void> {
    const cause = causeOf(error);
    if (await failing.isDockerAway(cause.code)) return;
    await giveUp(target, cause);
  }

  /** The former version goes on as if nothing had been; what came of the wish is kept with the operation. */
  async function giveUp({ pluginId, deployId }: DeployTarget, cause: FailCause | undefined): Promise<void> {
    await queue.run(pluginId, async () => {
      if (book.get(pluginId)?.next?.id !== deployId) return;
      const record = await book.change(pluginId, (current) => withoutNext(current, cause, ports.clock.now()));
      if (record !== undefined && cause !== undefined)
        context.note(record, 'engine', `The upgrade was given up: ${cause.message}`, cause.code);
    });
    await removeStrays(context, pluginId);
  }
}

/** The record without its next version; the operation ends by `cause`, or as done. */
export function withoutNext(record: PluginRecord, cause: FailCause | undefined, now: number): PluginRecord {
  const { next: _next, ...rest } = record;
  if (cause !== undefined) return { ...rest, ...finished(record, cause, now) };
  return record.lastOperation?.outcome === 'running'
    ? { ...rest, lastOperation: { ...record.lastOperation, outcome: 'done', finishedAt: now } }
    : rest;
}

function switched(record: PluginRecord): PluginRecord {
  const { next, deploy, ...rest } = record;
  if (next === undefined) return record;
  const { image, pull, ...nextDeploy } = next;
  return {
    ...rest,
    image,
    pull,
    deploy: nextDeploy,
    exits: [],
    ...(deploy === undefined ? {} : { former: deploy.id }),
  };
}
