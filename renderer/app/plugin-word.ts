import type { PluginView } from '../../shared/model/plugin.ts';

/** The state of a plugin in one word, as it is written in the window. */
export function pluginWord({ installState, disabled }: Pick<PluginView, 'installState' | 'disabled'>): string {
  if (installState === 'INSTALLED' && disabled) return 'Disabled';
  return installState.charAt(0) + installState.slice(1).toLowerCase();
}
