import * as z from 'zod/mini';
import { EngineEvent } from '../../shared/contract/events.ts';
import { createEventStreamParser } from './event-stream.ts';

/** How the page stands to the engine. `at` is when that began, milliseconds since the epoch. */
export type Connection =
  | { readonly state: 'connecting'; readonly at: number }
  | { readonly state: 'live'; readonly at: number }
  /** Tried again by itself. */
  | { readonly state: 'lost'; readonly at: number; readonly reason: 'unreachable' | 'not-understood' }
  /** Never tried again: only another address or token helps. */
  | { readonly state: 'refused'; readonly at: number; readonly reason: 'token-missing' | 'token-wrong' };

export interface FollowListener {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onConnection: (connection: Connection) => void;
}

/** Milliseconds before the first, second, … try after a loss; the last one repeats. */
const PAUSES = [100, 250, 500, 1000, 2000] as const;
/** Milliseconds without a byte after which a stream counts as dead: the door sends a sign of life every 15 s. */
const SILENCE = 40_000;

/** How one try to follow ended. `refused` is final. */
export type FollowOutcome = 'refused' | 'unreachable' | 'not-understood';

/**
 * Keeps one event stream open. A stream that ends, falls silent or says something unknown is replaced by a new one,
 * whose first event is a snapshot; so nothing that was missed stays missed. Stops at a refused token.
 */
export function followEvents(
  open: (signal: AbortSignal) => Promise<Response>,
  listener: FollowListener,
): { dispose(): void } {
  return followAgain((disposed, own) => followOnce(open, disposed, own), listener);
}

/** Follows by one try after another, with growing pauses, until disposed or refused. */
export function followAgain(
  tryOnce: (disposed: AbortSignal, listener: FollowListener) => Promise<FollowOutcome>,
  { onEvent, onConnection }: FollowListener,
): { dispose(): void } {
  const disposal = new AbortController();

  async function follow(): Promise<void> {
    onConnection({ state: 'connecting', at: Date.now() });
    let failures = 0;
    while (!disposal.signal.aborted) {
      const outcome = await tryOnce(disposal.signal, {
        onEvent,
        onConnection: (connection) => {
          failures = 0;
          onConnection(connection);
        },
      });
      if (disposal.signal.aborted) return;
      if (outcome === 'refused') {
        onConnection({ state: 'refused', at: Date.now(), reason: 'token-wrong' });
        return;
      }
      // The first loss says when it began; later failures to connect do not move it.
      if (failures === 0) onConnection({ state: 'lost', at: Date.now(), reason: outcome });
      await pause(PAUSES[Math.min(failures, PAUSES.length - 1)] ?? 2000, disposal.signal);
      failures += 1;
    }
  }

  follow().catch(() => onConnection({ state: 'lost', at: Date.now(), reason: 'not-understood' }));
  return { dispose: () => disposal.abort() };
}

async function followOnce(
  open: (signal: AbortSignal) => Promise<Response>,
  disposed: AbortSignal,
  { onEvent, onConnection }: FollowListener,
): Promise<FollowOutcome> {
  const ended = new AbortController();
  const signal = AbortSignal.any([disposed, ended.signal]);
  let watchdog = setTimeout(() => ended.abort(), SILENCE);
  try {
    const response = await open(signal);
    if (response.status === 401 || response.status === 403) return 'refused';
    if (!response.ok || response.body === null) return 'unreachable';
    const parser = createEventStreamParser();
    const decoder = new TextDecoder();
    let live = false;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return 'unreachable';
      clearTimeout(watchdog);
      watchdog = setTimeout(() => ended.abort(), SILENCE);
      for (const { data } of parser.push(decoder.decode(value, { stream: true }))) {
        const event = readEvent(data);
        if (event === undefined) return 'not-understood';
        onEvent(event);
        if (!live) onConnection({ state: 'live', at: Date.now() });
        live = true;
      }
    }
  } catch {
    return 'unreachable';
  } finally {
    clearTimeout(watchdog);
    ended.abort();
  }
}

function readEvent(data: string): EngineEvent | undefined {
  try {
    const parsed = z.safeParse(EngineEvent, JSON.parse(data));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done, { once: true });
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
