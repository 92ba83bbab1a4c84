import type { PluginView } from '../../../shared/model/plugin.ts';
import type { Lost } from '../../app/bench-time.ts';
import { type Pull, pullSpeed } from '../../app/store/bench-state.ts';
import { formatBytes, formatBytesOf } from '../../components/format/bytes.ts';
import { formatClock } from '../../components/format/duration.ts';
import { formatCountOf } from '../../components/format/count.ts';
import { isChanging, lastKnownAt } from './plugin-look.ts';
import { pullPercent } from './reason-line.ts';
import { rowLine } from './row-line.ts';

/** An operation under way, as the task strip shows it. */
export interface Task {
  readonly pluginId: string;
  readonly name: string;
  readonly title: string;
  /** What it is at now. */
  readonly detail: string;
  /** Only a real share: of the bytes of a pull. */
  readonly share: number | undefined;
  readonly startedAt: number;
  /** Since when it is only last known; undefined while it is observed. */
  readonly lostAt: number | undefined;
  readonly canCancel: boolean;
  readonly pull: Pull | undefined;
}

/** One task for each plugin that changes, the longest running first. */
export function tasksOf(
  plugins: readonly PluginView[],
  pulls: Readonly<Record<string, Pull>>,
  lost: Lost,
  now: number,
): readonly Task[] {
  return plugins
    .filter(isChanging)
    .map((plugin) => taskOf(plugin, pulls[plugin.id], lastKnownAt(plugin, lost), now))
    .toSorted((a, b) => a.startedAt - b.startedAt);
}

/** An operation that has ended. */
export interface FinishedTask {
  readonly pluginId: string;
  readonly title: string;
  readonly outcome: 'done' | 'failed' | 'cancelled';
  readonly finishedAt: number;
}

/** The newest operation of each plugin that has ended, newest first. */
export function finishedTasksOf(plugins: readonly PluginView[]): readonly FinishedTask[] {
  return plugins
    .flatMap(({ id: pluginId, name, lastOperation }): readonly FinishedTask[] => {
      if (lastOperation?.finishedAt === undefined || lastOperation.outcome === 'running') return [];
      const { kind, image, outcome, finishedAt } = lastOperation;
      return [{ pluginId, title: titleOf(kind, image, name), outcome, finishedAt }];
    })
    .toSorted((a, b) => b.finishedAt - a.finishedAt);
}

/** Sum, speed and time left of a pull: `94.2 of 154 MB · 6.3 MB/s · 0:10 left · 2 of 6 layers`. */
export function pullSummary(pull: Pull): string {
  const { layers, current, total } = pull.progress;
  const speed = pullSpeed(pull);
  const ready = layers.filter(({ phase }) => phase === 'done' || phase === 'present').length;
  const left = speed === undefined || total <= current ? undefined : ((total - current) / speed) * 1000;
  const parts = [
    total === 0 ? 'Asking the registry' : formatBytesOf(Math.min(current, total), total),
    speed === undefined ? undefined : `${formatBytes(speed)}/s`,
    left === undefined ? undefined : `${formatClock(left)} left`,
    layers.length === 0 ? undefined : `${String(ready)} of ${formatCountOf(layers.length, 'layer')}`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

const VERBS = {
  install: 'Install',
  upgrade: 'Upgrade',
  rollback: 'Roll back',
  restart: 'Restart',
  enable: 'Enable',
  disable: 'Disable',
  uninstall: 'Uninstall',
} as const;

function taskOf(plugin: PluginView, pull: Pull | undefined, lostAt: number | undefined, now: number): Task {
  const { id, name, installState, lastOperation, upgrade, since } = plugin;
  const isRemoval = installState === 'REMOVING';
  const wished = lastOperation === undefined || lastOperation.kind === 'disable' ? 'install' : lastOperation.kind;
  const kind = upgrade === undefined ? wished : 'upgrade';
  const percent = pull === undefined ? undefined : pullPercent(pull);
  return {
    pluginId: id,
    name,
    title: isRemoval ? titleOf('uninstall', undefined, name) : titleOf(kind, upgrade?.image ?? plugin.image, name),
    detail: rowLine(plugin, pull, lostAt ?? now),
    share: percent === undefined ? undefined : percent / 100,
    startedAt: upgrade?.since ?? (lastOperation?.outcome === 'running' ? lastOperation.startedAt : since),
    lostAt,
    canCancel: !isRemoval,
    pull,
  };
}

function titleOf(kind: keyof typeof VERBS, image: string | undefined, name: string): string {
  return `${VERBS[kind]} ${kind === 'uninstall' ? name : (shortImage(image) ?? name)}`;
}

function shortImage(image: string | undefined): string | undefined {
  return image?.slice(image.lastIndexOf('/') + 1);
}
