/** Milliseconds after which updates are applied even where no frame is drawn, as in a hidden window. */
const LATEST = 250;

interface EventBatch<S> {
  add(update: (state: S) => S): void;
  dispose(): void;
}

/** Collects updates in their order and applies all of them at once, before the next frame is drawn. */
export function batchPerFrame<S>(apply: (update: (state: S) => S) => void): EventBatch<S> {
  let waiting: ((state: S) => S)[] = [];
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rest = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
  };
  const flush = (): void => {
    rest();
    const updates = waiting;
    waiting = [];
    apply((state) => updates.reduce((before, update) => update(before), state));
  };
  return {
    add(update) {
      waiting.push(update);
      if (waiting.length > 1) return;
      frame = requestAnimationFrame(flush);
      timer = setTimeout(flush, LATEST);
    },
    dispose() {
      rest();
      waiting = [];
    },
  };
}
