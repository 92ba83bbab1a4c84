import type { ServerResponse } from 'node:http';
import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../shared/contract/events.ts';
import { createEventStream } from '../../../electron/http/event-stream.ts';

/** A response whose client takes nothing until `drain`. */
function createStuckResponse() {
  const emitter = new EventEmitter();
  const written: string[] = [];
  let stuck = false;
  const response = Object.assign(emitter, {
    destroyed: false,
    writableLength: 0,
    write(text: string) {
      written.push(text);
      return !stuck;
    },
    end() {},
    destroy() {
      response.destroyed = true;
    },
  });
  return {
    // Only what an event stream uses is there.
    response: response as unknown as ServerResponse & { destroyed: boolean },
    written,
    stick(value: boolean) {
      stuck = value;
      if (!value) emitter.emit('drain');
    },
  };
}

const progress = (id: string, current: number) =>
  ({ type: 'plugin.progress', id, progress: { layers: [], current, total: 100 } }) satisfies EngineEvent;
const removed = (id: string) => ({ type: 'plugin.removed', id, name: id }) as const;
const parse = (frames: readonly string[]) => frames.map((frame) => JSON.parse(frame.slice('data: '.length)) as unknown);

describe('an event stream whose client is slow', () => {
  it('keeps all events in order, and of the progress of a plugin only the newest', () => {
    const { response, written, stick } = createStuckResponse();
    const stream = createEventStream(response);
    stick(true);
    stream.send(removed('first'));
    stream.send(progress('a', 1));
    stream.send(removed('second'));
    stream.send(progress('b', 1));
    stream.send(progress('a', 2));
    stream.send(removed('third'));
    stick(false);
    expect(parse(written)).toEqual([
      removed('first'),
      removed('second'),
      progress('b', 1),
      progress('a', 2),
      removed('third'),
    ]);
  });

  it('writes on at once when nothing waits', () => {
    const { response, written } = createStuckResponse();
    const stream = createEventStream(response);
    stream.send(progress('a', 1));
    stream.send(progress('a', 2));
    expect(written).toHaveLength(2);
  });

  it('is cut off beyond 1 MiB, and not before', () => {
    const { response, stick } = createStuckResponse();
    const stream = createEventStream(response);
    stick(true);
    stream.send(removed('first'));
    const large = removed('x'.repeat(100_000));
    for (let count = 0; count < 5; count += 1) stream.send(large);
    expect(response.destroyed).toBe(false);
    for (let count = 0; count < 5; count += 1) stream.send(large);
    expect(response.destroyed).toBe(true);
  });

  it('is never cut off by progress alone', () => {
    const { response, stick } = createStuckResponse();
    const stream = createEventStream(response);
    stick(true);
    stream.send(removed('first'));
    for (let count = 0; count < 100_000; count += 1) stream.send(progress('a', count));
    expect(response.destroyed).toBe(false);
  });
});
