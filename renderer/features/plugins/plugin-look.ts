import { assertNever } from '../../../shared/assert-never.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Lost } from '../../app/bench-time.ts';
import type { ChipLook } from '../../components/chip.tsx';

/** What the look of a plugin depends on. */
export type PluginFacts = Pick<PluginView, 'installState' | 'disabled' | 'canRollback' | 'attached' | 'fresh'>;

/**
 * The chip of a plugin. Quiet when fine, tinted when it wants to be read. What was not observed anew after Docker or
 * the engine was lost is said to be last known; a wish or a failure does not grow old.
 */
export function pluginLook(plugin: PluginFacts, isLost = false): ChipLook {
  const look = presentLook(plugin);
  if (!isLost && (plugin.fresh || !isObserved(plugin))) return look;
  return { kind: 'off', shape: 'unknown', word: `${look.word}, last known`, tone: 'tint' };
}

/** Since when the plugin is only last known; undefined while what is said of it is observed or needs no observing. */
export function lastKnownAt(plugin: PluginFacts, { engineAt, dockerAt }: Lost): number | undefined {
  return engineAt ?? (isObserved(plugin) ? dockerAt : undefined);
}

function presentLook({ installState, disabled, canRollback, attached }: PluginFacts): ChipLook {
  switch (installState) {
    case 'PENDING':
      return { kind: 'wait', shape: 'pending', word: 'Pending', tone: 'tint' };
    case 'INSTALLING':
      return { kind: 'work', shape: 'working', word: 'Installing', tone: 'tint' };
    case 'INSTALLED':
      if (disabled) return { kind: 'off', shape: 'disabled', word: 'Disabled', tone: 'tint' };
      if (attached) return { kind: 'ok', shape: 'attached', word: 'Installed, attached', tone: 'quiet' };
      return { kind: 'ok', shape: 'ready', word: 'Installed', tone: 'quiet' };
    case 'FAILED':
      return {
        kind: 'fail',
        shape: 'failed',
        word: canRollback ? 'Failed (rollback available)' : 'Failed',
        tone: 'tint',
      };
    case 'REMOVING':
      return { kind: 'off', shape: 'removing', word: 'Removing', tone: 'tint' };
    default:
      return assertNever(installState);
  }
}

/** Whether the state rests on what Docker says of a container. */
function isObserved({ installState, disabled, attached }: PluginFacts): boolean {
  if (attached || installState === 'PENDING' || installState === 'FAILED') return false;
  return installState !== 'INSTALLED' || !disabled;
}

/** Whether the plugin is on its way to another state or version. */
export function isChanging({ installState, upgrade }: Pick<PluginView, 'installState' | 'upgrade'>): boolean {
  return (
    upgrade !== undefined || installState === 'PENDING' || installState === 'INSTALLING' || installState === 'REMOVING'
  );
}
