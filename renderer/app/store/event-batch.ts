/** Milliseconds after which updates are applied even where no frame is drawn, as in a hidden window. */
const LATEST = 250;
/** So many updates always fit into one frame. */
const SMALL = 12;

interface EventBatch<S> {
  add(update: (state: S) => S): void;
  dispose(): void;
}

/** Collects updates in their order and applies them together, before the next frame is drawn. */
export function batchPerFrame<S>(apply: (update: (state: S) => S) => void): EventBatch<S> {
  let waiting: ((state: S) => S)[] = [];
  let frame: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const rest = (): void => {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(timer);
    frame = undefined;
  };
  const plan = (): void => {
    frame = requestAnimationFrame(flush);
    timer = setTimeout(flush, LATEST);
  };
  const flush = (): void => {
    rest();
    // A flood is spread over a few frames, half of it at a time, so that no frame is long and none lags behind.
    const updates = waiting.slice(0, Math.max(SMALL, waiting.length / 2));
    waiting = waiting.slice(updates.length);
    if (waiting.length > 0) plan();
    apply((state) => updates.reduce((before, update) => update(before), state));
  };
  return {
    add(update) {
      waiting.push(update);
      if (waiting.length === 1) plan();
    },
    dispose() {
      rest();
      waiting = [];
    },
  };
}
