import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { batchPerFrame } from '../../../../../renderer/app/store/event-batch.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the updates of one frame', () => {
  it('are one change, in their order', () => {
    const { seen, add } = setUp();
    for (const letter of ['a', 'b', 'c']) add(letter);
    expect(seen).toEqual([]);
    vi.advanceTimersToNextFrame();
    expect(seen).toEqual(['abc']);
    add('d');
    vi.advanceTimersToNextFrame();
    expect(seen).toEqual(['abc', 'abcd']);
  });

  it('come soon even where no frame is drawn', () => {
    vi.stubGlobal('requestAnimationFrame', () => 1);
    const { seen, add } = setUp();
    add('a');
    vi.advanceTimersByTime(250);
    expect(seen).toEqual(['a']);
    vi.unstubAllGlobals();
  });

  it('are dropped when nobody wants them any more', () => {
    const { seen, add, dispose } = setUp();
    add('a');
    dispose();
    vi.advanceTimersByTime(1000);
    expect(seen).toEqual([]);
  });
});

function setUp() {
  let state = '';
  const seen: string[] = [];
  const batch = batchPerFrame<string>((update) => {
    state = update(state);
    seen.push(state);
  });
  return { seen, add: (letter: string) => batch.add((before) => before + letter), dispose: () => batch.dispose() };
}
