import type { DesktopBridge, IPC_CHANNELS, StreamMessage, StreamRequest } from '../../shared/contract/ipc.ts';

// A sandboxed preload loads no file of ours at run time, so the names stand here once more, checked by their type.
const CHANNELS = { call: 'deltadock:call', stream: 'deltadock:stream' } as const satisfies typeof IPC_CHANNELS;

/** What the bridge uses of `ipcRenderer`. */
export interface PageIpc {
  invoke(channel: string, ...args: readonly unknown[]): Promise<unknown>;
  send(channel: string, message: StreamRequest): void;
  on(channel: string, listener: (event: unknown, message: StreamMessage) => void): unknown;
}

/** The page's two functions over the two channels. Whatever they carry is checked at the other end. */
export function createBridge(ipc: PageIpc): DesktopBridge {
  const listeners = new Map<number, (event: unknown) => void>();
  let latest = 0;

  ipc.on(CHANNELS.stream, (_event, message) => {
    const { subscription } = message;
    const listener = listeners.get(subscription);
    if (listener === undefined) return;
    if (message.type === 'ended') {
      listeners.delete(subscription);
      listener(undefined);
      return;
    }
    for (const event of message.events) listener(event);
    // Asks for more only now: a page that is busy is not flooded.
    if (listeners.has(subscription)) ipc.send(CHANNELS.stream, { type: 'taken', subscription });
  });

  return {
    invoke: (name, input) => ipc.invoke(CHANNELS.call, name, input),
    subscribe(listener) {
      latest += 1;
      const subscription = latest;
      listeners.set(subscription, listener);
      ipc.send(CHANNELS.stream, { type: 'open', subscription });
      return () => {
        if (listeners.delete(subscription)) ipc.send(CHANNELS.stream, { type: 'close', subscription });
      };
    },
  };
}
