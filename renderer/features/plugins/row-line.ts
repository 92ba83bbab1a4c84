import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { pullPercent, reasonLine } from './reason-line.ts';
import { failedUpgradeLine, upgradeLine } from './upgrade.ts';

/** What is to be known of a plugin in its row: an upgrade under way or failed, else its reason with what is offered. */
export function rowLine(plugin: PluginView, pull: Pull | undefined, now: number): string {
  const upgrade = upgradeLine(plugin);
  if (upgrade !== undefined) {
    const percent = pull === undefined ? undefined : pullPercent(pull);
    return percent === undefined ? upgrade : `${upgrade} · ${String(percent)}%`;
  }
  const failed = plugin.disabled ? undefined : failedUpgradeLine(plugin);
  if (failed !== undefined) return failed;
  const reason = reasonLine(plugin, pull, now);
  const { canRollback, rollbackTo } = plugin;
  return canRollback && rollbackTo !== undefined ? `Rollback available to ${rollbackTo.version} · ${reason}` : reason;
}
