import type { EngineEvent } from '../../shared/contract/events.ts';
import type { Disposable } from './port/disposable.ts';

/** Hands events to every listener in order. A new listener gets a snapshot first, made at that moment. */
export interface EventHub {
  publish(event: EngineEvent): void;
  subscribe(listener: (event: EngineEvent) => void): Disposable;
}

export function createEventHub(snapshot: () => EngineEvent): EventHub {
  const listeners = new Set<(event: EngineEvent) => void>();
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      // A wrapper of its own: the same function subscribed twice is two subscriptions.
      const own = (event: EngineEvent): void => listener(event);
      own(snapshot());
      listeners.add(own);
      return { dispose: () => void listeners.delete(own) };
    },
  };
}
