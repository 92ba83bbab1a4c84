import { StandinApp } from './app.ts';
import { BrowserWindow, furnishWindows } from './browser-window.ts';
import { IpcMain } from './ipc-main.ts';
import { Menu, MenuItem } from './menu.ts';
import type { PageHandler } from './schemes.ts';
import { StandinSession } from './session.ts';
import { createDialog, createNativeTheme, createSafeStorage, createScreen, createShell } from './small-parts.ts';
import { strict, theStandin } from './standin.ts';

/** The module that `import … from 'electron'` finds in the main process. What is not here, is not implemented. */
const standin = theStandin();
const defaultSession = new StandinSession(standin);

export const app = strict('app', new StandinApp(standin, () => BrowserWindow.getAllWindows()));
export const ipcMain = strict('ipcMain', new IpcMain());
export const dialog = createDialog();
export const shell = createShell();
export const nativeTheme = createNativeTheme();
export const screen = createScreen();
export const safeStorage = createSafeStorage();
export const session = strict('session', { defaultSession: strict('session', defaultSession) });
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(given: readonly { readonly scheme: string }[]): void {
    if (app.isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme } of given) standin.schemes.register(scheme);
  },
  handle: (scheme: string, handler: PageHandler) => standin.schemes.handle(scheme, handler),
  unhandle: (scheme: string) => standin.schemes.unhandle(scheme),
  isProtocolHandled: (scheme: string) => standin.schemes.isHandled(scheme),
});
export const webContents = strict('webContents', {
  getAllWebContents: () => BrowserWindow.getAllWindows().map((window) => window.webContents),
  fromId: (id: number) => BrowserWindow.fromId(id)?.webContents,
  fromDevToolsTargetId: (target: string) => BrowserWindow.fromTarget(target)?.webContents,
});

furnishWindows({
  standin,
  ipcMain,
  session: defaultSession,
  isReady: () => app.isReady(),
  onCreated: (window) => {
    app.emit('web-contents-created', {}, window.webContents);
    app.emit('browser-window-created', {}, window);
  },
  onLastClosed: () => {
    if (app.listenerCount('window-all-closed') > 0) app.emit('window-all-closed');
    else app.quit();
  },
});

export { BrowserWindow, Menu, MenuItem };
