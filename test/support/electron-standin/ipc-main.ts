import { EventEmitter } from 'node:events';
import type { PageMessage } from './page.ts';
import type { WebContents } from './web-contents.ts';
import { createWire } from './wire.ts';

type Handler = (event: object, ...args: unknown[]) => unknown;

export class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, Handler>();
  readonly #wire = createWire();

  handle(channel: string, handler: Handler): void {
    if (this.#handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    this.#handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  /** A message of a page's preload script. */
  receive(sender: WebContents, message: PageMessage, frame: { readonly url: string; readonly isMain: boolean }): void {
    const event = { type: 'frame', sender, senderFrame: sender.frameOf(frame), processId: 1, frameId: 1 };
    const args = this.#wire.decode(message.args) as unknown[];
    if (message.type === 'send') {
      this.emit(message.channel, event, ...args);
      return;
    }
    this.#invoke(message.channel, event, args).then(
      (value) => sender.answer(message.id, { value }),
      (error: unknown) =>
        sender.answer(message.id, { error: `Error invoking remote method '${message.channel}': ${String(error)}` }),
    );
  }

  async #invoke(channel: string, event: object, args: readonly unknown[]): Promise<unknown> {
    const handler = this.#handlers.get(channel);
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    return handler(event, ...args);
  }
}
