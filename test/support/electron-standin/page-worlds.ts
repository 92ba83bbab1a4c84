import type { createWire } from './wire.ts';

/**
 * What runs inside the page, as source text, before any script of its own. The preload bundle lives in an isolated
 * world; between it and the page's world only texts pass, as events with a name nobody else knows.
 */

interface Call {
  readonly id: number;
  readonly fn: number;
  readonly args: string;
}

/** In the page's own world: makes what `contextBridge.exposeInMainWorld` gives. */
export function runInMainWorld(secret: string, makeWire: typeof createWire, withNode: boolean): void {
  const wire = makeWire();
  const dispatch = window.dispatchEvent.bind(window);
  const listen = window.addEventListener.bind(window);
  const callbacks = new Map<number, (...args: unknown[]) => unknown>();
  const waiting = new Map<number, (text: string, isError: boolean) => void>();
  let latest = 0;
  let answer: string | undefined;

  const on = (name: string, action: (text: string) => void): void =>
    listen(secret + name, (event) => action((event as CustomEvent<string>).detail));
  const keep = (given: (...args: unknown[]) => unknown): number => {
    latest += 1;
    callbacks.set(latest, given);
    return latest;
  };
  const proxy =
    (fn: number) =>
    (...args: unknown[]): unknown => {
      latest += 1;
      const id = latest;
      answer = undefined;
      const call: Call = { id, fn, args: wire.encode(args, keep) };
      dispatch(new CustomEvent(`${secret}call`, { detail: JSON.stringify(call) }));
      const { kind, text } = JSON.parse(answer ?? '{"kind":"error","text":"[null,[]]"}') as {
        readonly kind: string;
        readonly text: string;
      };
      if (kind === 'promise') {
        return new Promise((resolve, reject) => {
          waiting.set(id, (settled, isError) => {
            const value = wire.decode(settled, proxy);
            if (isError) reject(value instanceof Error ? value : new Error(String(value)));
            else resolve(value);
          });
        });
      }
      const value = wire.decode(text, proxy);
      if (kind === 'error') throw value instanceof Error ? value : new Error(String(value));
      return value;
    };
  on('answer', (text) => {
    answer = text;
  });
  on('settle', (text) => {
    const { id, value, isError } = JSON.parse(text) as { id: number; value: string; isError: boolean };
    waiting.get(id)?.(value, isError);
    waiting.delete(id);
  });
  on('callback', (text) => {
    const { fn, args } = JSON.parse(text) as { fn: number; args: string };
    callbacks.get(fn)?.(...(wire.decode(args, proxy) as unknown[]));
  });
  on('expose', (text) => {
    const { key, api } = JSON.parse(text) as { key: string; api: string };
    const freeze = (value: unknown): unknown => {
      if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
      return value;
    };
    Object.defineProperty(window, key, { value: freeze(wire.decode(api, proxy)), enumerable: true });
  });
  // What a page finds that was made with nodeIntegration; enough for a test to see that it is there.
  if (withNode) Object.assign(window, { process: { versions: { node: 'stand-in' } }, require: () => ({}) });
}

/** In the isolated world: `require('electron')` for the preload bundle, and the way to the main process. */
export function runInPreloadWorld(
  secret: string,
  makeWire: typeof createWire,
  versions: Readonly<Record<string, string>>,
  preload: (require: unknown, module: unknown, exports: unknown, process: unknown) => void,
): void {
  if (window !== window.top) return;
  const wire = makeWire();
  const scope = globalThis as unknown as { standinSend: (text: string) => void; standinReceive: (m: unknown) => void };
  const send = scope.standinSend;
  type Listener = (event: object, ...args: unknown[]) => void;
  const channels = new Map<string, Set<Listener>>();
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  let latest = 0;
  const emit = (name: string, detail: object): boolean =>
    window.dispatchEvent(new CustomEvent(secret + name, { detail: JSON.stringify(detail) }));
  const keep = (given: (...args: unknown[]) => unknown): number => {
    latest += 1;
    functions.set(latest, given);
    return latest;
  };
  const callPage =
    (fn: number) =>
    (...args: unknown[]): void =>
      void emit('callback', { fn, args: wire.encode(args, keep) });
  const errorText = (error: unknown): string => wire.encode(error instanceof Error ? error : new Error(String(error)));

  window.addEventListener(`${secret}call`, (event) => {
    const { id, fn, args } = JSON.parse((event as CustomEvent<string>).detail) as Call;
    try {
      const result = functions.get(fn)?.(...(wire.decode(args, callPage) as unknown[]));
      if (result instanceof Promise) {
        emit('answer', { kind: 'promise', text: '' });
        result.then(
          (value: unknown) => emit('settle', { id, value: wire.encode(value, keep), isError: false }),
          (error: unknown) => emit('settle', { id, value: errorText(error), isError: true }),
        );
      } else emit('answer', { kind: 'value', text: wire.encode(result, keep) });
    } catch (error) {
      emit('answer', { kind: 'error', text: errorText(error) });
    }
  });

  const add = (channel: string, listener: Listener): void => {
    const known = channels.get(channel) ?? new Set();
    channels.set(channel, known.add(listener));
  };
  const ipcRenderer = {
    on(channel: string, listener: Listener) {
      add(channel, listener);
      return ipcRenderer;
    },
    off(channel: string, listener: Listener) {
      channels.get(channel)?.delete(listener);
      return ipcRenderer;
    },
    send: (channel: string, ...args: unknown[]) =>
      send(JSON.stringify({ type: 'send', channel, args: wire.encode(args) })),
    invoke(channel: string, ...args: unknown[]) {
      latest += 1;
      const id = latest;
      const text = JSON.stringify({ type: 'invoke', id, channel, args: wire.encode(args) });
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        send(text);
      });
    },
  };
  scope.standinReceive = (given) => {
    const message = given as { type: string; id: number; channel: string; value: string; error?: string };
    if (message.type === 'message') {
      const args = wire.decode(message.value) as unknown[];
      for (const listener of channels.get(message.channel) ?? []) listener({ sender: ipcRenderer }, ...args);
      return;
    }
    const open = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.error === undefined) open?.resolve(wire.decode(message.value));
    else open?.reject(new Error(message.error));
  };
  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown) => emit('expose', { key, api: wire.encode(api, keep) }),
  };
  const require = (name: string): unknown => {
    if (name === 'electron') return { contextBridge, ipcRenderer };
    throw new Error(`module not found: ${name}`);
  };
  // CommonJS as a preload bundle finds it.
  const exported = {};
  preload(require, { exports: exported }, exported, {
    type: 'renderer',
    sandboxed: true,
    contextIsolated: true,
    versions,
  });
}
