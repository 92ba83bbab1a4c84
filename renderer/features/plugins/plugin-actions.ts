import type { PluginView } from '../../../shared/model/plugin.ts';
import { pluginCommand, unwatchCommand } from './cli-commands.ts';
import { hasFailedUpgrade } from './upgrade.ts';

export type PluginActionId =
  | 'rollback'
  | 'retry'
  | 'enable'
  | 'restart'
  | 'recreate'
  | 'watch'
  | 'unwatch'
  | 'disable'
  | 'uninstall';

export interface PluginAction {
  readonly id: PluginActionId;
  readonly label: string;
  /** Its CLI twin. */
  readonly command: string;
}

/** What can be done with a plugin as it is now. */
export interface PluginActions {
  /** The one that helps most; absent where nothing needs to be done. */
  readonly best: PluginAction | undefined;
  /** The others, the dangerous ones last. */
  readonly others: readonly PluginAction[];
}

/** Offers what the engine would take now (contract, `plugin.*`); what it cannot know, the engine refuses. */
export function pluginActions(plugin: PluginView): PluginActions {
  const offered = offeredActions(plugin);
  const best = bestOf(plugin);
  return {
    best: offered.find(({ id }) => id === best),
    others: offered.filter(({ id }) => id !== best),
  };
}

function bestOf({ installState, disabled, canRollback }: PluginView): PluginActionId | undefined {
  if (disabled) return 'enable';
  if (installState !== 'FAILED') return undefined;
  return canRollback ? 'rollback' : 'retry';
}

function offeredActions(plugin: PluginView): readonly PluginAction[] {
  const { name, installState, disabled, attached, image, canRollback, rollbackTo, watched } = plugin;
  if (installState === 'REMOVING') return [];
  const isServing = installState === 'INSTALLED' && !disabled && !attached;
  const canRetry = !disabled && !attached && (installState === 'FAILED' || hasFailedUpgrade(plugin));
  const actions: readonly (PluginAction | false)[] = [
    canRollback &&
      !disabled && {
        id: 'rollback',
        label: rollbackTo === undefined ? 'Roll back' : `Roll back to ${rollbackTo.version}`,
        command: pluginCommand('rollback', name),
      },
    canRetry && {
      id: 'retry',
      label: installState === 'FAILED' ? 'Retry' : 'Retry upgrade',
      command: pluginCommand('retry', name),
    },
    disabled && { id: 'enable', label: 'Enable', command: pluginCommand('enable', name) },
    isServing && { id: 'restart', label: 'Restart', command: pluginCommand('restart', name) },
    isServing && { id: 'recreate', label: 'Recreate container', command: pluginCommand('restart --recreate', name) },
    !attached &&
      image !== undefined &&
      (watched
        ? { id: 'unwatch', label: 'Stop watching its tag', command: unwatchCommand(name) }
        : { id: 'watch', label: 'Watch its tag', command: pluginCommand('watch', name) }),
    !disabled && !attached && { id: 'disable', label: 'Disable…', command: pluginCommand('disable', name) },
    !attached && { id: 'uninstall', label: 'Uninstall…', command: pluginCommand('uninstall', name) },
  ];
  return actions.filter((action) => action !== false);
}
