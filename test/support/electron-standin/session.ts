import { EventEmitter } from 'node:events';
import type { Standin } from './standin.ts';

type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: { readonly requestingUrl: string; readonly isMainFrame: boolean },
) => void;
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean;

/** Electron's names of permissions and Chromium's. */
const PERMISSIONS: readonly (readonly [electron: string, chromium: object])[] = [
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write' }],
  ['midi', { name: 'midi' }],
  ['idle-detection', { name: 'idle-detection' }],
  ['persistent-storage', { name: 'persistent-storage' }],
  ['window-management', { name: 'window-management' }],
];

/** The default session. Chromium is told before a page loads what the application's handlers would answer. */
export class StandinSession extends EventEmitter {
  readonly #standin: Standin;
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;

  constructor(standin: Standin) {
    super();
    this.#standin = standin;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }
  /** Devices (USB, HID, serial) do not exist here. */
  setDevicePermissionHandler(): void {}

  async settlePermissions(url: string): Promise<void> {
    const origin = URL.parse(this.#standin.schemes.toInside(url))?.origin;
    for (const [name, permission] of PERMISSIONS) {
      const setting = (await this.#isGranted(name, url)) ? 'granted' : 'denied';
      const where = origin === undefined || origin === 'null' ? {} : { origin };
      await this.#standin.chromium().send('Browser.setPermission', { permission, setting, ...where });
    }
  }

  /** As in Electron, without a handler everything is granted. */
  async #isGranted(permission: string, url: string): Promise<boolean> {
    if (this.#standin.without.has('permissions')) return true;
    if (this.#check?.(null, permission, url, {}) === false) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    if (this.#request === null) return true;
    this.#request(null, permission, resolve, { requestingUrl: url, isMainFrame: true });
    return promise;
  }
}
