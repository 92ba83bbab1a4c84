import type { WireError } from '../../../shared/errors.ts';
import type { PluginView } from '../../../shared/model/plugin.ts';
import { useCommand } from '../../app/use-command.ts';
import type { PluginActionId } from './plugin-actions.ts';

/** Actions that need no confirmation. */
type DirectActionId = Exclude<PluginActionId, 'disable' | 'uninstall'>;

export interface DirectActions {
  readonly run: (id: DirectActionId) => void;
  readonly isPending: (id: PluginActionId) => boolean;
  /** Refusals of the newest presses, each with how to try again. */
  readonly errors: readonly { readonly id: string; readonly error: WireError; readonly retry: () => void }[];
}

/** One command for each action, so that one under way disables only itself. A press forgets what was refused before. */
export function useDirectActions({ id: plugin }: PluginView): DirectActions {
  const rollback = useCommand('plugin.rollback');
  const retry = useCommand('plugin.retry');
  const enable = useCommand('plugin.enable');
  const restart = useCommand('plugin.restart');
  const recreate = useCommand('plugin.restart');
  const watch = useCommand('plugin.watch');
  const unwatch = useCommand('plugin.watch');
  const commands = { rollback, retry, enable, restart, recreate, watch, unwatch };
  const starts: Readonly<Record<DirectActionId, () => void>> = {
    rollback: () => rollback.run({ plugin }),
    retry: () => retry.run({ plugin }),
    enable: () => enable.run({ plugin }),
    restart: () => restart.run({ plugin }),
    recreate: () => recreate.run({ plugin, recreate: true }),
    watch: () => watch.run({ plugin, on: true }),
    unwatch: () => unwatch.run({ plugin, on: false }),
  };
  return {
    run(id) {
      for (const command of Object.values(commands)) command.reset();
      starts[id]();
    },
    isPending: (id) => id in commands && commands[id as DirectActionId].pending,
    errors: Object.entries(commands).flatMap(([id, command]) =>
      command.error === undefined ? [] : [{ id, error: command.error, retry: command.retry }],
    ),
  };
}
