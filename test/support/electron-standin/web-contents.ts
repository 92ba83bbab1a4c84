import { EventEmitter } from 'node:events';
import type { BrowserWindow } from './browser-window.ts';
import { ignoreGone } from './chromium.ts';
import type { Page } from './page.ts';
import type { NavigationAsked } from './requests.ts';
import type { StandinSession } from './session.ts';
import { createWire } from './wire.ts';

type WindowOpenHandler = (details: {
  readonly url: string;
  readonly frameName: string;
  readonly features: string;
  readonly disposition: 'new-window';
}) => { readonly action: 'allow' | 'deny' };

/** A frame as the application sees it. */
export interface FrameFacts {
  readonly url: string;
  readonly origin: string;
  readonly parent: FrameFacts | null;
  readonly detached: boolean;
}

export class WebContents extends EventEmitter {
  readonly id: number;
  readonly session: StandinSession;
  readonly #window: BrowserWindow;
  readonly #page: Promise<Page>;
  readonly #wire = createWire();
  #openHandler: WindowOpenHandler | undefined;
  #url = '';
  #isDestroyed = false;

  constructor(
    owner: { readonly window: BrowserWindow; readonly session: StandinSession; readonly page: Promise<Page> },
    id: number,
  ) {
    super();
    this.#window = owner.window;
    this.#page = owner.page;
    this.session = owner.session;
    this.id = id;
  }

  get mainFrame(): FrameFacts {
    return frame(this.#url, null, this.#isDestroyed);
  }
  getURL(): string {
    return this.#url;
  }
  getTitle(): string {
    return this.#window.getTitle();
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isLoading(): boolean {
    return false;
  }
  openDevTools(): void {}
  focus(): void {}
  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler;
  }
  send(channel: string, ...args: readonly unknown[]): void {
    const message = { type: 'message', channel, value: this.#wire.encode(args) };
    this.#page.then((page) => page.post(message)).catch(ignoreGone);
  }
  async loadURL(url: string): Promise<void> {
    const page = await this.#page;
    await this.session.settlePermissions(url);
    const loaded = new Promise<void>((resolve) => void this.once('did-finish-load', () => resolve()));
    try {
      await page.navigate(url);
    } catch (error) {
      this.emit('did-fail-load', {}, -1, String(error), url, true);
      throw error;
    }
    await loaded;
  }
  reload(): void {
    this.#page.then((page) => page.command('Page.reload')).catch(ignoreGone);
  }
  async executeJavaScript(code: string): Promise<unknown> {
    const page = await this.#page;
    const { result, exceptionDetails } = await page.command<{
      readonly result: { readonly value?: unknown };
      readonly exceptionDetails?: { readonly text: string };
    }>('Runtime.evaluate', { expression: code, awaitPromise: true, returnByValue: true, userGesture: true });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return result.value;
  }
  close(): void {
    this.#window.close();
  }

  /** For the window: a page's wish, put to the application. */
  asksToNavigate({ url, isMainFrame, isRedirect }: NavigationAsked): boolean {
    let isPrevented = false;
    const event = {
      url,
      isMainFrame,
      isSameDocument: false,
      frame: frame(this.#url, isMainFrame ? null : this.mainFrame, false),
      preventDefault: () => {
        isPrevented = true;
      },
    };
    if (isRedirect) this.emit('will-redirect', event, url);
    else {
      this.emit('will-frame-navigate', event);
      if (isMainFrame && !isPrevented) this.emit('will-navigate', event, url);
    }
    return !isPrevented;
  }
  asksToOpen(asked: { readonly url: string; readonly frameName: string; readonly features: string }): boolean {
    return this.#openHandler?.({ ...asked, disposition: 'new-window' }).action !== 'deny';
  }
  hasCommitted(url: string): void {
    this.#url = url;
    this.emit('did-navigate', {}, url, 200, 'OK');
  }
  isGone(isCrash: boolean): void {
    if (isCrash) this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    else if (!this.#isDestroyed) {
      this.#isDestroyed = true;
      this.emit('destroyed');
    }
  }
  /** The sender of a message, as `event.senderFrame`. */
  frameOf(sender: { readonly url: string; readonly isMain: boolean }): FrameFacts {
    return frame(sender.url, sender.isMain ? null : this.mainFrame, false);
  }
  answer(id: number, outcome: { readonly value: unknown } | { readonly error: string }): void {
    const message =
      'error' in outcome
        ? { type: 'reply', id, error: outcome.error }
        : { type: 'reply', id, value: this.#wire.encode(outcome.value) };
    this.#page.then((page) => page.post(message)).catch(ignoreGone);
  }
}

function frame(url: string, parent: FrameFacts | null, detached: boolean): FrameFacts {
  const parsed = URL.parse(url);
  return { url, origin: parsed === null ? 'null' : `${parsed.protocol}//${parsed.host}`, parent, detached };
}
