import type { Handlers } from '../../shared/contract/contract.ts';
import { type Answer, dispatch } from '../../shared/contract/dispatch.ts';
import type { EngineEvent } from '../../shared/contract/events.ts';
import { StreamRequest, type StreamMessage } from '../../shared/contract/ipc.ts';
import { AppError, toWire } from '../../shared/errors.ts';
import type { Disposable } from '../engine/port/disposable.ts';
import type { Logger } from '../engine/port/logger.ts';
import { type EventRelay, createEventRelay } from './event-relay.ts';
import { judgeMessage } from './message-size.ts';

/** Calls of one page that may be under way at once, and its open subscriptions. */
const CALL_LIMIT = 64;
const SUBSCRIPTION_LIMIT = 8;

/** The engine as the window's door needs it. */
export interface DoorEngine {
  readonly handlers: Handlers;
  /** Events from a snapshot on; `onEnd` when the stream is over for another reason than `dispose`. */
  subscribe(onEvent: (event: EngineEvent) => void, onEnd: () => void): Disposable;
}

/** One page that speaks with the door. */
export interface IpcPage {
  readonly id: number;
  send(message: StreamMessage): void;
}

/**
 * The contract over a window's two channels. Who may speak is checked before; what is said is checked here: size, form,
 * procedure and schema. Nothing but `dispatch` reaches the engine.
 */
export interface IpcDoor {
  call(page: IpcPage, name: unknown, input: unknown): Promise<Answer>;
  stream(page: IpcPage, request: unknown): void;
  /** The page is gone, or another document took its place: ends its subscriptions. */
  forget(pageId: number): void;
}

interface PageState {
  calls: number;
  readonly subscriptions: Map<number, { readonly relay: EventRelay; readonly source: Disposable }>;
}

/** `engine` may still be opening; calls and subscriptions wait for it. */
export function createIpcDoor(engine: Promise<DoorEngine>, logger: Logger): IpcDoor {
  const pages = new Map<number, PageState>();

  const stateOf = (page: IpcPage): PageState => {
    const present = pages.get(page.id) ?? { calls: 0, subscriptions: new Map() };
    pages.set(page.id, present);
    return present;
  };
  const report = (procedure: string, error: unknown): void => {
    logger.error('A procedure failed unexpectedly', {
      procedure,
      error: error instanceof Error ? error.stack : String(error),
    });
  };
  const close = (state: PageState, subscription: number): void => {
    state.subscriptions.get(subscription)?.source.dispose();
    state.subscriptions.delete(subscription);
  };
  const open = (page: IpcPage, state: PageState, subscription: number): void => {
    const end = (): void => {
      if (!state.subscriptions.has(subscription)) return;
      close(state, subscription);
      page.send({ type: 'ended', subscription });
    };
    if (state.subscriptions.has(subscription)) return;
    if (state.subscriptions.size >= SUBSCRIPTION_LIMIT) {
      page.send({ type: 'ended', subscription });
      return;
    }
    const relay = createEventRelay({
      send: (events) => page.send({ type: 'events', subscription, events }),
      onOverflow: end,
    });
    state.subscriptions.set(subscription, { relay, source: subscribeLater(engine, relay, end) });
  };

  return {
    async call(page, name, input) {
      const state = stateOf(page);
      const refusal = refuse(name, input, state.calls);
      if (refusal !== undefined) return { ok: false, error: toWire(refusal) };
      state.calls += 1;
      try {
        const { handlers } = await engine;
        return await dispatch(handlers, String(name), input, report);
      } catch (error) {
        return { ok: false, error: toWire(error) };
      } finally {
        state.calls -= 1;
      }
    },
    stream(page, message) {
      if (judgeMessage(message, 1024) !== 'ok') return;
      const request = StreamRequest.safeParse(message);
      if (!request.success) return;
      const { type, subscription } = request.data;
      const state = stateOf(page);
      if (type === 'open') open(page, state, subscription);
      else if (type === 'taken') state.subscriptions.get(subscription)?.relay.taken();
      else close(state, subscription);
    },
    forget(pageId) {
      const state = pages.get(pageId);
      pages.delete(pageId);
      for (const { source } of state?.subscriptions.values() ?? []) source.dispose();
      state?.subscriptions.clear();
    },
  };
}

function refuse(name: unknown, input: unknown, calls: number): AppError | undefined {
  if (typeof name !== 'string') return new AppError('INPUT_INVALID', 'The name of a procedure is a text.');
  if (calls >= CALL_LIMIT) return new AppError('TOO_BUSY', `${String(calls)} calls of this window are under way.`);
  switch (judgeMessage(input)) {
    case 'too-large':
      return new AppError('BODY_TOO_LARGE', 'The input is larger than 1 MiB.', { details: { limit: '1 MiB' } });
    case 'not-plain':
      return new AppError('INPUT_INVALID', 'The input holds something that JSON has no form for.');
    case 'ok':
      return undefined;
  }
}

/** Subscribes when the engine is there, unless the subscription was given up before. */
function subscribeLater(engine: Promise<DoorEngine>, relay: EventRelay, onEnd: () => void): Disposable {
  let isOver = false;
  let source: Disposable | undefined;
  const begin = async (): Promise<void> => {
    const opened = await engine;
    if (!isOver) source = opened.subscribe((event) => relay.push(event), onEnd);
    if (isOver) source?.dispose();
  };
  // An engine that could not be opened is told by every call; here it is a stream that ends.
  begin().catch(onEnd);
  return {
    dispose() {
      isOver = true;
      source?.dispose();
    },
  };
}
