import { setTimeout as wait } from 'node:timers/promises';
import type { QueueConnection } from './queue-connection.ts';

const HEARTBEAT_HASH = 'org.deltafi.action-queue.heartbeat';
export const HEARTBEAT_EVERY_MS = 10_000;

/**
 * Says "somebody serves this action" for every action: the first time at once, then every
 * `everyMs`. Only a registered plugin does so. Ends by rejection when the connection does.
 */
export async function beat(connection: QueueConnection, actions: readonly string[], everyMs: number): Promise<never> {
  for (;;) {
    const now = new Date().toISOString();
    await Promise.all(actions.map((action) => connection.send('HSET', HEARTBEAT_HASH, action, now)));
    await wait(everyMs, undefined, { signal: connection.closed });
  }
}
