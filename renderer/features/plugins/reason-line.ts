import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Pull } from '../../app/store/bench-state.ts';
import { formatTimeLeft } from '../../components/format/duration.ts';

/** Why a plugin is in its state, in one line: the reason, how far its pull is, and what is left until its deadline. */
export function reasonLine({ reason }: Pick<PluginView, 'reason'>, pull: Pull | undefined, now: number): string {
  const percent = pull === undefined ? undefined : pullPercent(pull);
  const parts = [
    reason.text.replace(/\.$/, ''),
    percent === undefined ? undefined : `${String(percent)}%`,
    reason.deadline === undefined ? undefined : formatTimeLeft(reason.deadline, now),
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** How far a pull is, 0 to 100; undefined while the registry has not said how much there is. */
export function pullPercent({ progress }: Pull): number | undefined {
  return progress.total === 0
    ? undefined
    : Math.floor((Math.min(progress.current, progress.total) / progress.total) * 100);
}
