import * as z from 'zod/mini';
import { CONTRACT, type Input, type Output, type ProcedureName } from '../../shared/contract/contract.ts';
import type { EngineEvent } from '../../shared/contract/events.ts';
import { AppError, type ErrorCode, isErrorCode, toWire, type WireError } from '../../shared/errors.ts';
import { type Connection, followEvents } from './follow-events.ts';

/** What a procedure answered, or why it could not be asked. */
export type CallResult<V> =
  | { readonly ok: true; readonly value: V }
  | { readonly ok: false; readonly error: WireError };

/** The engine, as the page reaches it. */
export interface Client {
  /** Asks once; never rejects. An engine that does not answer is an ENGINE_UNREACHABLE. */
  call<N extends ProcedureName>(name: N, input: Input<N>, signal?: AbortSignal): Promise<CallResult<Output<N>>>;
  /** Follows the events for ever: after any gap it subscribes anew, and the first event of each try is the snapshot. */
  subscribe(listener: EventListener): { dispose(): void };
}

interface EventListener {
  readonly onEvent: (event: EngineEvent) => void;
  readonly onConnection: (connection: Connection) => void;
}

export interface ClientOptions {
  /** Where the control door is; empty for the page's own origin. */
  readonly address: string;
  readonly token: string | undefined;
  readonly fetch: typeof globalThis.fetch;
}

/** A client of the control door: `POST /api/call/<noun.verb>` and the event stream `GET /api/events` (D2). */
export function createClient({ address, token, fetch }: ClientOptions): Client {
  const authorization = { Authorization: `Bearer ${token ?? ''}` };

  return {
    async call(name, input, signal) {
      if (token === undefined) return failed('TOKEN_INVALID', 'This page was opened without the engine’s token.');
      try {
        const response = await fetch(`${address}/api/call/${name}`, {
          method: 'POST',
          headers: { ...authorization, 'Content-Type': 'application/json' },
          body: JSON.stringify(input),
          signal: signal ?? null,
        });
        return readAnswer(name, await response.json());
      } catch {
        return failed('ENGINE_UNREACHABLE', 'The engine does not answer; the request may not have arrived.');
      }
    },
    subscribe(listener) {
      if (token === undefined) {
        listener.onConnection({ state: 'refused', at: Date.now(), reason: 'token-missing' });
        return { dispose: () => undefined };
      }
      const open = (signal: AbortSignal): Promise<Response> =>
        fetch(`${address}/api/events`, { headers: authorization, signal });
      return followEvents(open, listener);
    },
  };
}

const RefusedAnswer = z.object({
  ok: z.literal(false),
  error: z.object({
    code: z.string().check(z.refine(isErrorCode)),
    message: z.string(),
    next: z.string(),
    retry: z.boolean(),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  }),
});

/** Reads what a door answered; what it does not know becomes an INTERNAL of its own. */
export function readAnswer<N extends ProcedureName>(name: N, answer: unknown): CallResult<Output<N>> {
  const refused = z.safeParse(RefusedAnswer, answer);
  if (refused.success) {
    const { code, ...error } = refused.data.error;
    return { ok: false, error: { ...error, code: code as ErrorCode } };
  }
  const accepted = z.safeParse(z.object({ ok: z.literal(true), value: CONTRACT[name].output }), answer);
  if (accepted.success) return { ok: true, value: accepted.data.value as Output<N> };
  return failed('INTERNAL', 'The engine’s answer has a form that this page does not know. Reload the page.');
}

/** A failure that the page itself found. */
export function failed(code: ErrorCode, message: string): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: toWire(new AppError(code, message)) };
}
