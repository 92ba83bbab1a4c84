import type { EngineEvent } from '../../shared/contract/events.ts';

/** What one subscription may leave untaken before it is ended: 1 MiB, as over HTTP. It begins anew with a snapshot. */
const BACKLOG_LIMIT = 1024 * 1024;

/**
 * Hands events to one page, one message at a time: the next is sent when the page has taken the former. What waits is
 * kept with only the newest progress of each plugin. Never waits for the page.
 */
export interface EventRelay {
  push(event: EngineEvent): void;
  /** The page has taken the last message. */
  taken(): void;
}

export interface EventRelayOptions {
  readonly send: (events: readonly EngineEvent[]) => void;
  /** The page left too much untaken; nothing is sent any more. */
  readonly onOverflow: () => void;
}

export function createEventRelay({ send, onOverflow }: EventRelayOptions): EventRelay {
  /** Events that wait for the page, by a key under which a newer one replaces the older. */
  const waiting = new Map<string, { readonly event: EngineEvent; readonly size: number }>();
  let waitingSize = 0;
  let sequence = 0;
  let isUnderWay = false;
  let isOver = false;

  return {
    push(event) {
      if (isOver) return;
      if (!isUnderWay) {
        isUnderWay = true;
        send([event]);
        return;
      }
      sequence += 1;
      const key = event.type === 'plugin.progress' ? `progress ${event.id}` : String(sequence);
      const size = JSON.stringify(event).length;
      waitingSize += size - (waiting.get(key)?.size ?? 0);
      waiting.delete(key);
      waiting.set(key, { event, size });
      if (waitingSize <= BACKLOG_LIMIT) return;
      isOver = true;
      waiting.clear();
      onOverflow();
    },
    taken() {
      if (isOver || waiting.size === 0) {
        isUnderWay = false;
        return;
      }
      const events = [...waiting.values()].map(({ event }) => event);
      waiting.clear();
      waitingSize = 0;
      send(events);
    },
  };
}
