import { DEPLOY_STEPS, type DeployStep, type PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';

export interface DeployStepView {
  readonly step: DeployStep;
  readonly label: string;
  readonly state: 'done' | 'now' | 'failed' | 'ahead';
  /** Of the present step: share of its bytes, or of its time limit; undefined where there is neither. */
  readonly share?: number | undefined;
}

export const STEP_LABELS: Readonly<Record<DeployStep, string>> = {
  pull: 'Pull',
  create: 'Create',
  start: 'Start',
  register: 'Register',
  healthy: 'Healthy',
};

/** The steps of a deploy that is under way or that failed; none where no deploy is to be told of. */
export function deploySteps(plugin: PluginView, pull: Pull | undefined, now: number): readonly DeployStepView[] {
  const present = presentStep(plugin);
  if (present === undefined) return [];
  const at = DEPLOY_STEPS.indexOf(present);
  return DEPLOY_STEPS.map((step, index) => {
    const label = STEP_LABELS[step];
    if (index < at) return { step, label, state: 'done' };
    if (index > at) return { step, label, state: 'ahead' };
    if (plugin.installState === 'FAILED') return { step, label, state: 'failed' };
    return { step, label, state: 'now', share: step === 'pull' ? pullShare(pull) : limitShare(plugin, now) };
  });
}

function presentStep({ installState, step, failure, upgrade }: PluginView): DeployStep | undefined {
  if (installState === 'INSTALLED' && upgrade !== undefined) return upgrade.step ?? 'pull';
  if (installState === 'PENDING' || installState === 'INSTALLING') return step ?? 'pull';
  return installState === 'FAILED' ? failure?.step : undefined;
}

function pullShare(pull: Pull | undefined): number | undefined {
  if (pull === undefined || pull.progress.total === 0) return undefined;
  return Math.min(1, pull.progress.current / pull.progress.total);
}

function limitShare({ reason: { since, deadline } }: PluginView, now: number): number | undefined {
  if (deadline === undefined || deadline <= since) return undefined;
  return Math.min(1, Math.max(0, (now - since) / (deadline - since)));
}
