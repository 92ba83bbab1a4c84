import type { PluginRecord } from '../../../shared/model/engine-state.ts';
import type { PluginContext } from './context.ts';
import type { WorkClient, WorkDoorHandlers } from './doors.ts';
import { ATTACHED } from './deploy/environment.ts';
import { STALE_AFTER } from './reasons.ts';

/** Which plugin declares an action, for attached plugins that share one sign-in. */
export type OwnerOfAction = (action: string) => string | undefined;

/**
 * The engine's side of the work door: who may sign in, and what its commands say about the life of a plugin.
 * Credentials hold while their deploy is the wished one and not failed or being removed (D3).
 */
export function createSignsOfLife(context: PluginContext, ownerOfAction: OwnerOfAction): WorkDoorHandlers {
  const { book, ports } = context;
  const handlers: WorkDoorHandlers = {
    authenticate(password) {
      const deployId = ports.keys.deployOfPassword(password);
      if (deployId === undefined) return undefined;
      const client: WorkClient = deployId === ATTACHED ? { kind: 'attached' } : { kind: 'deploy', deployId };
      return handlers.current(client) ? client : undefined;
    },
    current: (client) => client.kind === 'attached' || recordOf(client) !== undefined,
    heartbeat: (client, action) => alive(client, [action]),
    waiting: (client, queues) => alive(client, queues),
  };
  return handlers;

  function recordOf(client: Extract<WorkClient, { kind: 'deploy' }>): PluginRecord | undefined {
    return book
      .records()
      .find(
        (record) =>
          record.deploy?.id === client.deployId &&
          !record.disabled &&
          record.installState !== 'FAILED' &&
          record.installState !== 'REMOVING',
      );
  }

  function alive(client: WorkClient, actions: readonly string[]): void {
    if (client.kind === 'deploy') {
      const record = recordOf(client);
      return record === undefined ? undefined : sign(record.id);
    }
    for (const action of actions) {
      const owner = ownerOfAction(action);
      if (owner !== undefined && book.get(owner)?.attached === true) sign(owner);
    }
  }

  /** An attached plugin that falls silent is told so at that moment (D22). */
  function tellWhenStale(pluginId: string): void {
    if (book.get(pluginId)?.attached !== true) return;
    const live = book.live(pluginId);
    live.heartbeatWatch?.dispose();
    live.heartbeatWatch = ports.clock.after(STALE_AFTER + 1, () => book.touched(pluginId));
  }

  /** Notes the moment; told to everybody when it changes what is shown, at most once in ten seconds otherwise. */
  function sign(pluginId: string): void {
    const live = book.live(pluginId);
    const now = ports.clock.now();
    const before = live.heartbeatAt;
    if (before !== undefined && now - before < Math.min(STALE_AFTER, 9000)) return;
    live.heartbeatAt = now;
    tellWhenStale(pluginId);
    if (book.get(pluginId)?.installState === 'INSTALLED') live.deadline = undefined;
    book.touched(pluginId);
  }
}
