import { AppError } from '../../../shared/errors.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import type { EventHub } from '../event-hub.ts';
import type { Clock } from '../port/clock.ts';
import type { StateStore } from '../port/state-store.ts';
import type { EngineState, PluginRecord, RemovedPlugin } from '../../../shared/model/engine-state.ts';
import { type LifecycleEffect, type LifecycleEvent, transition } from './lifecycle.ts';
import { createLivePlugin, type LivePlugin } from './live.ts';
import { pluginView } from './view.ts';

/** A lifecycle step as carried out: the record as stored, and what is to be done now. */
type Applied =
  | { readonly ok: true; readonly record: PluginRecord; readonly effects: readonly LifecycleEffect[] }
  | { readonly ok: false; readonly reason: string };

/** The plugins of this data directory: stored records beside what is known of each while the engine runs. */
export interface PluginBook {
  records(): readonly PluginRecord[];
  get(id: string): PluginRecord | undefined;
  /** The living part; exists for every record. */
  live(id: string): LivePlugin;
  view(id: string): PluginView | undefined;
  /**
   * The one plugin that a user means by `text`: id, name, display name, `group:artifact` or `group:artifact:version`.
   * @throws AppError PLUGIN_NOT_FOUND, PLUGIN_AMBIGUOUS
   */
  find(text: string): PluginRecord;
  add(record: PluginRecord): Promise<void>;
  /** Stores a changed record durably, then tells everybody. Gone meanwhile: nothing happens, undefined. */
  change(id: string, change: (record: PluginRecord) => PluginRecord): Promise<PluginRecord | undefined>;
  /** Takes one step of the lifecycle: state, its moment and `patch` are stored together. */
  apply(id: string, event: LifecycleEvent, patch?: (record: PluginRecord) => PluginRecord): Promise<Applied>;
  /** Removes record and variables; `removed` is what an undo needs. */
  remove(id: string, removed?: RemovedPlugin): Promise<void>;
  /** Tells everybody that the living part changed. */
  touched(id: string): void;
}

export function createPluginBook(ports: {
  readonly state: StateStore<EngineState>;
  readonly hub: EventHub;
  readonly clock: Clock;
}): PluginBook {
  const { state, hub, clock } = ports;
  const living = new Map<string, LivePlugin>();

  const book: PluginBook = {
    records: () => Object.values(state.read().plugins),
    get: (id) => state.read().plugins[id],
    live(id) {
      const known = living.get(id);
      if (known !== undefined) return known;
      const made = createLivePlugin();
      living.set(id, made);
      return made;
    },
    view(id) {
      const record = book.get(id);
      return record === undefined ? undefined : pluginView(record, book.live(id), clock.now());
    },
    find: (text) => findPlugin(book.records(), text),
    async add(record) {
      await state.update((all) => ({ ...all, plugins: { ...all.plugins, [record.id]: record } }));
      book.touched(record.id);
    },
    async change(id, change) {
      const after = await state.update((all) => {
        const record = all.plugins[id];
        return record === undefined ? all : { ...all, plugins: { ...all.plugins, [id]: change(record) } };
      });
      book.touched(id);
      return after.plugins[id];
    },
    async apply(id, event, patch = (record) => record) {
      const record = book.get(id);
      const step = transition(record?.installState ?? 'absent', event);
      if (!step.ok) return step;
      const { next } = step;
      if (next === 'absent') throw new Error('Forgetting a plugin is remove(), not apply().');
      const stored = await book.change(id, (current) => ({
        ...patch(current),
        installState: next,
        stateSince: current.installState === next ? current.stateSince : clock.now(),
      }));
      return stored === undefined
        ? { ok: false, reason: 'it is gone' }
        : { ok: true, record: stored, effects: step.effects };
    },
    async remove(id, removed) {
      const name = book.get(id)?.name ?? id;
      await state.update((all) => ({
        ...all,
        plugins: Object.fromEntries(Object.entries(all.plugins).filter(([key]) => key !== id)),
        variables: Object.fromEntries(Object.entries(all.variables ?? {}).filter(([key]) => key !== id)),
        ...(removed === undefined ? {} : { removed: { ...all.removed, [removed.name]: removed } }),
      }));
      living.delete(id);
      hub.publish({ type: 'plugin.removed', id, name });
    },
    touched(id) {
      const plugin = book.view(id);
      if (plugin !== undefined) hub.publish({ type: 'plugin.changed', plugin });
    },
  };
  return book;
}

function findPlugin(records: readonly PluginRecord[], text: string): PluginRecord {
  const keys: readonly ((record: PluginRecord) => readonly (string | undefined)[])[] = [
    (record) => [record.id],
    (record) => [record.name],
    (record) => [record.identity?.displayName],
    (record) => {
      const coordinates = record.identity?.coordinates;
      if (coordinates === undefined) return [];
      const identity = `${coordinates.groupId}:${coordinates.artifactId}`;
      return [identity, `${identity}:${coordinates.version}`];
    },
    (record) => [record.image],
  ];
  for (const key of keys) {
    const found = records.filter((record) => key(record).includes(text));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    if (found.length > 1)
      throw new AppError('PLUGIN_AMBIGUOUS', `“${text}” names ${String(found.length)} plugins.`, {
        details: { names: found.map((record) => record.name) },
      });
  }
  throw new AppError('PLUGIN_NOT_FOUND', `There is no plugin named “${text.slice(0, 200)}”.`, {
    details: { plugin: text.slice(0, 200) },
  });
}
