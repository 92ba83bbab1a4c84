import type { EngineEvent } from '../../../shared/contract/events.ts';
import type { EngineStatus } from '../../../shared/model/engine.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { PullProgress } from '../../../shared/model/progress.ts';
import type { Settings } from '../../../shared/model/settings.ts';
import type { Connection } from '../../api/follow-events.ts';
import { assertNever } from '../../../shared/assert-never.ts';
import { addFailure, type FailureNote } from './failure-list.ts';

/** Everything the page knows, as the engine told it last. */
export interface BenchState {
  readonly connection: Connection;
  /** Absent until the first snapshot. */
  readonly status: EngineStatus | undefined;
  readonly settings: Settings | undefined;
  readonly plugins: readonly PluginView[];
  /** Pulls by plugin id, only while there is one. */
  readonly pulls: Readonly<Record<string, Pull>>;
  /** Results that nobody has looked at yet, oldest first. */
  readonly notices: readonly Notice[];
  /** What failed and was not dismissed, newest first. */
  readonly failures: readonly FailureNote[];
  /** The newest result in words, for those who listen; stays when its notice is dismissed. */
  readonly announcement: string;
  /** The engine said that it is ending. */
  readonly stopping: boolean;
  /** When the newest event came. */
  readonly heardAt: number;
}

/** A pull and enough of its past to tell the speed. */
export interface Pull {
  readonly progress: PullProgress;
  readonly samples: readonly PullSample[];
}

interface PullSample {
  readonly at: number;
  readonly current: number;
}

/** The end of an operation, told once. */
export interface Notice {
  readonly id: string;
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly text: string;
  /** Plugin to look at; absent when it is gone. */
  readonly pluginId?: string;
  readonly code?: string;
  /** Name of the plugin whose uninstall may still be undone. */
  readonly undo?: string;
}

export const EMPTY_BENCH: BenchState = {
  connection: { state: 'connecting', at: 0 },
  status: undefined,
  settings: undefined,
  plugins: [],
  pulls: {},
  notices: [],
  failures: [],
  announcement: '',
  stopping: false,
  heardAt: 0,
};

/** Milliseconds of pull progress that the speed is taken from. */
const SPEED_WINDOW = 5000;

/** The state after an event. Applying the newest event of a kind and subject is always right (see EngineEvent). */
export function applyEvent(state: BenchState, event: EngineEvent, now: number): BenchState {
  const heard = { ...state, heardAt: now };
  switch (event.type) {
    case 'snapshot':
      return {
        ...heard,
        status: event.status,
        settings: event.settings,
        plugins: sorted(event.plugins),
        pulls: onlyPulling(state.pulls, event.plugins),
        ...told(state, missedNotices(state, event.plugins), now),
        stopping: false,
      };
    case 'plugin.changed': {
      const before = state.plugins.find(({ id }) => id === event.plugin.id);
      const plugins = withPlugin(state.plugins, before, event.plugin);
      const notice = noticeOfChange(before, event.plugin);
      return {
        ...heard,
        plugins,
        pulls: onlyPulling(state.pulls, plugins),
        ...told(state, notice === undefined ? [] : [notice], now),
      };
    }
    case 'plugin.removed': {
      const before = state.plugins.find(({ id }) => id === event.id);
      const plugins = state.plugins.filter(({ id }) => id !== event.id);
      return {
        ...heard,
        plugins,
        pulls: onlyPulling(state.pulls, plugins),
        ...told(state, before === undefined ? [] : [noticeOfRemoval(before)], now),
      };
    }
    case 'plugin.progress':
      return { ...heard, pulls: { ...state.pulls, [event.id]: nextPull(state.pulls[event.id], event.progress, now) } };
    case 'docker.changed':
      return state.status === undefined ? heard : { ...heard, status: { ...state.status, docker: event.docker } };
    case 'engine.changed':
      return { ...heard, status: event.status };
    case 'settings.changed':
      return { ...heard, settings: event.settings };
    case 'engine.stopping':
      return { ...heard, stopping: true };
    default:
      return assertNever(event);
  }
}

