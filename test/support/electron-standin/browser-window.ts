import { EventEmitter } from 'node:events';
import type { IpcMain } from './ipc-main.ts';
import { ignoreGone } from './chromium.ts';
import { openPage, type Page } from './page.ts';
import type { StandinSession } from './session.ts';
import { type Standin, strict } from './standin.ts';
import { WebContents } from './web-contents.ts';

interface WindowOptions {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  readonly show?: boolean;
  readonly webPreferences?: {
    readonly preload?: string;
    readonly sandbox?: boolean;
    readonly nodeIntegration?: boolean;
    readonly contextIsolation?: boolean;
  };
}

interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a window needs besides its options; given once, before the first is made. */
export interface WindowSurroundings {
  readonly standin: Standin;
  readonly ipcMain: IpcMain;
  readonly session: StandinSession;
  readonly isReady: () => boolean;
  readonly onCreated: (window: BrowserWindow) => void;
  readonly onLastClosed: () => void;
}

let surroundings: WindowSurroundings | undefined;
const windows = new Set<BrowserWindow>();
let latestId = 0;

export function furnishWindows(given: WindowSurroundings): void {
  surroundings = given;
}

export class BrowserWindow extends EventEmitter {
  readonly id: number;
  readonly webContents: WebContents;
  readonly #page: Promise<Page>;
  readonly #onLastClosed: () => void;
  #target = '';
  #bounds: Bounds;
  #title: string;
  #isVisible: boolean;
  #state: 'normal' | 'minimized' | 'maximized' = 'normal';
  #isShownOnce = false;

  constructor(options: WindowOptions = {}) {
    super();
    if (surroundings?.isReady() !== true) throw new Error('Cannot create BrowserWindow before app is ready');
    const { standin, ipcMain, session, onCreated, onLastClosed } = surroundings;
    const { x = 0, y = 0, width = 800, height = 600, webPreferences = {} } = options;
    if (webPreferences.contextIsolation === false) {
      throw new Error('Electron stand-in: contextIsolation: false is not implemented.');
    }
    latestId += 1;
    this.id = latestId;
    this.#bounds = { x, y, width, height };
    this.#title = options.title ?? standin.command.name;
    this.#isVisible = options.show !== false;
    this.#onLastClosed = onLastClosed;
    const isOpen = openPage(
      standin,
      {
        bounds: options.x === undefined ? { width, height } : this.#bounds,
        preload: webPreferences.preload,
        nodeIntegration: webPreferences.nodeIntegration === true || standin.without.has('isolation'),
      },
      {
        onMessage: (message, frame) => ipcMain.receive(this.webContents, message, frame),
        onNavigate: (asked) => this.webContents.asksToNavigate(asked),
        onWindowOpen: (asked) => this.webContents.asksToOpen(asked),
        onCommitted: (url) => this.webContents.hasCommitted(url),
        onDomReady: () => this.webContents.emit('dom-ready', {}),
        onLoaded: () => this.#loaded(),
        onTitle: (title) => this.#pageTitle(title),
        onGone: (isCrash) => this.#gone(isCrash),
      },
    );
    this.#page = isOpen;
    isOpen.then(
      ({ targetId }) => {
        this.#target = targetId;
      },
      (error: unknown) => console.error('Electron stand-in: a window could not be opened', error),
    );
    this.webContents = strict('webContents', new WebContents({ window: this, session, page: isOpen }, this.id));
    windows.add(this);
    onCreated(this);
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows];
  }
  static fromWebContents(contents: WebContents | null | undefined): BrowserWindow | null {
    return [...windows].find(({ webContents }) => webContents.id === contents?.id) ?? null;
  }
  static fromId(id: number): BrowserWindow | null {
    return [...windows].find((window) => window.id === id) ?? null;
  }
  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].find((window) => window.isVisible()) ?? null;
  }
  /** By Chromium's own name of the page, for Playwright. */
  static fromTarget(target: string): BrowserWindow | null {
    return [...windows].find((window) => window.#target === target) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  show(): void {
    this.#isVisible = true;
    this.emit('show');
  }
  hide(): void {
    this.#isVisible = false;
    this.emit('hide');
  }
  focus(): void {
    this.#page.then((page) => page.command('Page.bringToFront')).catch(ignoreGone);
    this.emit('focus');
  }
  isVisible(): boolean {
    return this.#isVisible;
  }
  isDestroyed(): boolean {
    return !windows.has(this);
  }
  isMinimized(): boolean {
    return this.#state === 'minimized';
  }
  isMaximized(): boolean {
    return this.#state === 'maximized';
  }
  minimize(): void {
    this.#place('minimized');
  }
  maximize(): void {
    this.#place('maximized');
  }
  restore(): void {
    this.#place('normal');
  }
  getBounds(): Bounds {
    return this.#bounds;
  }
  getNormalBounds(): Bounds {
    return this.#bounds;
  }
  setBounds(bounds: Partial<Bounds>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
    const { x, y, width, height } = this.#bounds;
    this.#page.then((page) => page.place({ left: x, top: y, width, height })).catch(ignoreGone);
    this.emit('move');
    this.emit('resize');
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  getTitle(): string {
    return this.#title;
  }
  close(): void {
    if (this.mayClose()) this.destroy();
  }
  destroy(): void {
    this.#page.then((page) => page.close()).catch(ignoreGone);
  }
  /** Whether nobody prevents its `close`. */
  mayClose(): boolean {
    let isPrevented = false;
    this.emit('close', {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    return !isPrevented;
  }

  #place(state: 'normal' | 'minimized' | 'maximized'): void {
    this.#state = state;
    this.#page.then((page) => page.place({ windowState: state })).catch(ignoreGone);
    this.emit(state === 'normal' ? 'restore' : state === 'minimized' ? 'minimize' : 'maximize');
  }
  #loaded(): void {
    this.webContents.emit('did-finish-load', {});
    if (this.#isShownOnce || this.webContents.getURL() === 'about:blank') return;
    this.#isShownOnce = true;
    this.emit('ready-to-show', {});
  }
  #pageTitle(title: string): void {
    let isPrevented = false;
    const event = {
      preventDefault: () => {
        isPrevented = true;
      },
    };
    this.emit('page-title-updated', event, title, true);
    if (!isPrevented) this.#title = title;
  }
  #gone(isCrash: boolean): void {
    this.webContents.isGone(isCrash);
    if (isCrash || !windows.delete(this)) return;
    this.emit('closed');
    if (windows.size === 0) this.#onLastClosed();
  }
}
