import { AppError } from '../../../shared/errors.ts';
import type { EngineState, PluginRecord, RemovedPlugin } from '../../../shared/model/engine-state.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { describe } from '../background.ts';
import type { Disposable } from '../port/disposable.ts';
import type { PluginContext } from './context.ts';
import type { DeployRunner } from './deploy/deploy-runner.ts';

/** Milliseconds in which an uninstall can be undone. */
const UNDO_WITHIN = 10 * 60_000;

/** Takes an uninstall back: the exact image, which is kept so long, and the variables. */
export interface UndoService extends Disposable {
  /** What has to be remembered of a plugin that goes; undefined when there is nothing to go back to. */
  remembered(record: PluginRecord): RemovedPlugin | undefined;
  /** Installs the plugin again as it was. @throws AppError UNDO_UNAVAILABLE */
  undo(name: string): Promise<PluginView>;
  /** Forgets what is too old, with its image, and comes back when the next one is. */
  sweep(): void;
}

export function createUndoService(context: PluginContext, runner: DeployRunner): UndoService {
  const { book, queue, ports } = context;
  let timer: Disposable | undefined;

  const service: UndoService = {
    remembered({ id, name, attached, good, pull, watched }) {
      if (attached || good === undefined) return undefined;
      const variables = ports.state.read().variables?.[id] ?? {};
      return { name, good, pull, watched: watched ?? false, variables, at: ports.clock.now() };
    },

    undo: (name) =>
      queue.run(`install ${name}`, async () => {
        const removed = ports.state.read().removed?.[name];
        const isOver = removed === undefined || ports.clock.now() - removed.at > UNDO_WITHIN;
        if (isOver || book.records().some((record) => record.name === name))
          throw new AppError('UNDO_UNAVAILABLE', `There is no uninstall of “${name.slice(0, 100)}” to undo.`);
        const record = recordOf(removed);
        await ports.state.update((all) => ({
          ...forget(all, name),
          plugins: { ...all.plugins, [record.id]: record },
          variables: { ...all.variables, [record.id]: removed.variables },
        }));
        context.note(record, 'user', 'Uninstall undone');
        book.touched(record.id);
        const view = book.view(record.id);
        if (view === undefined) throw new AppError('PLUGIN_NOT_FOUND', 'The plugin is gone.');
        runner.begin(record.id, 'everything');
        return view;
      }),

    sweep() {
      timer?.dispose();
      const removed = Object.values(ports.state.read().removed ?? {});
      if (removed.length === 0) return;
      const old = removed.filter(({ at }) => ports.clock.now() - at > UNDO_WITHIN);
      if (old.length > 0) context.background.run('forget uninstalled', () => forgetAll(old));
      timer = ports.clock.after(UNDO_WITHIN / 10, () => service.sweep());
    },

    dispose: () => timer?.dispose(),
  };
  return service;

  function recordOf({ name, good, pull, watched }: RemovedPlugin): PluginRecord {
    const now = ports.clock.now();
    return {
      id: ports.ids.next(),
      name,
      image: good.image,
      pull,
      attached: false,
      installState: 'PENDING',
      disabled: false,
      watched,
      stateSince: now,
      installedBefore: false,
      deploy: { id: ports.ids.next(), startedAt: now, exactImageId: good.imageId },
      exits: [],
      lastOperation: { kind: 'install', image: good.image, startedAt: now, outcome: 'running' },
    };
  }

  async function forgetAll(old: readonly RemovedPlugin[]): Promise<void> {
    for (const { name } of old) {
      await ports.state.update((all) => forget(all, name));
      if (book.records().some((record) => record.name === name)) continue;
      try {
        await ports.runtime.unnameImage(`${context.names.keptImage(name)}:good`);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        ports.logger.warn('the kept image of an uninstalled plugin was left', { name, error: describe(error) });
      }
    }
  }
}

function forget(state: EngineState, name: string): EngineState {
  return { ...state, removed: Object.fromEntries(Object.entries(state.removed ?? {}).filter(([key]) => key !== name)) };
}
