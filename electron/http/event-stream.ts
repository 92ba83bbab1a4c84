import type { ServerResponse } from 'node:http';
import type { EngineEvent } from '../../shared/contract/events.ts';
import type { Disposable } from '../engine/port/disposable.ts';

/** What a client may leave unread before it is cut off: 1 MiB. It subscribes anew and begins with a snapshot. */
const BACKLOG_LIMIT = 1024 * 1024;

/**
 * Writes engine events to one client as server-sent events. Never waits for the client: what it does not take is kept
 * up to {@link BACKLOG_LIMIT} with only the newest progress of each plugin, beyond that the connection is ended.
 */
export interface EventStream extends Disposable {
  send(event: EngineEvent): void;
  /** A comment line, so that a connection that died unseen is found out. */
  beat(): void;
}

export function createEventStream(response: ServerResponse): EventStream {
  /** Frames that wait for the client, by a key under which a newer one replaces the older. */
  const waiting = new Map<string, string>();
  let waitingLength = 0;
  let blocked = false;
  let sequence = 0;

  const cut = () => {
    waiting.clear();
    response.destroy();
  };
  const write = (frame: string) => {
    blocked = !response.write(frame);
  };
  const hold = (key: string, frame: string) => {
    const older = waiting.get(key);
    if (older !== undefined) {
      waiting.delete(key);
      waitingLength -= older.length;
    }
    waiting.set(key, frame);
    waitingLength += frame.length;
    if (waitingLength + response.writableLength > BACKLOG_LIMIT) cut();
  };
  const flush = () => {
    blocked = false;
    for (const [key, frame] of waiting) {
      waiting.delete(key);
      waitingLength -= frame.length;
      write(frame);
      if (blocked) return;
    }
  };
  response.on('drain', flush);

  return {
    send(event) {
      if (response.destroyed) return;
      sequence += 1;
      const frame = `data: ${JSON.stringify(event)}\n\n`;
      const key = event.type === 'plugin.progress' ? `progress ${event.id}` : String(sequence);
      if (blocked || waiting.size > 0) hold(key, frame);
      else write(frame);
    },
    beat() {
      if (!response.destroyed && !blocked) write(': alive\n\n');
    },
    dispose() {
      response.off('drain', flush);
      for (const frame of waiting.values()) response.write(frame);
      waiting.clear();
      response.end();
    },
  };
}
