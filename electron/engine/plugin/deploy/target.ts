import type { Deploy, NextDeploy, PluginRecord } from '../../../../shared/model/engine-state.ts';
import type { DeployStep } from '../../../../shared/model/plugin.ts';
import type { PluginContext } from '../context.ts';
import type { Verdict } from './readiness.ts';

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

/** The deploy that some work is for, and the signal that ends it. */
export interface DeployTarget {
  readonly pluginId: string;
  readonly deployId: string;
  readonly signal: AbortSignal;
  /** `next` is the version that is prepared while another one serves. */
  readonly which: 'deploy' | 'next';
}

/** Record and deploy while they still belong together. @throws DeployEnded */
export function currentDeploy(
  context: PluginContext,
  target: DeployTarget,
): { readonly record: PluginRecord; readonly deploy: Deploy | NextDeploy } {
  const record = context.book.get(target.pluginId);
  const deploy = record?.[target.which];
  if (target.signal.aborted || record === undefined || deploy?.id !== target.deployId)
    throw new DeployEnded('another wish took its place');
  return { record, deploy };
}

/** Shows where the deploy is; nothing is stored. */
export function showStep(context: PluginContext, target: DeployTarget, step: DeployStep): void {
  const live = context.book.live(target.pluginId);
  const shown = target.which === 'next' ? live.upgrade : live;
  if (shown === undefined || shown.step === step) return;
  shown.step = step;
  context.book.touched(target.pluginId);
}
