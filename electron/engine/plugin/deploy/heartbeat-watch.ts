import type { PluginContext } from '../context.ts';
import type { Failing } from './failing.ts';

/** After INSTALLED: a plugin with actions must show a sign of life at our queue, or it talks to another one (D22). */
export function createHeartbeatWatch(
  context: PluginContext,
  fail: Failing['fail'],
): (pluginId: string, deployId: string) => void {
  const { book, ports } = context;
  return (pluginId, deployId) => {
    const live = book.live(pluginId);
    if (book.get(pluginId)?.identity?.hasActions !== true || live.heartbeatAt !== undefined) return;
    const seconds = ports.state.read().settings.heartbeatTimeout;
    live.deadline = ports.clock.now() + seconds * 1000;
    book.touched(pluginId);
    live.heartbeatWatch?.dispose();
    live.heartbeatWatch = ports.clock.after(seconds * 1000, () => {
      const record = book.get(pluginId);
      const isOver = record?.deploy?.id !== deployId || record.installState !== 'INSTALLED' || record.disabled;
      if (isOver || book.live(pluginId).heartbeatAt !== undefined) return;
      context.background.run(`heartbeat ${pluginId}`, () =>
        fail(pluginId, deployId, {
          code: 'NO_HEARTBEAT',
          message: `The plugin registered, but within ${String(seconds)} s nothing of it appeared at the work queue: it talks to another queue.`,
          evidence: ['No connection signed in at the work queue with the credentials of this container.'],
        }),
      );
    });
  };
}
