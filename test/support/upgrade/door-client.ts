import { registrationOf } from '../fakes/bench-engine.ts';
import type { ServedEngine } from '../served-engine.ts';

/** A client that asks the core door all the time, as a plugin from an IDE would. */
export interface DoorClient {
  readonly asked: number;
  readonly refused: number;
  /** The longest time between two accepted answers, milliseconds. */
  readonly longestGap: number;
  stop(): Promise<void>;
}

const EVERY_MS = 50;

/** Registers an attached plugin and asks for the list of versions in turn, every 50 ms. */
export function askDoor(engine: ServedEngine): DoorClient {
  const core = String(engine.ready['core']);
  let asked = 0;
  let refused = 0;
  let longestGap = 0;
  let last = performance.now();
  const stopping = new AbortController();
  const body = JSON.stringify(registrationOf('door-client'));
  const ask = async (): Promise<void> => {
    asked += 1;
    const answer = await fetch(`${core}/plugins`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5000),
    }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.status !== 200) {
      refused += 1;
      return;
    }
    const now = performance.now();
    longestGap = Math.max(longestGap, now - last);
    last = now;
  };
  const ended = (async () => {
    while (!stopping.signal.aborted) {
      const next = new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      await ask();
      await next;
    }
  })();
  return {
    get asked() {
      return asked;
    },
    get refused() {
      return refused;
    },
    get longestGap() {
      return longestGap;
    },
    async stop() {
      stopping.abort();
      await ended;
    },
  };
}
