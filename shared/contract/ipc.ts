import * as z from 'zod/mini';

/** The two channels between a window's page and the main process. There are no others. */
export const IPC_CHANNELS = { call: 'deltadock:call', stream: 'deltadock:stream' } as const;

const Subscription = z.int().check(z.gte(1), z.lte(Number.MAX_SAFE_INTEGER));

/** What a page says on the stream channel; it numbers its subscriptions itself. */
export const StreamRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('open'), subscription: Subscription }),
  /** The events of the last message were taken: more may come. Without it nothing more is sent. */
  z.strictObject({ type: z.literal('taken'), subscription: Subscription }),
  z.strictObject({ type: z.literal('close'), subscription: Subscription }),
]);
export type StreamRequest = z.infer<typeof StreamRequest>;

/** What the main process says on the stream channel. After `ended` a subscription is no more; the page opens another. */
export type StreamMessage =
  | { readonly type: 'events'; readonly subscription: number; readonly events: readonly unknown[] }
  | { readonly type: 'ended'; readonly subscription: number };

/** What the preload script gives to the page as `window.deltadock`: these two functions and nothing else. */
export interface DesktopBridge {
  /** Calls one procedure of the contract; the answer is that of `dispatch`. */
  invoke(name: string, input: unknown): Promise<unknown>;
  /**
   * Calls `listener` with every event from the snapshot on, and once with `undefined` when the stream has ended for
   * another reason than the returned function, which ends it.
   */
  subscribe(listener: (event: unknown) => void): () => void;
}