/** Bytes a second over the last seconds; undefined until there is something to measure. */
export function pullSpeed({ samples }: Pull): number | undefined {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.at - first.at < 500 || last.current <= first.current) {
    return undefined;
  }
  return ((last.current - first.current) / (last.at - first.at)) * 1000;
}

/** A plugin keeps its place while its name stays: sorting anew for every change of many would cost frames. */
function withPlugin(
  plugins: readonly PluginView[],
  before: PluginView | undefined,
  after: PluginView,
): readonly PluginView[] {
  if (before === undefined) return sorted([...plugins, after]);
  const replaced = plugins.map((plugin) => (plugin === before ? after : plugin));
  return before.name === after.name ? replaced : sorted(replaced);
}

function sorted(plugins: readonly PluginView[]): readonly PluginView[] {
  return plugins.toSorted((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

function onlyPulling(pulls: BenchState['pulls'], plugins: readonly PluginView[]): BenchState['pulls'] {
  const pulling = new Set(plugins.filter(isPulling).map(({ id }) => id));
  return Object.fromEntries(Object.entries(pulls).filter(([id]) => pulling.has(id)));
}

function isPulling({ installState, step, upgrade }: PluginView): boolean {
  if (upgrade !== undefined) return upgrade.step === undefined || upgrade.step === 'pull';
  return (installState === 'PENDING' || installState === 'INSTALLING') && (step === undefined || step === 'pull');
}

function nextPull(before: Pull | undefined, progress: PullProgress, now: number): Pull {
  // A smaller sum is another pull of the same plugin.
  const past = before === undefined || progress.current < before.progress.current ? [] : before.samples;
  const samples = [...past.filter(({ at }) => now - at <= SPEED_WINDOW), { at: now, current: progress.current }];
  return { progress, samples };
}

function told(
  { notices, failures, announcement }: BenchState,
  added: readonly Notice[],
  now: number,
): Pick<BenchState, 'notices' | 'failures' | 'announcement'> {
  const newest = added.at(-1);
  return {
    failures: added.reduce(
      (list, { kind, undo: _undo, ...notice }) => (kind === 'failed' ? addFailure(list, { ...notice, at: now }) : list),
      failures,
    ),
    notices: [...notices, ...added],
    announcement: newest === undefined ? announcement : `${newest.title}. ${newest.text}`,
  };
}

function noticeOfChange(before: PluginView | undefined, after: PluginView): Notice | undefined {
  if (before === undefined || before.installState === after.installState) return undefined;
  const id = `${after.id} ${after.installState} ${String(after.since)}`;
  if (after.installState === 'INSTALLED') {
    const title = `${after.displayName} ${after.version} is installed`;
    return { id, kind: 'done', title, text: after.reason.text, pluginId: after.id };
  }
  if (after.installState === 'FAILED') {
    const text = after.failure?.message ?? after.reason.text;
    const code = after.failure === undefined ? {} : { code: after.failure.code };
    return { id, kind: 'failed', title: `${after.displayName} failed`, text, pluginId: after.id, ...code };
  }
  return undefined;
}

function noticeOfRemoval(before: PluginView): Notice {
  return {
    id: `${before.id} removed`,
    kind: 'done',
    title: `${before.displayName} is uninstalled`,
    text: 'Its container and record are gone; its image stays on this machine.',
    ...(before.attached || before.coordinates === undefined ? {} : { undo: before.name }),
  };
}

/** What ended while the page was not connected. Nothing on the first snapshot: it is not news. */
function missedNotices(state: BenchState, plugins: readonly PluginView[]): readonly Notice[] {
  if (state.status === undefined) return [];
  return state.plugins.flatMap((before) => {
    const after = plugins.find(({ id }) => id === before.id);
    if (after === undefined) return [noticeOfRemoval(before)];
    return noticeOfChange(before, after) ?? [];
  });
}
