import { EventEmitter } from 'node:events';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstanceLock } from './instance-lock.ts';
import type { Standin } from './standin.ts';
import type { BrowserWindow } from './browser-window.ts';

/** `app`: names, paths, the lock, and the order in which an application ends. */
export class StandinApp extends EventEmitter {
  readonly isPackaged = false;
  readonly #standin: Standin;
  readonly #windows: () => readonly BrowserWindow[];
  readonly #paths = new Map<string, string>();
  readonly #whenReady = Promise.withResolvers<void>();
  readonly #lock = createInstanceLock((argv, folder, data) => this.emit('second-instance', {}, argv, folder, data));
  #name: string;
  #isReady = false;
  #isEnding = false;

  constructor(standin: Standin, windows: () => readonly BrowserWindow[]) {
    super();
    this.#standin = standin;
    this.#windows = windows;
    this.#name = standin.command.name;
    standin.onGone(() => {
      // Electron's main process does not outlive its browser.
      if (!this.#isEnding) process.exit(1);
    });
  }

  get name(): string {
    return this.#name;
  }
  getName(): string {
    return this.#name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getVersion(): string {
    return this.#standin.command.version;
  }
  getAppPath(): string {
    return this.#standin.command.applicationPath;
  }
  getLocale(): string {
    return 'en-US';
  }
  enableSandbox(): void {
    if (this.#isReady) throw new Error('app.enableSandbox() can only be called before app is ready');
  }
  setAboutPanelOptions(): void {}
  focus(): void {}

  /** Called by the launcher when the main bundle has been evaluated. */
  becomeReady(): void {
    this.#isReady = true;
    this.emit('will-finish-launching');
    this.#whenReady.resolve();
    this.emit('ready', {}, {});
  }
  isReady(): boolean {
    return this.#isReady;
  }
  whenReady(): Promise<void> {
    return this.#whenReady.promise;
  }

  setPath(name: string, path: string): void {
    this.#paths.set(name, path);
  }
  getPath(name: string): string {
    const known = this.#paths.get(name);
    if (known !== undefined) return known;
    const home = homedir();
    const appData = process.env['XDG_CONFIG_HOME'] ?? join(home, '.config');
    switch (name) {
      case 'home':
        return home;
      case 'appData':
        return appData;
      case 'userData':
        return join(appData, this.#name);
      case 'sessionData':
        return this.getPath('userData');
      case 'temp':
        return tmpdir();
      case 'exe':
        return process.execPath;
      default:
        throw new Error(`Failed to get '${name}' path`);
    }
  }

  requestSingleInstanceLock(data?: unknown): boolean {
    return this.#lock.request(this.getPath('userData'), data);
  }
  hasSingleInstanceLock(): boolean {
    return this.#lock.isHeld();
  }
  releaseSingleInstanceLock(): void {
    this.#lock.release();
  }

  /** `before-quit`, then every window's `close`, then `will-quit`; each may prevent the rest. */
  quit(): void {
    if (this.#isEnding || !this.#goesOn('before-quit')) return;
    for (const window of this.#windows()) if (!window.mayClose()) return;
    if (this.#goesOn('will-quit')) this.exit(0);
  }
  exit(code = 0): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.emit('quit', {}, code);
    this.#lock.release();
    const end = (): never => process.exit(code);
    if (this.#isReady) this.#standin.chromium().close().then(end, end);
    else end();
  }

  #goesOn(event: string): boolean {
    let isPrevented = false;
    this.emit(event, {
      preventDefault: () => {
        isPrevented = true;
      },
    });
    return !isPrevented;
  }
}
