import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../shared/contract/events.ts';
import { createEventHub } from '../../../electron/engine/event-hub.ts';

const SNAPSHOT: EngineEvent = { type: 'plugin.removed', id: 'snapshot', name: 'snapshot' };
const event = (id: string): EngineEvent => ({ type: 'plugin.removed', id, name: id });

describe('the event hub', () => {
  it('gives a new listener the snapshot first and then every event in order', () => {
    const hub = createEventHub(() => SNAPSHOT);
    const seen: EngineEvent[] = [];
    hub.publish(event('before'));
    hub.subscribe((one) => seen.push(one));
    hub.publish(event('a'));
    hub.publish(event('b'));
    expect(seen).toEqual([SNAPSHOT, event('a'), event('b')]);
  });

  it('keeps two subscriptions of one function apart', () => {
    const hub = createEventHub(() => SNAPSHOT);
    let calls = 0;
    const listener = (): void => void (calls += 1);
    const first = hub.subscribe(listener);
    hub.subscribe(listener);
    first.dispose();
    first.dispose();
    hub.publish(event('a'));
    expect(calls).toBe(3);
  });
});
