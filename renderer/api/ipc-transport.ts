import * as z from 'zod/mini';
import { EngineEvent } from '../../shared/contract/events.ts';
import type { DesktopBridge } from '../../shared/contract/ipc.ts';
import { type Client, failed, readAnswer } from './client.ts';
import { type FollowListener, type FollowOutcome, followAgain } from './follow-events.ts';

/** What the desktop window's preload script gave to the page; undefined in a browser. */
export function desktopBridge(window: object): DesktopBridge | undefined {
  return 'deltadock' in window ? (window.deltadock as DesktopBridge) : undefined;
}

/** The client of a page that lives in the desktop window: the same contract over the window's own channels. */
export function createIpcClient(bridge: DesktopBridge): Client {
  return {
    async call(name, input, signal) {
      try {
        const answer = await bridge.invoke(name, input);
        signal?.throwIfAborted();
        return readAnswer(name, answer);
      } catch {
        return failed('ENGINE_UNREACHABLE', 'The engine does not answer; the request may not have arrived.');
      }
    },
    subscribe: (listener) => followAgain((disposed, own) => followBridge(bridge, disposed, own), listener),
  };
}

function followBridge(
  bridge: DesktopBridge,
  disposed: AbortSignal,
  { onEvent, onConnection }: FollowListener,
): Promise<FollowOutcome> {
  return new Promise((resolve) => {
    let live = false;
    const end = (outcome: FollowOutcome): void => {
      disposed.removeEventListener('abort', giveUp);
      stop();
      resolve(outcome);
    };
    const giveUp = (): void => end('unreachable');
    const stop = bridge.subscribe((event) => {
      if (event === undefined) return end('unreachable');
      const parsed = z.safeParse(EngineEvent, event);
      if (!parsed.success) return end('not-understood');
      onEvent(parsed.data);
      if (!live) onConnection({ state: 'live', at: Date.now() });
      live = true;
      return undefined;
    });
    disposed.addEventListener('abort', giveUp, { once: true });
  });
}
